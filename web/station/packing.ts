import { instant } from '@anxin/domain/basics.ts'
import { waybillOf } from '@anxin/domain/recordings/film.ts'
import type { Ending } from '@anxin/domain/recordings/recording.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { v4, v7 } from 'uuid'
import { api, told } from '../kit/api.ts'
import type { Camera } from './camera.ts'
import { begin, longest, type Recorder } from './recorder.ts'
import { clockOffset } from './sync.ts'

/** The table as it stands: nothing, or a parcel whose film runs. */
export type Packing = {
  waybill: string | null
  startedAt: number
  /** A scan: begins a film; seals the one that runs, and begins the next where it is of another parcel. */
  scan(text: string): void
  end(ending: Ending): void
  trouble: 'waybill' | 'camera' | 'storage' | null
}

/** The same on this browser for ever. */
function device(): string {
  const kept = localStorage.getItem('anxin.station.device') ?? v4()
  localStorage.setItem('anxin.station.device', kept)
  return kept
}

/** The shop's number of the order in this parcel, where the server is there to say it soon. */
const orderOf = (merchant: string, waybill: string): Promise<string | null> => {
  const params = { path: { merchant, waybill } }
  return told(api.GET('/api/v1/parcels/{merchant}/{waybill}', { params, signal: AbortSignal.timeout(800) }))
    .then(({ number }) => number)
    .catch(() => null)
}

/** `ended`: told whenever a film begins or ends, so that it is sent. */
export function usePacking(merchant: string | null, camera: Camera, ended: (filming: string | null) => void): Packing {
  const [running, setRunning] = useState<{ waybill: string; startedAt: number } | null>(null)
  const [trouble, setTrouble] = useState<Packing['trouble']>(null)
  const recorder = useRef<Recorder | null>(null)
  // One scan after the other, however fast they come.
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const parts = useRef({ merchant, camera, ended, lost: (_why: 'storage' | 'camera') => {} })
  parts.current = { ...parts.current, merchant, camera, ended }

  const stop = useCallback(async (ending: Ending) => {
    const one = recorder.current
    if (!one) return null
    recorder.current = null
    setRunning(null)
    await one.end(ending)
    parts.current.ended(null)
    return one.film.waybill
  }, [])
  const start = useCallback(async (waybill: string) => {
    const { merchant, camera, ended } = parts.current
    const stream = camera.canvas.current?.captureStream(15)
    if (!merchant || camera.state !== 'on' || !stream) return setTrouble('camera')
    const order = navigator.onLine ? await orderOf(merchant, waybill) : null
    const startedAt = instant(Date.now())
    const about = { recording: v7(), merchant, waybill, order, device: device(), startedAt, offset: clockOffset() }
    const lost = (why: 'storage' | 'camera') => parts.current.lost(why)
    recorder.current = await begin(about, { stream, still: camera.still }, lost)
    setRunning({ waybill, startedAt })
    ended(recorder.current.film.id)
  }, [])
  const after = useCallback((work: () => Promise<unknown>) => {
    queue.current = queue.current.then(work).catch(() => setTrouble('storage'))
  }, [])
  const scan = useCallback(
    (text: string) => {
      const waybill = waybillOf(text)
      setTrouble(waybill ? null : 'waybill')
      // A film that could not be ended well keeps none from beginning.
      if (waybill) after(async () => (await stop('scan').catch(() => null)) !== waybill && start(waybill))
    },
    [after, start, stop],
  )
  const end = useCallback((ending: Ending) => after(() => stop(ending)), [after, stop])

  // A camera that was unplugged shows its last picture for ever: that is no film.
  useEffect(() => {
    parts.current.lost = (why) => {
      setTrouble(why)
      end('cut')
    }
    if (camera.state !== 'on' && running) parts.current.lost('camera')
  }, [camera.state, running, end])
  useEffect(() => {
    if (!running) return
    // Goes on as another film of the same parcel: none grows beyond what is sent well.
    const timer = setTimeout(
      () => after(async () => (await stop('limit')) && start(running.waybill)),
      running.startedAt + longest - Date.now(),
    )
    return () => clearTimeout(timer)
  }, [running, after, start, stop])
  return { waybill: running?.waybill ?? null, startedAt: running?.startedAt ?? 0, scan, end, trouble }
}
