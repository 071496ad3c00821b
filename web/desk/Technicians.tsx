import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Select, type TableProps, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { applianceName } from '../kit/format.ts'
import { ImportTable } from './ImportTable.tsx'
import { List } from './List.tsx'
import { Mark } from './Mark.tsx'
import { Search } from './Search.tsx'
import { TechnicianForm } from './TechnicianForm.tsx'
import { type Asked, useAsked } from './url.ts'

export type Technician = Answer<'/api/v1/technicians', 'get'>['items'][number]

/** Whether a technician is one of those that the address asks for. */
const isAsked = ({ q, duty, appliance }: Asked) => {
  const sought = q?.trim().toLowerCase() ?? ''
  return ({ name, territory, status, skills }: Technician) =>
    (!sought ||
      [name ?? '', ...territory.map((one) => one.name)].some((text) => text.toLowerCase().includes(sought))) &&
    (duty ? status === duty : status !== 'left') &&
    (!appliance || skills.some((skill) => skill.appliance === appliance))
}

/** Technicians with what they can do, where, and how much they have in hand; the operator engages and changes them. */
export function Technicians({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const [edited, setEdited] = useState<Technician | 'new' | null>(null)
  const [isImporting, setImporting] = useState(false)
  const list = useQuery({ queryKey: ['technicians'], queryFn: () => told(api.GET('/api/v1/technicians', {})) })
  const isOperator = roles.includes('operator')
  return (
    <>
      <div className="bar">
        <Search label={t('d.search.technicians')} />
        <Select
          aria-label={t('d.duty')}
          allowClear
          placeholder={t('d.duty')}
          value={asked.duty ?? null}
          options={['on-duty', 'off-duty', 'left'].map((value) => ({ value, label: t(`d.${value}`) }))}
          style={{ width: 130 }}
          onChange={(duty) => ask({ duty: duty ?? null })}
        />
        <Select
          aria-label={t('d.skills')}
          allowClear
          placeholder={t('d.skills')}
          value={asked.appliance ?? null}
          options={applianceCodes.map((value) => ({ value, label: applianceName(value) }))}
          style={{ width: 170 }}
          onChange={(appliance) => ask({ appliance: appliance ?? null })}
        />
        {isOperator && (
          <>
            <span className="push" />
            <Button onClick={() => setImporting(true)}>{t('d.import')}</Button>
            <Button type="primary" onClick={() => setEdited('new')}>
              {t('d.new.technician')}
            </Button>
          </>
        )}
      </div>
      <List<Technician>
        query={list}
        rows={list.data?.items.filter(isAsked(asked))}
        none={t('d.none.technicians')}
        rowKey="id"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 900 }}
        onChange={(_pages, _filters, sorter) => {
          const { columnKey, order } = Array.isArray(sorter) ? (sorter[0] ?? {}) : sorter
          ask({ sort: order ? `${order === 'descend' ? '-' : ''}${columnKey}` : null })
        }}
        columns={columnsIn(t, { sort: asked.sort, edit: isOperator ? setEdited : null })}
      />
      {edited && <TechnicianForm technician={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {isImporting && <ImportTable of="technicians" close={() => setImporting(false)} />}
    </>
  )
}

type Given = { sort: string | undefined; edit: ((technician: Technician) => void) | null }
function columnsIn(t: (key: string) => string, { sort, edit }: Given): NonNullable<TableProps<Technician>['columns']> {
  const sorted = (key: string) => ({
    key,
    sortOrder: sort === key ? ('ascend' as const) : sort === `-${key}` ? ('descend' as const) : null,
  })
  return [
    {
      title: t('technician'),
      dataIndex: 'name',
      render: (name: string | null) => <span className="line">{name ?? '—'}</span>,
    },
    {
      title: t('d.duty'),
      dataIndex: 'status',
      render: (status: string) => <Mark color={status === 'on-duty' ? 'green' : 'default'}>{t(`d.${status}`)}</Mark>,
    },
    { title: t('d.load'), dataIndex: 'load', ...sorted('load'), sorter: (a, b) => a.load - b.load },
    {
      title: t('d.rating'),
      dataIndex: 'rating',
      ...sorted('rating'),
      sorter: (a, b) => (a.rating?.mean ?? 0) - (b.rating?.mean ?? 0),
      render: (rating: Technician['rating']) => (rating ? `${rating.mean.toFixed(1)} (${rating.count})` : '—'),
    },
    {
      title: t('d.skills'),
      dataIndex: 'skills',
      render: (skills: Technician['skills']) =>
        skills.map(({ appliance, brands }) => (
          <Tag key={appliance}>
            {applianceName(appliance)}
            {brands !== '*' && `（${brands.join('、')}）`}
          </Tag>
        )),
    },
    {
      title: t('d.territory'),
      dataIndex: 'territory',
      render: (territory: Technician['territory']) => territory.map((one) => <Tag key={one.code}>{one.name}</Tag>),
    },
    ...(edit
      ? [
          {
            title: t('d.do'),
            key: 'do',
            render: (_: unknown, technician: Technician) => (
              <Button size="small" onClick={() => edit(technician)}>
                {t('d.edit')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}
