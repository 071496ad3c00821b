import { Button } from 'antd-mobile'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codesIn } from './scan.ts'

/** How often a frame of the camera is looked at. */
const pace = 250

type ScanProps = { found: (text: string) => void; close: () => void; trouble: string | null }

/** Reads a QR code with the camera, or from a photo: inside some apps a page gets no camera. */
export function Scan({ found, close, trouble }: ScanProps) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<string | null>(null)
  const [hasCamera, setCamera] = useState(navigator.mediaDevices !== undefined)
  const fromPhoto = async (file: File | undefined) => {
    if (!file) return
    setProblem(null)
    const [text] = await codesIn(file).catch(() => [])
    if (text) found(text)
    else setProblem(t('scan.none'))
  }
  return (
    <section className="scan" aria-label={t('scan')}>
      {hasCamera && <Camera found={found} lost={() => setCamera(false)} />}
      <p className="muted">{t(hasCamera ? 'scan.text' : 'scan.no_camera')}</p>
      {(trouble ?? problem) && (
        <p className="error" role="alert">
          {trouble ?? problem}
        </p>
      )}
      <div className="two">
        <label className="plain-button">
          {t('scan.photo')}
          <input type="file" accept="image/*" onChange={(event) => void fromPhoto(event.target.files?.[0])} />
        </label>
        <Button block onClick={close}>
          {t('close')}
        </Button>
      </div>
    </section>
  )
}

function Camera({ found, lost }: { found: (text: string) => void; lost: () => void }) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const told = useRef({ found, lost })
  told.current = { found, lost }
  useEffect(() => {
    let stream: MediaStream | null = null
    let isOver = false
    let last = ''
    const look = async () => {
      const frame = video.current
      const [text] = frame && frame.readyState >= frame.HAVE_CURRENT_DATA ? await codesIn(frame).catch(() => []) : []
      if (isOver) return
      if (text && text !== last) told.current.found(text)
      last = text ?? ''
      setTimeout(look, pace)
    }
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then((given) => {
        stream = given
        if (isOver || !video.current) return stop()
        video.current.srcObject = given
        void look()
      })
      .catch(() => told.current.lost())
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    return () => {
      isOver = true
      stop()
    }
  }, [])
  return <video ref={video} autoPlay playsInline muted aria-label={t('scan.camera')} />
}
