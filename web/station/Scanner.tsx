import { waybillOf } from '@anxin/domain/recordings/film.ts'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codesIn } from '../kit/scan.ts'
import type { Camera } from './camera.ts'
import type { Packing } from './packing.ts'

/** A scanner types like a keyboard and ends with Enter, and so may a person: whatever is typed on the page lands here. */
export function Scanner({ packing, isReady }: { packing: Packing; isReady: boolean }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    const lead = (event: KeyboardEvent) => {
      const isElsewhere =
        event.target instanceof HTMLElement && event.target.matches('input, select, button, a, summary')
      if (event.key.length === 1 && !isElsewhere && !event.ctrlKey && !event.metaKey) field.current?.focus()
    }
    window.addEventListener('keydown', lead)
    return () => window.removeEventListener('keydown', lead)
  }, [])
  useEffect(() => {
    if (isReady) field.current?.focus()
  }, [isReady])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isReady || text.trim() === '') return
        packing.scan(text)
        setText('')
        // The button of the stage has the focus after a click: the next scan must not press it.
        field.current?.focus()
      }}
    >
      <label htmlFor="waybill">{t(packing.waybill ? 'st.scan.next' : 'st.scan.first')}</label>
      <input
        id="waybill"
        ref={field}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoComplete="off"
        autoCapitalize="characters"
        disabled={!isReady}
      />
      {packing.trouble && (
        <p className="wrong" role="alert">
          {t(`st.trouble.${packing.trouble}`)}
        </p>
      )}
    </form>
  )
}

const pace = 400
/** Looks without it until a waybill counts as taken away. */
const away = 5

/** Reads waybills with the camera. The one being packed lies in sight all the time: only another one is a scan. */
export function useCameraScan(isOn: boolean, camera: Camera, packing: Packing): void {
  const parts = useRef({ camera, packing })
  parts.current = { camera, packing }
  useEffect(() => {
    if (!isOn) return
    let isOver = false
    let last = ''
    // What was handed over counts no more until it has left the picture for a while.
    let handed = { waybill: '', unseen: 0 }
    const look = async () => {
      const { camera, packing } = parts.current
      const frame = camera.frame()
      const found = frame ? await codesIn(frame, ['code_128', 'code_39', 'qr_code']).catch(() => []) : []
      const waybill = found.map(waybillOf).find((one) => one !== null)
      // Seen twice in a row: a code half in the picture is read wrongly now and then.
      if (waybill === handed.waybill) handed.unseen = 0
      else if (++handed.unseen > away) handed = { waybill: '', unseen: 0 }
      const isNew = waybill !== handed.waybill && waybill !== packing.waybill
      if (waybill && waybill === last && isNew && !isOver) {
        handed = { waybill, unseen: 0 }
        packing.scan(waybill)
      }
      last = waybill ?? ''
      if (!isOver) setTimeout(look, pace)
    }
    void look()
    return () => {
      isOver = true
    }
  }, [isOn])
}
