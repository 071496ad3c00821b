import sharp from 'sharp'
import { screenIn } from '../consistency/screen.ts'
import type { Finding, Polygon, Probe } from '../finding.ts'
import { type Component, readCoefficients } from '../jpeg/coefficients.ts'
import { transformed } from '../jpeg/forward.ts'
import { type Brightness, brightnessFrom, brightnessOf } from '../jpeg/luma.ts'
import type { Photo } from '../photo.ts'
import { clippedBlocks, clippedPixels, withoutClipped } from './clipped.ts'
import { type Fit, fitsOf, onceOrTwice } from './double.ts'
import { emptyHeat, type Heat, summed } from './heat.ts'
import { oddGrain } from './noise.ts'
import { outlineOf, patchesIn } from './patch.ts'
import { oddPatterns } from './residual.ts'
import { type Turn, turnedHeat, turnedPolygon } from './turn.ts'

/** Where a photo is unlike itself, without anything to compare it with. `heat` lies on the upright photo, 0 to 1 within
 *  this photo: it shows where to look once something else has raised doubt, and says nothing of whether (decision 021). */
export type Alteration = { heat: Heat | null; findings: Finding[] }

/** Windows of five cells about each. */
const radius = 2

/** Everything that can be asked of a photo alone. */
export async function alterationOf(photo: Photo): Promise<Alteration> {
  const read = photo.format === 'jpeg' ? readCoefficients(photo.bytes) : null
  // Of CMYK the first component is ink, not brightness.
  const component = read && read.components.length < 4 ? read.components[0] : undefined
  if (read && component) {
    const turn = await turnOf(photo, read)
    const brightness = brightnessOf(component)
    const { heat, findings } = look({
      brightness,
      component,
      clipped: () => clippedBlocks(read.components, brightness),
    })
    return {
      heat: heat && turnedHeat(heat, turn),
      findings: findings.map((finding) => ({
        ...finding,
        region: finding.region && turnedPolygon(finding.region, turn),
      })),
    }
  }
  const pixels = await photo.full()
  if (!pixels) return { heat: null, findings: [] }
  const brightness = brightnessFrom(pixels)
  return look({ brightness, component: transformed(brightness), clipped: () => clippedPixels(pixels) })
}

/** The findings alone, as one question among others. */
export const alteration: Probe = {
  code: 'alteration',
  family: 'alteration',
  look: async (photo) => (await alterationOf(photo)).findings,
}

/** How the stored picture is turned to stand upright; its size before. */
async function turnOf({ bytes }: Photo, { width, height }: { width: number; height: number }): Promise<Turn> {
  const { orientation = 1 } = await sharp(bytes, { failOn: 'none' })
    .metadata()
    .catch(() => ({ orientation: 1 }))
  return { orientation, width, height }
}

/** A picture made ready. What is no JPEG may have been one: then `component` is what its next compression would find. */
type Ready = { brightness: Brightness; component: Component; clipped: () => Uint8Array }

function look({ brightness, component, clipped }: Ready): Alteration {
  const fits = fitsOf(component, brightness)
  const screen = screenIn(brightness)
  if (fits.length === 0) return { heat: together(brightness, null), findings: screen }
  const isClipped = clipped()
  const speaking = (from: number) => withoutClipped(onceOrTwice(component, fits, from), isClipped)
  const region = partOnce(fits, speaking)
  return { heat: together(brightness, speaking(1)), findings: region ? [...screen, traceMissing(region)] : screen }
}

/** What is needed to say that a part was compressed once where the rest was twice. Measured on genuine photos that were
 *  compressed twice with random qualities (bench/alteration.ts): fewer frequencies, weaker fits or a patch without larger
 *  levels let smooth places through; where more than a fifth of the picture speaks for once, the fit is wrong. */
const least = { frequencies: 8, gain: 1, window: 5, evidence: 500, ofLarger: 150 }
const mostOnce = 0.2

function partOnce(fits: readonly Fit[], speaking: (from: number) => Heat): Polygon | null {
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

const traceMissing = (region: Polygon): Finding => ({
  code: 'alteration.trace_missing',
  family: 'alteration',
  strength: 0.9,
  zh: '照片大部分留有更早一次 JPEG 保存的痕迹，标出的部分没有，像是在那次保存之后加上去的。修图、贴文字或打码也会造成这种情况；请对照其他角度的照片。',
  en: 'Most of the photo carries the traces of an earlier saving as JPEG, the marked part does not, as if it had been put in afterwards. Retouching, added text or a mosaic does this too; compare with photos from other angles.',
  region,
})

/** One map of all that is odd: the patterns and the grain, and where the picture was compressed twice, that as well. */
function together(brightness: Brightness, once: Heat | null): Heat | null {
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
