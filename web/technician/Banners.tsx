import { Button } from 'antd-mobile'
import { useTranslation } from 'react-i18next'
import { useOutdated } from '../kit/version.ts'
import type { Kept } from './kept.ts'
import { Sharing } from './Sharing.tsx'
import { type Reach, useProgress } from './sync.ts'

type Props = { reach: Reach | null; kept: Kept | undefined; changed: () => void }

/** What holds for the whole page: no network, steps under way to the server, a newer page, a shared position. */
export function Banners({ reach, kept, changed }: Props) {
  const { t } = useTranslation()
  const isOutdated = useOutdated()
  const waiting = kept?.recorded.filter((one) => !one.refused).length ?? 0
  return (
    <div role="status">
      {isOutdated && (
        <p className="banner">
          {t('t.newer')}
          <Button size="small" onClick={() => location.reload()}>
            {t('t.reload')}
          </Button>
        </p>
      )}
      {reach === 'unreachable' && <p className="banner">{t('t.offline')}</p>}
      {waiting > 0 && (
        <p className="banner">
          {t('t.pending', { n: waiting })}
          <Sending />
        </p>
      )}
      {reach === 'signed-out' && waiting > 0 && <p className="banner">{t('t.sign_again')}</p>}
      {(kept?.ofOthers ?? 0) > 0 && <p className="banner">{t('t.of_others', { n: kept?.ofOthers })}</p>}
      {kept?.me && reach === 'reached' && <Sharing until={kept.me.positionUntil} changed={changed} />}
    </div>
  )
}

/** Which file is being sent now, and how far it is. */
function Sending() {
  const { t } = useTranslation()
  const progress = useProgress()
  if (!progress) return null
  const { file, of, share } = progress
  return (
    <span>
      {' · '}
      {t('t.sending', { file, of, percent: Math.round(share * 100) })}
      <progress className="sending" max={1} value={share} aria-label={t('t.sending.bar')} />
    </span>
  )
}
