import type { Flaw } from '@anxin/domain/evidence/quality.ts'
import { isVideo, isWrongLength, type Slot, slots } from '@anxin/domain/evidence/slots.ts'
import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { secondsOf } from '../kit/film.ts'
import { flawsIn } from '../kit/judge.ts'
import { Main, Trouble, useDoing } from '../kit/phone.tsx'
import { upload } from '../kit/upload.ts'
import type { Claim, Part } from './ClaimPage.tsx'
import { LiveCapture } from './LiveCapture.tsx'

const mayBeLive = (slot: Slot) => slot === 'whole' || slot === 'damage' || slot === 'damage-angle'
const known = (slot: string): Slot => slots.find((one) => one === slot) ?? 'other'

/** What is asked for, one thing after the other, each checked while it is taken. */
export function Checklist({ claim, changed }: Part) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [without, setWithout] = useState<readonly Slot[]>([])
  const missing = claim.missing.map(known)
  const stillMissing = missing.filter((slot) => !without.includes(slot))
  const submit = () =>
    doing.run(async () => {
      const body = { without: missing }
      await told(api.POST('/api/v1/claims/{id}/submit', { params: { path: { id: claim.id } }, body }))
      changed()
    })
  const all: Slot[] = [...claim.needs.map(known), 'other']
  return (
    <section className="card">
      <h2>{t('c.need')}</h2>
      {all.map((slot) => (
        <SlotRow
          key={slot}
          slot={slot}
          claim={claim}
          changed={changed}
          isMissing={missing.includes(slot)}
          cannot={without.includes(slot)}
          setCannot={(cannot) => setWithout(cannot ? [...without, slot] : without.filter((one) => one !== slot))}
        />
      ))}
      <p className="muted small">{t('c.submit.text')}</p>
      <Trouble doing={doing} />
      <div className="actions">
        {stillMissing.length === 0 ? (
          <Main doing={doing} onClick={submit}>
            {t('c.submit')}
          </Main>
        ) : (
          <p className="muted">
            {t('c.submit.missing', { what: stillMissing.map((slot) => t(`c.slot.${slot}`)).join('、') })}
          </p>
        )}
      </div>
    </section>
  )
}

/** What is wrong with a photo, or with a film. */
type Wrong = Flaw | 'length'

type RowProps = Part & { slot: Slot; isMissing: boolean; cannot: boolean; setCannot: (cannot: boolean) => void }

function SlotRow({ slot, claim, changed, isMissing, cannot, setCannot }: RowProps) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [isLive, setLive] = useState(false)
  const [doubtful, setDoubtful] = useState<{ file: File; flaws: Wrong[] } | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const pieces = claim.evidence.filter((one) => one.slot === slot && one.side === 'buyer')
  const send = (file: Blob) =>
    doing.run(async () => {
      setDoubtful(null)
      setShare(0)
      try {
        const media = await upload(file, { progress: setShare })
        const body = { pieces: [{ media, slot }] }
        await told(api.POST('/api/v1/claims/{id}/evidence', { params: { path: { id: claim.id } }, body }))
        changed()
      } finally {
        setShare(null)
      }
    })
  const choose = async (file: File | undefined) => {
    if (!file) return
    const flaws = isVideo(slot) ? await wrongIn(slot, file) : await flawsIn(file)
    if (flaws.length > 0) setDoubtful({ file, flaws })
    else send(file)
  }
  return (
    <div className="slot">
      <b>{t(`c.slot.${slot}`)}</b> <span className="muted small">{t(`c.slot.${slot}.hint`)}</span>
      <Taken pieces={pieces} name={t(`c.slot.${slot}`)} />
      {share !== null && (
        <progress value={share} max={1} aria-label={t('upload.going', { name: t(`c.slot.${slot}`) })} />
      )}
      {doubtful && <Doubt {...doubtful} send={send} retake={() => setDoubtful(null)} />}
      <Trouble doing={doing} />
      <div className="two">
        <label className="plain-button">
          {t('c.take')}
          <input
            type="file"
            accept={isVideo(slot) ? 'video/mp4,video/quicktime' : 'image/*'}
            onChange={(event) => {
              void choose(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </label>
        {mayBeLive(slot) && (
          <Button onClick={() => setLive(true)} disabled={doing.busy}>
            {t('c.live')}
          </Button>
        )}
      </div>
      {isMissing && (
        <label className="cannot">
          <input type="checkbox" checked={cannot} onChange={(event) => setCannot(event.target.checked)} />
          {t('c.cannot')}
        </label>
      )}
      {isLive && <LiveCapture claim={claim.id} taken={send} close={() => setLive(false)} />}
    </div>
  )
}

async function wrongIn(slot: Slot, film: File): Promise<Wrong[]> {
  const seconds = await secondsOf(film)
  return seconds !== null && isWrongLength(slot, seconds) ? ['length'] : []
}

function Taken({ pieces, name }: { pieces: Claim['evidence']; name: string }) {
  const { t } = useTranslation()
  return (
    <ul className="photos">
      {pieces.map((piece, i) => (
        <li key={piece.media} className="upload">
          {!piece.isThere || isVideo(known(piece.slot)) ? (
            <span className="no-picture">{piece.isThere ? `▶ ${i + 1}` : t('c.gone')}</span>
          ) : (
            <img src={`/api/v1/media/${piece.media}`} alt={`${name} ${i + 1}`} />
          )}
          {piece.isLive && <span className="live-mark">{t('c.live.mark')}</span>}
        </li>
      ))}
    </ul>
  )
}

type DoubtProps = { file: File; flaws: readonly Wrong[]; send: (file: File) => void; retake: () => void }

/** Told at once, while the goods are still at hand; whoever cannot do better may go on. */
function Doubt({ file, flaws, send, retake }: DoubtProps) {
  const { t } = useTranslation()
  return (
    <div role="alert">
      {flaws.map((flaw) => (
        <p key={flaw} className="error">
          {t(`c.flaw.${flaw}`)}
        </p>
      ))}
      <div className="two">
        <Button size="small" color="primary" onClick={retake}>
          {t('c.retake')}
        </Button>
        {!flaws.includes('small') && !flaws.includes('length') && (
          <Button size="small" onClick={() => send(file)}>
            {t('c.use')}
          </Button>
        )}
      </div>
    </div>
  )
}
