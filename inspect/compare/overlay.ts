import { blurred } from '../pixels/blur.ts'
import type { Size } from '../pixels/plane.ts'
import { resized } from '../pixels/resize.ts'
import { insideOf, warped } from '../pixels/warp.ts'
import { bentLookup, fieldOf } from './flow.ts'
import type { Homography } from './homography.ts'
import { blursToMatch, type Colours, inTonesOf } from './likeness.ts'
import { cellsAt, inSamples, type Pair } from './register.ts'
import type { View } from './view.ts'

/** The goods' picture laid over the claim's: bent to fit to a fraction of a sample, as sharp, in the same tones; `inside`
 *  is 1 where there is something of it. */
export type Overlay = { here: Colours; there: Colours; inside: Uint8Array }

/** Lays them over each other under a map (shares of longer sides), at the density of the pair; null where nothing of the
 *  goods' picture is seen. */
export function overlaid(claim: View, goods: View, { pair, map }: { pair: Pair; map: Homography }): Overlay | null {
  const [here, there] = [pair.here[0], pair.there[0]]
  if (!here || !there) return null
  const cells = cellsAt(pair, 0, { map, reach: 3 })
  if (!cells) return null
  const lookup = bentLookup(inSamples(map, here, there), fieldOf(cells, here), here)
  const inside = insideOf(lookup, there)
  if (!inside.includes(1)) return null
  const at = (view: View, size: Size): Colours => ({
    y: resized(view.colours.y, size),
    cb: resized(view.colours.cb, size),
    cr: resized(view.colours.cr, size),
  })
  const mine = { ...at(claim, here), y: here }
  const theirs = { ...at(goods, there), y: there }
  const laid = { y: warped(theirs.y, lookup), cb: warped(theirs.cb, lookup), cr: warped(theirs.cr, lookup) }
  const blurs = blursToMatch(mine.y, laid.y, inside)
  const soft = (colours: Colours, sigma: number) => ({
    ...colours,
    y: sigma > 0 ? blurred(colours.y, sigma) : colours.y,
  })
  const target = soft(mine, blurs.here)
  return { here: target, there: inTonesOf(target, soft(laid, blurs.there), inside), inside }
}
