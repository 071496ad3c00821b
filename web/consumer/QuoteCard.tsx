import { Button } from 'antd-mobile'
import { useTranslation } from 'react-i18next'
import { api, type Order, told } from '../kit/api.ts'
import { yuan } from '../kit/format.ts'
import { Main, Row, Trouble, useDoing } from '../kit/phone.tsx'

/** A quote waits for the consumer's word; nothing that costs is done before it. */
export function QuoteCard({ visit, changed }: { visit: Order['visits'][number]; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const path = { params: { path: { id: visit.id } } }
  const agree = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/visits/{id}/agree', { ...path, body: { given: { kind: 'page' } } }))
      changed()
    })
  const decline = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/visits/{id}/decline', { ...path, body: { reason: t('quote.declined') } }))
      changed()
    })
  return (
    <section className="card offer">
      <h2>{t('quote')}</h2>
      {visit.quote?.lines.map((line) => (
        <Row key={line.what} name={`${line.what} ×${line.quantity}`}>
          {yuan(line.each * line.quantity)}
        </Row>
      ))}
      <Row name={t('total')}>
        <b>{yuan(visit.quote?.total ?? 0)}</b>
      </Row>
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={agree}>
          {t('quote.agree')}
        </Main>
        <Button block onClick={decline} disabled={doing.busy}>
          {t('quote.decline')}
        </Button>
      </div>
    </section>
  )
}
