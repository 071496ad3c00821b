import { useTranslation } from 'react-i18next'
import { moment } from '../../kit/format.ts'
import { callFrame, type Frame } from '../../kit/frames.ts'
import { mediaUrl } from './claim.ts'
import type { Viewing } from './viewing.ts'

const sides = ['buyer', 'merchant', 'listing'] as const

/** The evidence of both sides and the listing, small: what each shows, and whether it was taken live. */
export function Thumbs({ view }: { view: Viewing }) {
  const { t } = useTranslation()
  return (
    <div className="thumbs">
      {sides.map((side) => {
        const frames = view.frames.filter((one) => one.side === side)
        if (frames.length === 0) return null
        return (
          <fieldset key={side} aria-label={t(`cl.side.${side}`)}>
            <legend>{t(`cl.side.${side}`)}</legend>
            {frames.map((frame) => (
              <Thumb
                key={frame.media}
                frame={frame}
                name={callFrame(frame, view.frames, (slot) => t(`cl.slot.${slot}`))}
                isShown={view.frame?.media === frame.media}
                show={() => view.show(frame.media)}
              />
            ))}
          </fieldset>
        )
      })}
    </div>
  )
}

type Small = { frame: Frame; name: string; isShown: boolean; show: () => void }
function Thumb({ frame, name, isShown, show }: Small) {
  const { t } = useTranslation()
  const { media, isLive, isThere, kind, at } = frame
  const isPicture = kind === 'photo' && isThere
  return (
    <button type="button" className="thumb" aria-pressed={isShown} title={at ? moment(at) : undefined} onClick={show}>
      {isPicture ? (
        <img src={mediaUrl(media)} alt="" loading="lazy" />
      ) : (
        <span className="film">{isThere ? '▶' : t('cl.thumb.gone')}</span>
      )}
      <span>
        {name}
        {isLive && <b> · {t('cl.live')}</b>}
      </span>
    </button>
  )
}
