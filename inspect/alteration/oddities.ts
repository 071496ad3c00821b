import type { Finding, Polygon } from '../finding.ts'
import type { Brightness } from '../jpeg/luma.ts'
import type { Fit } from './double.ts'
import { emptyHeat, type Heat, summed } from './heat.ts'
import { oddGrain } from './noise.ts'
import { outlineOf, patchesIn } from './patch.ts'
import { oddPatterns } from './residual.ts'

/** Windows of five cells about each. */
const radius = 2

/** What is needed to say that a part was compressed once where the rest was twice. Measured on genuine photos that were
 *  compressed twice with random qualities (bench/alteration.ts): fewer frequencies, weaker fits or a patch without larger
 *  levels let smooth places through; where more than a fifth of the picture speaks for once, the fit is wrong. */
const least = { frequencies: 5, gain: 0.2, window: 5, evidence: 300, ofLarger: 150 }
const mostOnce = 0.2

/** The part that lacks the traces which the rest carries; null where there is none that is sure. `speaking` gives for each
 *  block how much its levels of at least so much speak for one compression. */
export function partWithoutTrace(fits: readonly Fit[], speaking: (from: number) => Heat): Polygon | null {
  const gain = fits.reduce((sum, fit) => sum + fit.gain, 0)
  if (fits.length < least.frequencies || gain < least.gain) return null
  const once = speaking(0)
  const telling = once.values.filter((one) => Math.abs(one) > 0.5).length
  const positive = once.values.filter((one) => one > 1).length
  if (positive > mostOnce * telling) return null
  const [patch] = patchesIn(once, { radius, least: least.window })
  if (!patch || patch.evidence < least.evidence) return null
  const larger = speaking(2).values
  return patch.cells.reduce((sum, cell) => sum + (larger[cell] ?? 0), 0) >= least.ofLarger
    ? outlineOf(patch.cells, once)
    : null
}

export const traceMissing = (region: Polygon): Finding => ({
  code: 'alteration.trace_missing',
  family: 'alteration',
  strength: 0.9,
  zh: '照片大部分留有更早一次 JPEG 保存的痕迹，标出的部分没有，像是在那次保存之后加上去的。修图、贴文字或打码也会造成这种情况；请对照其他角度的照片。',
  en: 'Most of the photo carries the traces of an earlier saving as JPEG, the marked part does not, as if it had been put in afterwards. Retouching, added text or a mosaic does this too; compare with photos from other angles.',
  region,
})

/** One map of all that is odd: the patterns and the grain, and where the picture was compressed twice, that as well. */
export function together(brightness: Brightness, once: Heat | null): Heat | null {
  const patterns = oddPatterns(brightness, radius)
  if (patterns.values.length < 9) return null
  const grain = oddGrain(brightness, radius).values
  const { columns, rows, side } = patterns
  const heat = emptyHeat(columns, rows, side)
  const windows = once && summed(once, radius)
  for (let i = 0; i < heat.values.length; i++) {
    const odd = Math.log(0.3 + (patterns.values[i] ?? 0)) + 0.5 * Math.log(0.5 + (grain[i] ?? 0))
    const evidence = windows ? at(windows, ((i % columns) + 0.5) * side, (Math.floor(i / columns) + 0.5) * side) : 0
    // Within ± 5: where it is sure it decides, otherwise it is one voice of three.
    const sum = odd + Math.max(-5, Math.min(5, evidence / 5))
    heat.values[i] = 1 / (1 + Math.exp(ordinary - sum))
  }
  return heat
}

/** Sums of an untouched photo lie about 0.4 and rarely reach this. */
const ordinary = 2

/** The figure of the cell at this place. */
const at = ({ columns, side, values }: Heat, x: number, y: number): number =>
  values[Math.floor(y / side) * columns + Math.floor(x / side)] ?? 0
