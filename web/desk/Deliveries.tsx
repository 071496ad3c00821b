import { useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { moment } from '../kit/format.ts'
import { useAct } from './Act.tsx'
import { List } from './List.tsx'
import { Mark } from './Mark.tsx'
import type { Webhook } from './Webhooks.tsx'

type Delivery = Answer<'/api/v1/webhooks/{id}/deliveries', 'get'>['items'][number]
const colours: Record<Delivery['state'], string> = { delivered: 'green', failing: 'orange', refused: 'red' }

/** The last hundred events that were sent to one system, each with its last answer. */
export function Deliveries({ hook: { id, url, endedAt }, close }: { hook: Webhook; close: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const path = { params: { path: { id } } }
  const sent = useQuery({
    queryKey: ['deliveries', id],
    queryFn: () => told(api.GET('/api/v1/webhooks/{id}/deliveries', path)),
    refetchInterval: 5_000,
  })
  const again = (event: string) =>
    act(() => told(api.POST('/api/v1/webhooks/{id}/redeliver', { ...path, body: { event } })), t('d.hook.queued'))
  return (
    <Drawer open onClose={close} size={820} title={t('d.hook.sent')} destroyOnHidden>
      <p className="about cell">{url}</p>
      <List<Delivery>
        query={sent}
        none={t('d.none.deliveries')}
        rowKey="event"
        scroll={{ x: 720 }}
        columns={[
          {
            title: t('d.hook.fact'),
            dataIndex: 'type',
            render: (type: string, { event }) => (
              <>
                {t(`d.fact.${type}`, { defaultValue: type })}
                <br />
                <code className="says">{event}</code>
              </>
            ),
          },
          {
            title: t('d.duty'),
            dataIndex: 'state',
            render: (state: Delivery['state']) => <Mark color={colours[state]}>{t(`d.hook.state.${state}`)}</Mark>,
          },
          { title: t('d.hook.answer'), dataIndex: 'answer' },
          { title: t('d.errand.tries'), dataIndex: 'tries' },
          { title: t('d.hook.last'), dataIndex: 'at', render: moment },
          {
            title: t('d.do'),
            render: (_, { event }) =>
              endedAt === null && (
                <Button size="small" onClick={() => void again(event)}>
                  {t('d.hook.again')}
                </Button>
              ),
          },
        ]}
      />
    </Drawer>
  )
}
