import sharp from 'sharp'
import { screenIn } from '../consistency/screen.ts'
import type { Finding, Probe } from '../finding.ts'
import { type Component, readCoefficients } from '../jpeg/coefficients.ts'
import { transformed } from '../jpeg/forward.ts'
import { type Brightness, brightnessFrom, brightnessOf } from '../jpeg/luma.ts'
import type { Photo } from '../photo.ts'
import { clippedBlocks, clippedPixels, withoutClipped } from './clipped.ts'
import { fitsOf, onceOrTwice } from './double.ts'
import type { Heat } from './heat.ts'
import { partWithoutTrace, together, traceMissing } from './oddities.ts'
import { type Turn, turnedHeat, turnedPolygon } from './turn.ts'

/** Where a photo is unlike itself, without anything to compare it with. `heat` lies on the upright photo, 0 to 1 within
 *  this photo: it shows where to look once something else has raised doubt, and says nothing of whether (decision 021). */
export type Alteration = { heat: Heat | null; findings: Finding[] }

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
  const region = partWithoutTrace(fits, speaking)
  return { heat: together(brightness, speaking(1)), findings: region ? [...screen, traceMissing(region)] : screen }
}
