import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ReactZoomPanPinchRef, TransformComponent, TransformWrapper } from 'react-zoom-pan-pinch'
import type { Frame } from '../../kit/frames.ts'
import { isOnRows } from '../rows.ts'
import { type PageKey, usePageKeys } from '../shortcuts.ts'
import { fetchAhead, mediaUrl } from './claim.ts'
import { ViewerBar } from './ViewerBar.tsx'
import { modes, type Viewing } from './viewing.ts'

const stride = 80

/** The photo large: to be enlarged and moved by wheel, finger and key, with a picture of the goods laid over it, what was
 *  found marked in it, and the map of changes. */
export function Viewer({ view }: { view: Viewing }) {
  const { t } = useTranslation()
  const zoom = useRef<ReactZoomPanPinchRef>(null)
  const { frame, ahead } = view
  // Once the first picture is there, so that nothing comes before it.
  const [isThere, setThere] = useState(false)
  useEffect(() => {
    if (isThere) for (const url of ahead) fetchAhead(url)
  }, [isThere, ahead])
  usePageKeys(keysOf(view, zoom, t))
  if (!frame) return <p className="about">{t('cl.view.none')}</p>
  if (!frame.isThere) return <p className="about">{t('cl.view.gone')}</p>
  if (frame.kind === 'video') return <Video frame={frame} />
  return (
    <section className="viewer" aria-label={t('cl.view')}>
      <ViewerBar view={view} zoom={zoom} />
      <TransformWrapper
        ref={zoom}
        key={frame.media}
        minScale={1}
        maxScale={12}
        centerOnInit
        doubleClick={{ mode: 'toggle' }}
      >
        <TransformComponent wrapperClass="viewer-window" contentClass="viewer-content">
          <Stage view={view} frame={frame} loaded={() => setThere(true)} />
        </TransformComponent>
      </TransformWrapper>
    </section>
  )
}

function Stage({ view, frame, loaded }: { view: Viewing; frame: Frame; loaded: () => void }) {
  const { t } = useTranslation()
  const { mode, at, layer, heat, isHeat } = view
  const [natural, setNatural] = useState(frame.size)
  const size = frame.size ?? natural ?? { width: 4, height: 3 }
  const ratio = size.width / size.height
  return (
    <div
      className={`stage ${mode}`}
      style={{ aspectRatio: ratio, width: `min(100%, calc(var(--view-height) * ${ratio}))` }}
    >
      <img
        src={mediaUrl(frame.media)}
        alt={`${t(`cl.side.${frame.side}`)} · ${t(`cl.slot.${frame.slot}`)}`}
        draggable={false}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
          setNatural({ width, height })
          loaded()
        }}
      />
      {mode !== 'photo' && layer && (
        <img
          className="over"
          src={layer}
          alt={t('cl.view.goods')}
          draggable={false}
          style={mode === 'swipe' ? { clipPath: `inset(0 ${100 - at}% 0 0)` } : undefined}
        />
      )}
      {mode === 'swipe' && <span className="line-at" style={{ left: `${at}%` }} />}
      {isHeat && heat && <img className="heat" src={heat} alt={t('cl.view.heat')} draggable={false} />}
      <Regions view={view} size={size} />
    </div>
  )
}

/** What was found, where it was found; the list beside it has the sentences. */
function Regions({ view, size }: { view: Viewing; size: { width: number; height: number } }) {
  const { findings, found, isMarked, set } = view
  if (!isMarked) return null
  return (
    <svg className="regions" viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden>
      {findings.map(({ region, code }, i) => {
        if (!region) return null
        const at = `${code}${i}`
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it does the same by keyboard
          <polygon
            key={at}
            points={region.map(([x, y]) => `${x},${y}`).join(' ')}
            className={found === i ? 'found' : undefined}
            onMouseEnter={() => set({ found: i })}
            onMouseLeave={() => set({ found: null })}
          />
        )
      })}
    </svg>
  )
}

function Video({ frame }: { frame: Frame }) {
  const { t } = useTranslation()
  return (
    <section className="viewer" aria-label={t('cl.view')}>
      {/* biome-ignore lint/a11y/useMediaCaption: recorded by the sides, without captions */}
      <video src={mediaUrl(frame.media)} controls preload="metadata" className="clip" />
      <a href={mediaUrl(frame.media)}>{t('cl.view.download')}</a>
    </section>
  )
}

type Zoom = { current: ReactZoomPanPinchRef | null }

/** Arrows are the picture's while nothing else has the focus. */
const free = (action: () => void) => () => (isOnRows() ? action() : false)

function keysOf(view: Viewing, zoom: Zoom, t: (key: string) => string): PageKey[] {
  const { findings, found, at, mode, set } = view
  const pan = (x: number, y: number) => free(() => void zoom.current?.panBy(x * stride, y * stride, 80))
  const next = (by: number) => {
    if (findings.length === 0) return
    const from = found ?? (by > 0 ? -1 : findings.length)
    set({ found: (from + by + findings.length) % findings.length, isMarked: true })
  }
  const letters = { photo: 'o', swipe: 'w', blink: 'b', difference: 'd' }
  return [
    { keys: ['j'], does: t('cl.key.finding'), act: () => next(1) },
    { keys: ['k'], does: t('cl.key.finding'), act: () => next(-1) },
    { keys: [']'], does: t('cl.key.picture'), act: () => view.step(1) },
    { keys: ['['], does: t('cl.key.picture'), act: () => view.step(-1) },
    ...modes.map((one) => ({
      keys: [letters[one]],
      does: t(`cl.mode.${one}`),
      act: () => set({ mode: mode === one ? 'photo' : one }),
    })),
    { keys: [','], does: t('cl.key.line'), act: () => set({ at: Math.max(0, at - 5) }) },
    { keys: ['.'], does: t('cl.key.line'), act: () => set({ at: Math.min(100, at + 5) }) },
    { keys: ['y'], does: t('cl.key.goods'), act: () => set({ goods: view.goods + 1 }) },
    { keys: ['h'], does: t('cl.view.heat'), act: () => set({ isHeat: !view.isHeat }) },
    { keys: ['x'], does: t('cl.view.marks'), act: () => set({ isMarked: !view.isMarked }) },
    { keys: ['+', '='], does: t('cl.key.in'), act: () => void zoom.current?.zoomIn(0.5, 120) },
    { keys: ['-'], does: t('cl.key.out'), act: () => void zoom.current?.zoomOut(0.5, 120) },
    { keys: ['0'], does: t('cl.key.fit'), act: () => void zoom.current?.resetTransform(120) },
    { keys: ['ArrowLeft'], does: t('cl.key.pan'), act: pan(1, 0) },
    { keys: ['ArrowRight'], does: t('cl.key.pan'), act: pan(-1, 0) },
    { keys: ['ArrowUp'], does: t('cl.key.pan'), act: pan(0, 1) },
    { keys: ['ArrowDown'], does: t('cl.key.pan'), act: pan(0, -1) },
  ]
}
