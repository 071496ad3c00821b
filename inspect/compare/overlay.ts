import { blurred } from '../pixels/blur.ts'
import type { Plane, Size } from '../pixels/plane.ts'
import { halved, resized } from '../pixels/resize.ts'
import { insideOf, type Lookup, warped } from '../pixels/warp.ts'
import { bentLookup, fieldOf } from './flow.ts'
import type { Homography } from './homography.ts'
import { blursToMatch, type Colours, inTonesOf } from './likeness.ts'
import { cellsAt, inSamples, type Pair } from './register.ts'
import type { View } from './view.ts'

/** The goods' picture laid over the claim's: bent to fit to a fraction of a sample, as sharp, in the same tones. Colours are
 *  half the size of brightness. `inside` is 1 where there is something of it, `insideHalf` the same at half the size. */
export type Overlay = { here: Colours; there: Colours; inside: Uint8Array; insideHalf: Uint8Array }

/** Lays them over each other under a map (shares of longer sides), at the density of the pair; null where nothing of the
 *  goods' picture is seen. */
export function overlaid(claim: View, goods: View, { pair, map }: { pair: Pair; map: Homography }): Overlay | null {
  const [here, there] = [pair.here[0], pair.there[0]]
  const cells = cellsAt(pair, 0, { map, reach: 3 })
  if (!here || !there || !cells || Math.min(here.width, here.height) < 4) return null
  const lookup = bentLookup(inSamples(map, here, there), fieldOf(cells, here), here)
  const inside = insideOf(lookup, there)
  const half = halfOf(lookup, there)
  const insideHalf = insideOf(half.lookup, half.there)
  if (!insideHalf.includes(1)) return null
  const laid = warped(there, lookup)
  const blurs = blursToMatch(here, laid, inside)
  const target = {
    y: blurred(here, blurs.here),
    cb: resized(claim.colours.cb, half.lookup),
    cr: resized(claim.colours.cr, half.lookup),
  }
  const source = {
    y: blurred(laid, blurs.there),
    cb: warped(resized(goods.colours.cb, half.there), half.lookup),
    cr: warped(resized(goods.colours.cr, half.there), half.lookup),
  }
  return { here: target, there: inTonesOf(target, source, insideHalf), inside, insideHalf }
}

/** The lookup at half the size, into the other at half its size. */
function halfOf(lookup: Lookup, there: Size): { lookup: Lookup; there: Size } {
  const shrunk = (values: Float32Array): Plane => {
    const half = halved({ width: lookup.width, height: lookup.height, data: values })
    return { ...half, data: half.data.map((value) => value / 2) }
  }
  const [x, y] = [shrunk(lookup.x), shrunk(lookup.y)]
  const size = { width: Math.max(1, there.width >> 1), height: Math.max(1, there.height >> 1) }
  return { lookup: { width: x.width, height: x.height, x: x.data, y: y.data }, there: size }
}
