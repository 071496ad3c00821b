import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { List } from '../List.tsx'
import { useAsked } from '../url.ts'
import { Pages, usePages } from './Turned.tsx'

type Row = Answer<'/api/v1/ledger', 'get'>['items'][number]

/** Fen with its sign: what an account gave is below nothing. */
const signed = (fen: number) => `${fen < 0 ? '−' : ''}¥${(Math.abs(fen) / 100).toFixed(2)}`

/** Money that moved: what one account gives another gets, so that all balances together are nothing. */
export function Ledger() {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const query = { limit: 50, ...(asked.cursor ? { cursor: asked.cursor } : {}) }
  const ledger = useQuery({
    queryKey: ['ledger', query],
    queryFn: () => told(api.GET('/api/v1/ledger', { params: { query } })),
    placeholderData: (before) => before,
  })
  const pages = usePages(ledger.data?.next)
  const balances = ledger.data?.balances ?? []
  const sum = balances.reduce((all, { fen }) => all + fen, 0)
  const kindOf = (account: string) => account.split(':')[0] ?? account
  return (
    <>
      <p className="about">{t('cl.ledger.text')}</p>
      <dl className="case-facts">
        {balances.map(({ kind, fen }) => (
          <div key={kind}>
            <dt>{t(`cl.account.${kind}`, { defaultValue: kind })}</dt>
            <dd>{signed(fen)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('cl.ledger.sum')}</dt>
          <dd>
            <b>{signed(sum)}</b> {sum === 0 ? '✓' : '✗'}
          </dd>
        </div>
      </dl>
      <List<Row>
        query={ledger}
        none={t('cl.ledger.none')}
        rowKey="id"
        scroll={{ x: 760 }}
        tableLayout="auto"
        columns={[
          { title: t('d.when'), dataIndex: 'at', render: moment },
          {
            title: t('cl.number'),
            render: (_, { number, claim }) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => ask({ claim })}>
                {number}
              </Button>
            ),
          },
          { title: t('cl.ledger.kind'), dataIndex: 'kind', render: (kind: string) => t(`cl.ledger.${kind}`) },
          {
            title: t('cl.account'),
            dataIndex: 'account',
            render: (account: string) => t(`cl.account.${kindOf(account)}`, { defaultValue: account }),
          },
          { title: t('cl.amount'), dataIndex: 'fen', align: 'right', render: signed },
          {
            title: t('cl.receipt'),
            dataIndex: 'receipt',
            render: (text: string) => <span className="cell">{text}</span>,
          },
        ]}
      />
      <Pages {...pages} />
    </>
  )
}
