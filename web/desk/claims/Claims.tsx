import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { ExportMenu } from '../ExportMenu.tsx'
import { List } from '../List.tsx'
import { Search } from '../Search.tsx'
import { useAsked } from '../url.ts'
import { type Brief, fetchClaim } from './claim.ts'
import { claimColumns } from './columns.tsx'
import { Pages, usePages } from './Turned.tsx'

const statuses = ['collecting', 'examining', 'hearing', 'review', 'decided', 'settled', 'withdrawn', 'closed']

/** All claims that the reader may know of, the newest first. */
export function Claims({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [asked, ask] = useAsked()
  const filter = {
    ...(asked.status ? { status: asked.status } : {}),
    ...(asked.grade ? { grade: asked.grade } : {}),
    ...(asked.q ? { number: asked.q } : {}),
  }
  const query = { ...filter, limit: 50, ...(asked.cursor ? { cursor: asked.cursor } : {}) }
  const claims = useQuery({
    queryKey: ['claims', query],
    queryFn: () => told(api.GET('/api/v1/claims', { params: { query } })),
    placeholderData: (before) => before,
  })
  const pages = usePages(claims.data?.next)
  const open = (claim: string) => ask({ claim })
  return (
    <>
      <div className="bar">
        <Search label={t('cl.number')} />
        <Select
          mode="multiple"
          aria-label={t('cl.status')}
          placeholder={t('cl.status')}
          allowClear
          style={{ minWidth: 160 }}
          value={asked.status?.split(',') ?? []}
          options={statuses.map((value) => ({ value, label: t(`cl.status.${value}`) }))}
          onChange={(chosen) => pages.go({ status: chosen.join(',') || null })}
        />
        <Select
          mode="multiple"
          aria-label={t('cl.grade')}
          placeholder={t('cl.grade')}
          allowClear
          style={{ minWidth: 140 }}
          value={asked.grade?.split(',') ?? []}
          options={['A', 'B', 'C', 'D'].map((value) => ({ value, label: value }))}
          onChange={(chosen) => pages.go({ grade: chosen.join(',') || null })}
        />
        <span className="push" />
        {roles.includes('operator') && <ExportMenu url={`/api/v1/claims/export?${new URLSearchParams(filter)}`} />}
      </div>
      <List<Brief>
        query={claims}
        none={t('cl.claims.none')}
        rowKey="id"
        scroll={{ x: 1_000 }}
        tableLayout="auto"
        onRow={({ id }) => ({
          onClick: () => open(id),
          onMouseEnter: () => void fetchClaim(queries, id),
          style: { cursor: 'pointer' },
        })}
        columns={claimColumns(t, open)}
      />
      <Pages {...pages} />
    </>
  )
}
