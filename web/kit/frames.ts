import type { Answer } from './api.ts'

type Claim = Pick<Answer<'/api/v1/claims/{id}', 'get'>, 'evidence' | 'goods' | 'packed'>
/** What a slot is called in the reader's language. */
type Called = (slot: string) => string

/** Something that can be looked at: evidence of a side, or a picture of the goods as listed or packed. */
export type Frame = {
  media: string
  kind: string
  slot: string
  side: string
  isLive: boolean
  /** Somebody can look at it still. */
  isThere: boolean
  at: string | null
  /** Size in pixels, upright; where it is not known the picture itself tells. */
  size: { width: number; height: number } | null
}

/** All pictures of a claim: the buyer's evidence, the merchant's, the listing. */
export function framesOf({ evidence, goods, packed }: Claim): Frame[] {
  const given = evidence.map(({ media, kind, slot, side, isLive, isThere, at, width, height }) => ({
    ...{ media, kind, slot, side, isLive, isThere, at },
    size: width && height ? { width, height } : null,
  }))
  const listed = goods.map((media) => {
    const what = { kind: 'photo', slot: packed.includes(media) ? 'packed' : 'listing', side: 'listing' }
    return { media, ...what, isLive: false, isThere: true, at: null, size: null }
  })
  const order = ['buyer', 'merchant', 'listing']
  return [...given, ...listed].sort((a, b) => order.indexOf(a.side) - order.indexOf(b.side))
}

/** What a picture is called: what it shows, numbered where several of a side show the same. */
export function callFrame(frame: Frame, frames: readonly Frame[], called: Called): string {
  const alike = frames.filter(({ side, slot }) => side === frame.side && slot === frame.slot)
  const name = called(frame.slot)
  return alike.length > 1 ? `${name} ${alike.indexOf(frame) + 1}` : name
}

/** A sentence of a report with the names of the pictures in it: the inspection knows them by their ids only. */
export const withNames = (text: string, frames: readonly Frame[], called: Called): string =>
  frames.reduce((said, frame) => said.replaceAll(frame.media, callFrame(frame, frames, called)), text)
