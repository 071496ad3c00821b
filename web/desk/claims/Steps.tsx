import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../../kit/api.ts'
import { dated, moment, yuan } from '../../kit/format.ts'

type Step = Answer<'/api/v1/claims/{id}/timeline', 'get'>['steps'][number]
type Say = (key: string) => string

/** How each field of a step is said. */
const said: Record<string, (value: string | number, t: Say) => string> = {
  side: (side, t) => t(`cl.side.${side}`),
  acceptedBy: (side, t) => t(`cl.side.${side}`),
  until: (iso) => moment(String(iso)),
  dueAt: (iso) => moment(String(iso)),
  keepUntil: (iso) => dated(String(iso)),
  amount: (fen) => (Number(fen) > 0 ? yuan(Number(fen)) : ''),
  remedy: (remedy, t) => t(`cl.outcome.${remedy}`),
  outcome: (outcome, t) => t(`cl.outcome.${outcome}`),
  stage: (stage, t) => t(`cl.stage.${stage}`),
  text: (notice, t) => t(`n.${notice}`),
}
const wordsFor = (type: string): string[] => {
  const flags: Record<string, string> = {
    'claim.submitted': 'isLate',
    'hearing.lapsed': 'wasSeen',
    'remedy.goods-judged': 'isAccepted',
    'claim.heard': 'how',
    'disclosure.told': 'state',
  }
  return flags[type] ? [flags[type]] : []
}

/** `claim.heard` with `how: not-heard` has words of its own. */
function sentence({ type, detail, who }: Step, t: TFunction): string {
  const values = Object.fromEntries(
    Object.entries(detail).map(([name, value]) => {
      const say = said[name]
      return [name, say && value !== null && typeof value !== 'boolean' ? say(value, (key) => t(key)) : (value ?? '')]
    }),
  )
  const [flag] = wordsFor(type)
  const suffix = flag && detail[flag] !== undefined ? `.${detail[flag]}` : ''
  const by = type === 'disclosure.viewed' ? t(who === 'consumer' ? 'cl.side.buyer' : `role.${who}`) : ''
  return t(`cl.s.${type}${suffix}`, { amount: '', words: '', reason: '', who: by, ...values })
}

/** Everything that happened to a claim, the newest first. */
export function Steps({ id }: { id: string }) {
  const { t } = useTranslation()
  const steps = useQuery({
    queryKey: ['claim-steps', id],
    queryFn: () => told(api.GET('/api/v1/claims/{id}/timeline', { params: { path: { id } } })),
  })
  if (steps.error) return <Alert type="error" title={steps.error.message} />
  return (
    <ol className="steps">
      {[...(steps.data?.steps ?? [])].reverse().map((step) => (
        <li key={step.at + step.type + JSON.stringify(step.detail)}>
          <span>{sentence(step, t)}</span>
          <time dateTime={step.at}>{moment(step.at)}</time>
        </li>
      ))}
    </ol>
  )
}
