import { useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { List } from '../List.tsx'
import { Mark } from '../Mark.tsx'
import { Search } from '../Search.tsx'
import { useAsked } from '../url.ts'
import { OneRecording } from './OneRecording.tsx'

export type Recording = Answer<'/api/v1/recordings', 'get'>['items'][number]

/** Films of parcels, found by waybill, order or goods. */
export function Recordings({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const [open, setOpen] = useState<string | null>(null)
  const query = { limit: 50, ...(asked.q ? { q: asked.q } : {}), ...(asked.cursor ? { cursor: asked.cursor } : {}) }
  const recordings = useQuery({
    queryKey: ['recordings', query],
    queryFn: () => told(api.GET('/api/v1/recordings', { params: { query } })),
  })
  const shown = recordings.data?.items.find(({ id }) => id === open)
  const next = recordings.data?.next
  return (
    <>
      <div className="bar">
        <Search label={t('rec.search')} />
        {roles.includes('merchant') && (
          <Button type="primary" href="/station" target="_blank">
            {t('rec.station')}
          </Button>
        )}
      </div>
      <List<Recording>
        query={recordings}
        none={t('rec.none')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          {
            title: t('rec.waybill'),
            render: (_, { id, waybill }) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(id)}>
                {waybill}
              </Button>
            ),
          },
          { title: t('rec.merchant'), render: (_, { merchant }) => merchant.name },
          { title: t('rec.order'), render: (_, { parcel, order }) => parcel?.number ?? order ?? '—' },
          {
            title: t('rec.goods'),
            render: (_, { parcel }) =>
              parcel?.lines.map(({ title, quantity }) => `${title} ×${quantity}`).join('、') ?? t('rec.unknown'),
          },
          { title: t('rec.started'), dataIndex: 'startedAt', render: dated },
          { title: t('rec.length'), render: (_, { film }) => (film ? `${Math.round(film.length / 1_000)} s` : '—') },
          { title: t('rec.state'), render: (_, recording) => <State recording={recording} /> },
        ]}
      />
      {next && <Button onClick={() => ask({ cursor: next })}>{t('rec.more')}</Button>}
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={760} title={shown?.waybill} destroyOnHidden>
        {shown && <OneRecording recording={shown} roles={roles} />}
      </Drawer>
    </>
  )
}

const colours: Record<string, string> = { sealed: 'green', broken: 'red', checking: 'orange', recording: 'orange' }

function State({ recording: { status, broken, hold } }: { recording: Recording }) {
  const { t } = useTranslation()
  const state = broken ? 'broken' : status
  return (
    <>
      <Mark color={colours[state] ?? 'default'}>{t(`rec.status.${state}`)}</Mark>
      {hold && <Mark color="blue">{t('rec.held')}</Mark>}
    </>
  )
}
