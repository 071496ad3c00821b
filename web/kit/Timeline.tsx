import { useTranslation } from 'react-i18next'
import type { Step } from './api.ts'
import { moment, yuan } from './format.ts'

/** A step that reached the server more than a minute after it was taken. */
const isLater = ({ at, deviceAt }: Step): boolean => deviceAt !== null && Date.parse(at) - Date.parse(deviceAt) > 60_000

/** What happened, newest first, like a parcel's way. */
export function Timeline({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation()
  const say = ({ type, detail }: Step) => {
    const amount =
      typeof detail.total === 'number' ? detail.total : typeof detail.charged === 'number' ? detail.charged : null
    const reason = detail.reason || (detail.waitingFor ? t(`waiting.${detail.waitingFor}`) : '')
    const promised = detail.promised ? t(`d.p.${detail.promised}`) : ''
    const code = type === 'promise.met' && detail.promised === 'repair' ? 'promise.met.repair' : type
    return t(`s.${code}`, { ...detail, promised, reason, amount: amount === null ? '' : yuan(amount) })
  }
  return (
    <ol className="steps">
      {[...steps].reverse().map((step) => (
        <li key={`${step.at}${step.type}${JSON.stringify(step.detail)}`}>
          {say(step)}
          <time dateTime={step.at}>
            {moment(step.at)}
            {isLater(step) && ` · ${t('offline.recorded', { at: moment(step.deviceAt) })}`}
          </time>
        </li>
      ))}
    </ol>
  )
}
