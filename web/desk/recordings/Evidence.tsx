import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { List } from '../List.tsx'
import { Mark } from '../Mark.tsx'
import { useAsked } from '../url.ts'

type Order = Answer<'/api/v1/purchases/evidence', 'get'>['items'][number]

/** A merchant's orders, each with what would be missing if it were disputed tomorrow. */
export function Evidence() {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const query = { limit: 50, ...(asked.cursor ? { cursor: asked.cursor } : {}) }
  const orders = useQuery({
    queryKey: ['evidence', query],
    queryFn: () => told(api.GET('/api/v1/purchases/evidence', { params: { query } })),
  })
  const next = orders.data?.next
  const bad = new Set<Order['lacks'][number]>(['film', 'film-broken'])
  return (
    <>
      <p className="about">{t('ev.about')}</p>
      <List<Order>
        query={orders}
        none={t('ev.none')}
        rowKey="id"
        scroll={{ x: 900 }}
        columns={[
          { title: t('rec.order'), dataIndex: 'number' },
          { title: t('rec.merchant'), dataIndex: 'merchant' },
          { title: t('rec.goods'), dataIndex: 'goods', render: (goods: string[]) => goods.join('、') },
          { title: t('ev.placed'), dataIndex: 'placedAt', render: dated },
          {
            title: t('rec.waybill'),
            dataIndex: 'waybills',
            render: (waybills: string[]) =>
              waybills.map((waybill) => (
                <Button
                  key={waybill}
                  type="link"
                  size="small"
                  style={{ padding: 0, display: 'block' }}
                  onClick={() => ask({ page: 'recordings', q: waybill, cursor: null })}
                >
                  {waybill}
                </Button>
              )),
          },
          {
            title: t('ev.lacks'),
            dataIndex: 'lacks',
            render: (lacks: Order['lacks']) =>
              lacks.length === 0 ? (
                <Mark color="green">{t('ev.whole')}</Mark>
              ) : (
                lacks.map((lack) => (
                  <div key={lack}>
                    <Mark color={bad.has(lack) ? 'red' : 'orange'}>{t(`ev.lack.${lack}`)}</Mark>
                  </div>
                ))
              ),
          },
        ]}
      />
      {next && <Button onClick={() => ask({ cursor: next })}>{t('rec.more')}</Button>}
    </>
  )
}
