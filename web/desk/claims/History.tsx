import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { moment, yuan } from '../../kit/format.ts'
import { useAsked } from '../url.ts'

/** What was before, on both sides: counted over a year, and the buyer's other claims. It decides nothing about this one. */
export function History({ id }: { id: string }) {
  const { t } = useTranslation()
  const [, ask] = useAsked()
  const history = useQuery({
    queryKey: ['claim-history', id],
    queryFn: () => told(api.GET('/api/v1/claims/{id}/history', { params: { path: { id } } })),
  })
  if (history.error) return <Alert type="error" title={history.error.message} />
  if (!history.data) return <p className="about loading">{t('loading')}</p>
  const { buyer, merchant } = history.data
  const { purchases, claims, forged, standing, others } = buyer
  return (
    <>
      <p>
        <b>{t('cl.side.buyer')}</b> · {t(`cl.standing.${standing}`)} ·{' '}
        {t('cl.history.buyer', { purchases, claims, forged })}
      </p>
      <p>
        <b>{t('cl.side.merchant')}</b> ·{' '}
        {t(merchant.isMore ? 'cl.history.merchant-newest' : 'cl.history.merchant', merchant)}
      </p>
      <ul className="others">
        {others.map((one) => (
          <li key={one.id}>
            <Button type="link" size="small" style={{ padding: 0 }} onClick={() => ask({ claim: one.id })}>
              {one.number}
            </Button>{' '}
            {moment(one.openedAt)} · {one.title} · {yuan(one.amount)} · {t(`cl.reason.${one.reason}`)} ·{' '}
            {t(one.outcome ? `cl.outcome.${one.outcome}` : `cl.status.${one.status}`)}
          </li>
        ))}
      </ul>
      <p className="says">{t('cl.history.text')}</p>
    </>
  )
}
