import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Select, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { useAct } from '../Act.tsx'
import { Mark } from '../Mark.tsx'
import type { Technician } from '../Technicians.tsx'

type County = Answer<'/api/v1/coverage/{code}', 'get'>['items'][number]
type Filter = { appliance?: never; brand?: string } | object
const colours = { gap: 'red', none: 'default', one: 'orange', covered: 'green' } as const
const most = ['gap', 'one', 'none', 'covered']
const byNeed = (one: County, other: County) =>
  most.indexOf(one.standing) - most.indexOf(other.standing) || other.demand - one.demand

/** The counties of a province, the gaps first; an operator says who comes there. */
export function Province({ code, filter, isOperator }: { code: string; filter: Filter; isOperator: boolean }) {
  const { t } = useTranslation()
  const counties = useQuery({
    queryKey: ['coverage', code, filter],
    queryFn: () => told(api.GET('/api/v1/coverage/{code}', { params: { path: { code }, query: filter } })),
    placeholderData: (before) => before,
  })
  const technicians = useQuery({
    queryKey: ['technicians'],
    enabled: isOperator,
    queryFn: () => told(api.GET('/api/v1/technicians', {})),
  })
  if (counties.error) return <Alert type="error" role="alert" title={counties.error.message || t('failed')} />
  if (!counties.data) return <p className="about loading">{t('loading')}</p>
  const all = technicians.data?.items.filter(({ status }) => status !== 'left') ?? []
  return (
    <section aria-label={counties.data.name}>
      <h2 style={{ fontSize: 16 }}>{counties.data.name}</h2>
      <div className="counties">
        {counties.data.items.map((county) => (
          <span
            key={county.code}
            className={`tile ${county.standing}`}
            title={t('cv.county', { ...county, n: county.technicians.length })}
          >
            {county.name}
          </span>
        ))}
      </div>
      <Table<County>
        size="small"
        rowKey="code"
        dataSource={[...counties.data.items].sort(byNeed)}
        pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }}
        scroll={{ x: 700 }}
        columns={[
          { title: t('d.county'), render: (_, { prefecture, name }) => [prefecture, name].filter(Boolean).join(' ') },
          {
            title: t('cv.standing'),
            dataIndex: 'standing',
            render: (standing: County['standing']) => <Mark color={colours[standing]}>{t(`cv.s.${standing}`)}</Mark>,
          },
          { title: t('cv.demand'), dataIndex: 'demand' },
          {
            title: t('d.technicians'),
            render: (_, county) => (
              <Space wrap>
                {county.technicians.map((one) => (
                  <Served
                    key={one.id}
                    county={county.code}
                    who={one}
                    technician={all.find(({ id }) => id === one.id)}
                  />
                ))}
                {isOperator && <Adding county={county} all={all} />}
              </Space>
            ),
          },
        ]}
      />
    </section>
  )
}

/** What a technician can do and where they go, as it is sent back. */
const qualified = ({ skills }: Technician, territory: readonly string[]) => ({
  skills: skills.map(({ appliance, brands }) => ({ appliance: appliance as never, brands: brands as '*' | string[] })),
  territory: [...territory],
})

function useTerritory() {
  const { t } = useTranslation()
  const act = useAct()
  return (technician: Technician, territory: readonly string[]) =>
    act(
      () =>
        told(
          api.POST('/api/v1/technicians/{id}/qualify', {
            params: { path: { id: technician.id } },
            headers: { 'If-Match': `"${technician.version}"` },
            body: qualified(technician, territory),
          }),
        ),
      t('d.done'),
    )
}

type ServedProps = { county: string; who: { id: string; name: string | null }; technician: Technician | undefined }
/** One who comes here. Taken away where the county itself is theirs, and not a whole province. */
function Served({ county, who, technician }: ServedProps) {
  const { t } = useTranslation()
  const change = useTerritory()
  const codes = technician?.territory.map(({ code }) => code) ?? []
  const own = technician && codes.includes(county) && codes.length > 1
  return (
    <Tag>
      {who.name ?? '—'}
      {own && (
        <Button
          type="text"
          size="small"
          aria-label={t('cv.remove', { name: who.name ?? '' })}
          onClick={() =>
            void change(
              technician,
              codes.filter((code) => code !== county),
            )
          }
        >
          ×
        </Button>
      )}
    </Tag>
  )
}

function Adding({ county, all }: { county: County; all: readonly Technician[] }) {
  const { t } = useTranslation()
  const change = useTerritory()
  const [isBusy, setBusy] = useState(false)
  const here = new Set(county.technicians.map(({ id }) => id))
  const add = async (id: string) => {
    const technician = all.find((one) => one.id === id)
    if (!technician) return
    setBusy(true)
    await change(technician, [...technician.territory.map(({ code }) => code), county.code])
    setBusy(false)
  }
  return (
    <Select<string>
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('cv.add', { name: county.name })}
      placeholder={t('cv.add.short')}
      value={null}
      loading={isBusy}
      style={{ width: 120 }}
      options={all.filter(({ id }) => !here.has(id)).map(({ id, name }) => ({ value: id, label: name ?? '—' }))}
      onSelect={(id) => void add(id)}
    />
  )
}
