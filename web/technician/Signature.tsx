import { Button } from 'antd-mobile'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import SignaturePad from 'signature_pad'

/** A field to sign in with a finger; hands over a PNG after each stroke. */
export function Signature({ label, set }: { label: string; set: (signature: Blob | null) => void }) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const pad = useRef<SignaturePad | null>(null)
  const latest = useRef(set)
  latest.current = set
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const ratio = window.devicePixelRatio
    element.width = element.offsetWidth * ratio
    element.height = element.offsetHeight * ratio
    element.getContext('2d')?.scale(ratio, ratio)
    const made = new SignaturePad(element, { backgroundColor: '#fff' })
    made.addEventListener('endStroke', () => element.toBlob((blob) => latest.current(blob)))
    pad.current = made
    return () => made.off()
  }, [])
  const clear = () => {
    pad.current?.clear()
    set(null)
  }
  return (
    <div>
      <span className="field-label">{label}</span>
      <canvas ref={canvas} className="signature" aria-label={label} role="img" />
      <Button size="small" onClick={clear}>
        {t('v.clear')}
      </Button>
    </div>
  )
}
