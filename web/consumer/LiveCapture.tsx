import { Button, Popup } from 'antd-mobile'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { language } from '../kit/language.ts'
import { Trouble, useDoing } from '../kit/phone.tsx'

type Challenge = Answer<'/api/v1/claims/{id}/challenges', 'post'>
type Props = { claim: string; taken: (frame: Blob) => void; close: () => void }

/** A photo taken here and now for a random task. Its hash is named to the server before the time is over, the frame itself may
 *  arrive later. */
export function LiveCapture({ claim, taken, close }: Props) {
  const { t } = useTranslation()
  const doing = useDoing()
  const video = useRef<HTMLVideoElement>(null)
  const { stream, isDenied } = useCamera()
  // A camera takes a moment from being there to its first picture.
  const [isShown, setShown] = useState(false)
  const [task, setTask] = useState<Challenge | null>(null)
  const left = useSecondsLeft(task?.expiresAt ?? null)
  const path = { params: { path: { id: claim } } }
  useEffect(() => {
    if (video.current) video.current.srcObject = stream
  }, [stream])
  const ask = () =>
    doing.run(async () => setTask(await told(api.POST('/api/v1/claims/{id}/challenges', { ...path, body: {} }))))
  const shoot = () =>
    doing.run(async () => {
      if (!video.current || !task) return
      const frame = await frameOf(video.current)
      const body = { nonce: task.nonce, sha256: await hashOf(frame) }
      await told(api.POST('/api/v1/claims/{id}/challenges/frames', { ...path, body }))
      taken(frame)
      close()
    })
  return (
    <Popup visible bodyClassName="live-capture" onMaskClick={close} destroyOnClose>
      <h2>{t('c.live')}</h2>
      {isDenied ? <p className="error">{t('c.live.none')}</p> : <p>{task ? task[language()] : t('c.live.text')}</p>}
      {task?.task === 'code' && <p className="code">{t('c.live.code', { code: task.code })}</p>}
      <video ref={video} autoPlay playsInline muted aria-label={t('c.live')} onLoadedData={() => setShown(true)} />
      {task && (
        <p role="timer" className={left > 0 ? 'muted' : 'error'}>
          {left > 0 ? t('c.live.left', { seconds: left }) : t('c.live.over')}
        </p>
      )}
      <Trouble doing={doing} />
      <div className="actions">
        {task && left > 0 ? (
          <Button block color="primary" size="large" loading={doing.busy} disabled={!isShown} onClick={shoot}>
            {t('c.live.shoot')}
          </Button>
        ) : (
          <Button block color="primary" size="large" loading={doing.busy} disabled={!stream} onClick={ask}>
            {t(task ? 'c.live.again' : 'c.live.start')}
          </Button>
        )}
        <Button block onClick={close}>
          {t('back')}
        </Button>
      </div>
    </Popup>
  )
}

/** The camera at the back, as long as the page shows it. */
function useCamera() {
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [isDenied, setDenied] = useState(false)
  useEffect(() => {
    let held: MediaStream | null = null
    let isOver = false
    const wanted = { video: { facingMode: 'environment', width: { ideal: 2560 }, height: { ideal: 1920 } } }
    // Only pages with TLS have a camera at all.
    const asked = navigator.mediaDevices?.getUserMedia(wanted) ?? Promise.reject(new Error('no camera'))
    asked
      .then((given) => {
        held = given
        if (isOver) for (const track of given.getTracks()) track.stop()
        else setStream(given)
      })
      .catch(() => setDenied(true))
    return () => {
      isOver = true
      for (const track of held?.getTracks() ?? []) track.stop()
    }
  }, [])
  return { stream, isDenied }
}

function useSecondsLeft(until: string | null): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return until ? Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000)) : 0
}

async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no frame'))), 'image/jpeg', 0.95),
  )
}

/** SHA-256 as hex. Where there is a camera there is TLS, and with it the browser's own hashing. */
async function hashOf(frame: Blob): Promise<string> {
  const digest = await window.crypto.subtle.digest('SHA-256', await frame.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
