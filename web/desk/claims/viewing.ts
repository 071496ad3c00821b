import { useState } from 'react'
import { type Frame, framesOf } from '../../kit/frames.ts'
import { type Claim, type Found, firstPhoto, type Inspection, layerUrl, mediaUrl } from './claim.ts'

/** How a picture of the goods is held against the photo: not at all, cut by a line, in turn, or subtracted. */
export const modes = ['photo', 'swipe', 'blink', 'difference'] as const
export type Mode = (typeof modes)[number]

export type Viewing = {
  frames: Frame[]
  frame: Frame | undefined
  inspection: Inspection | undefined
  findings: Found[]
  mode: Mode
  /** Which of the pictures that can be laid over. */
  goods: number
  /** Where the line stands, in per cent of the width. */
  at: number
  isHeat: boolean
  isMarked: boolean
  /** The finding that is looked at. */
  found: number | null
  /** What is laid over the photo now, and the map of changes. */
  layer: string | null
  heat: string | null
  /** Everything that can be laid over, to be fetched ahead. */
  ahead: string[]
  show(media: string): void
  step(by: number): void
  set(change: Partial<Chosen>): void
}
type Chosen = { mode: Mode; goods: number; at: number; isHeat: boolean; isMarked: boolean; found: number | null }

const start: Chosen = { mode: 'photo', goods: 0, at: 50, isHeat: false, isMarked: true, found: null }

/** What of a claim's pictures is looked at, and how. */
export function useViewing(claim: Claim): Viewing {
  const [media, setMedia] = useState<string | null>(null)
  const [chosen, setChosen] = useState<Chosen>(start)
  const frames = framesOf(claim)
  const frame =
    frames.find((one) => one.media === media) ??
    frames.find((one) => one.media === firstPhoto(claim)?.media) ??
    frames[0]
  const inspection = claim.inspections.find((one) => one.media === frame?.media)
  const layers = inspection?.layers ?? []
  const goods = layers[chosen.goods % Math.max(1, layers.length)]
  const photo = frame?.media ?? ''
  const show = (next: string) => {
    setMedia(next)
    setChosen((was) => ({ ...was, found: null, goods: 0 }))
  }
  return {
    frames,
    frame,
    inspection,
    findings: inspection?.findings ?? [],
    ...chosen,
    mode: goods ? chosen.mode : 'photo',
    layer: goods ? layerUrl(claim.id, photo, goods) : null,
    heat: inspection?.hasHeat ? layerUrl(claim.id, photo, photo) : null,
    ahead: aheadOf(claim),
    show,
    step(by) {
      const at = frames.findIndex((one) => one.media === photo)
      const next = frames[(at + by + frames.length) % frames.length]
      if (next) show(next.media)
    },
    set: (change) => setChosen((was) => ({ ...was, ...change })),
  }
}

/** Photos and layers, in the order in which they are likely to be asked for. */
const aheadOf = ({ id, inspections, evidence }: Claim): string[] => [
  ...evidence.filter(({ kind }) => kind === 'photo').map(({ media }) => mediaUrl(media)),
  ...inspections.flatMap(({ media, layers, hasHeat }) => [
    ...layers.map((goods) => layerUrl(id, media, goods)),
    ...(hasHeat ? [layerUrl(id, media, media)] : []),
  ]),
]
