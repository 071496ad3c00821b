import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { dated, moment, yuan } from '../kit/format.ts'

type Step = Answer<'/api/v1/claims/{id}/timeline', 'get'>['steps'][number]

/** What happened, newest first: every check, notice and word of both sides. */
export function ClaimSteps({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['claim-steps', id],
    queryFn: () => told(api.GET('/api/v1/claims/{id}/timeline', { params: { path: { id } } })),
  })
  const say = ({ type, detail }: Step) => {
    const who = detail.side ?? detail.acceptedBy
    return t(keyOf(type, detail), {
      ...detail,
      who: who ? t(`c.who.${who}`) : t('c.who.buyer'),
      until: moment(text(detail.until)),
      dueAt: moment(text(detail.dueAt)),
      keepUntil: dated(text(detail.keepUntil) ?? ''),
      remedy: detail.remedy ? t(`c.outcome.${detail.remedy}`) : '',
      outcome: detail.outcome ? t(`c.outcome.${detail.outcome}`) : '',
      amount: typeof detail.amount === 'number' && detail.amount > 0 ? yuan(detail.amount) : '',
    })
  }
  return (
    <ol className="steps">
      {[...(data?.steps ?? [])].reverse().map((step) => (
        <li key={`${step.at}${step.type}${JSON.stringify(step.detail)}`}>
          {say(step)}
          <time dateTime={step.at}>{moment(step.at)}</time>
        </li>
      ))}
    </ol>
  )
}

const text = (value: Step['detail'][string] | undefined) => (typeof value === 'string' ? value : null)

/** Facts that say different things by how they came about. */
function keyOf(type: string, detail: Step['detail']): string {
  if (type === 'claim.submitted' && detail.isLate) return 's.claim.submitted.late'
  return type === 'claim.heard' ? `s.claim.heard.${detail.how}` : `s.${type}`
}
