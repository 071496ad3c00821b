import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { dated } from '../../kit/format.ts'
import { HoldForm } from '../HoldForm.tsx'

/** Until when the evidence of a claim is kept, and whether it is held; operators begin and end a hold. */
export function Custody({ id, mayHold }: { id: string; mayHold: boolean }) {
  const { t } = useTranslation()
  const path = { params: { path: { id } } }
  const custody = useQuery({
    queryKey: ['claim-custody', id],
    queryFn: () => told(api.GET('/api/v1/claims/{id}/custody', path)),
  })
  if (custody.error) return <Alert type="error" title={custody.error.message} />
  if (!custody.data) return <p className="about loading">{t('loading')}</p>
  const { keepUntil, hold, custodian, removedAt, version } = custody.data
  const send = async (step: 'hold' | 'release', reason: string) => {
    const given = { ...path, body: { reason }, headers: { 'If-Match': `"${version}"` } }
    await told(
      step === 'hold' ? api.POST('/api/v1/claims/{id}/hold', given) : api.POST('/api/v1/claims/{id}/release', given),
    )
    await custody.refetch()
  }
  if (removedAt) return <p>{t('cl.custody.removed', { at: dated(removedAt) })}</p>
  return (
    <>
      <p>{keepUntil ? t('cl.custody.until', { at: dated(keepUntil) }) : t('cl.custody.open')}</p>
      {custodian && <p>{t('cl.custody.entrusted', { custodian })}</p>}
      {hold && (
        <Alert
          type="warning"
          showIcon
          title={t('cl.custody.held', { since: dated(hold.since), reason: hold.reason ?? '—' })}
        />
      )}
      {mayHold && <HoldForm isHeld={hold !== null} send={send} />}
    </>
  )
}
