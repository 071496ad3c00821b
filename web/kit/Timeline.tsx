import { useTranslation } from 'react-i18next'
import type { Step } from './api.ts'
import { moment, yuan } from './format.ts'

/** What happened, newest first, like a parcel's way. */
export function Timeline({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation()
  const say = ({ type, detail }: Step) => {
    const amount =
      typeof detail.total === 'number' ? detail.total : typeof detail.charged === 'number' ? detail.charged : null
    const reason = detail.reason || (detail.waitingFor ? t(`waiting.${detail.waitingFor}`) : '')
    return t(`s.${type}`, { ...detail, reason, amount: amount === null ? '' : yuan(amount) })
  }
  return (
    <ol className="steps">
      {[...steps].reverse().map((step) => (
        <li key={`${step.at}${step.type}${JSON.stringify(step.detail)}`}>
          {say(step)}
          <time dateTime={step.at}>
            {moment(step.at)}
            {step.deviceAt && ` · ${t('offline.recorded', { at: moment(step.deviceAt) })}`}
          </time>
        </li>
      ))}
    </ol>
  )
}
