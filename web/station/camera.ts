import { useEffect, useRef, useState } from 'react'

/** The table's camera, and another that may lie in its corner: both are drawn on one canvas, which is what is recorded. */
export type Camera = {
  canvas: React.RefObject<HTMLCanvasElement | null>
  devices: MediaDeviceInfo[]
  main: string
  inset: string
  choose(which: 'main' | 'inset', device: string): void
  state: 'waiting' | 'on' | 'refused'
  /** The table's camera alone, as large as it is, without what is drawn over it. */
  still(): Promise<Blob | null>
  /** The frame that a code may be read from. */
  frame(): HTMLVideoElement | null
}

const framesPerSecond = 15
const choice = (which: string) => `anxin.station.${which}`

async function opened(device: string): Promise<HTMLVideoElement> {
  const video = document.createElement('video')
  const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: framesPerSecond } }
  const which = device ? { deviceId: { exact: device } } : { facingMode: 'environment' }
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { ...size, ...which } })
  video.muted = true
  video.playsInline = true
  await video.play()
  return video
}
const closed = (video: HTMLVideoElement | null) => {
  const stream = video?.srcObject
  if (stream instanceof MediaStream) for (const track of stream.getTracks()) track.stop()
}

/** `label`: what stands in the picture (waybill and time), read for each frame. */
export function useCamera(label: () => string): Camera {
  const canvas = useRef<HTMLCanvasElement>(null)
  const videos = useRef<{ main: HTMLVideoElement | null; inset: HTMLVideoElement | null }>({ main: null, inset: null })
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([])
  const [main, setMain] = useState(localStorage.getItem(choice('main')) ?? '')
  const [inset, setInset] = useState(localStorage.getItem(choice('inset')) ?? '')
  const [state, setState] = useState<Camera['state']>('waiting')
  const read = useRef(label)
  read.current = label

  useEffect(() => {
    let isOver = false
    const open = async (which: 'main' | 'inset', device: string) => {
      const video = await opened(device)
      if (isOver) return closed(video)
      videos.current[which] = video
      const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : []
      if (which === 'main') track?.addEventListener('ended', () => setState('refused'))
    }
    const begin = async () => {
      await open('main', main).catch(() => open('main', '')) // the chosen one is unplugged
      if (inset && inset !== main) await open('inset', inset).catch(() => {})
      const all = await navigator.mediaDevices.enumerateDevices()
      if (isOver) return
      setDevices(all.filter(({ kind }) => kind === 'videoinput'))
      setState('on')
    }
    if (navigator.mediaDevices) begin().catch(() => setState('refused'))
    else setState('refused')
    const timer = setInterval(() => draw(canvas.current, videos.current, read.current()), 1_000 / framesPerSecond)
    return () => {
      isOver = true
      clearInterval(timer)
      closed(videos.current.main)
      closed(videos.current.inset)
      videos.current = { main: null, inset: null }
    }
  }, [main, inset])

  return {
    ...{ canvas, devices, main, inset, state },
    choose(which, device) {
      localStorage.setItem(choice(which), device)
      if (which === 'main') setMain(device)
      else setInset(device)
    },
    still: () => stillOf(videos.current.main),
    frame: () => videos.current.main,
  }
}

type Videos = { main: HTMLVideoElement | null; inset: HTMLVideoElement | null }

function draw(canvas: HTMLCanvasElement | null, { main, inset }: Videos, label: string): void {
  const pen = canvas?.getContext('2d')
  if (!canvas || !pen || !main || main.videoWidth === 0) return
  if (canvas.width !== main.videoWidth) Object.assign(canvas, { width: main.videoWidth, height: main.videoHeight })
  const { width, height } = canvas
  pen.drawImage(main, 0, 0, width, height)
  if (inset && inset.videoWidth > 0) {
    const [w, h] = [width / 4, (width / 4) * (inset.videoHeight / inset.videoWidth)]
    pen.drawImage(inset, width - w - 12, height - h - 12, w, h)
  }
  const line = Math.round(height / 22)
  pen.fillStyle = 'rgba(0, 0, 0, 0.6)'
  pen.fillRect(0, 0, width, line * 1.6)
  pen.fillStyle = '#fff'
  pen.font = `${line}px ui-monospace, monospace`
  pen.fillText(label, 12, line * 1.15, width - 24)
}

async function stillOf(video: HTMLVideoElement | null): Promise<Blob | null> {
  if (!video || video.videoWidth === 0) return null
  const paper = document.createElement('canvas')
  Object.assign(paper, { width: video.videoWidth, height: video.videoHeight })
  paper.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve) => paper.toBlob(resolve, 'image/jpeg', 0.92))
}
