/** Whether a photo was taken of a screen: the raster of a screen, or the bands it makes with the camera's, is a wave of one
 *  frequency over the whole picture, also where the picture shows nothing (Patel et al., ICB 2015, use the same for faces).
 *  A woven cloth is such a wave only where the cloth is. So each of sixteen tiles has to show the peak.
 *  Cost: sixteen transforms of 128 × 128, about 40 ms whatever the picture's size. */
import type { Finding } from '../finding.ts'
import type { Brightness } from '../jpeg/luma.ts'
import { logPower } from './spectrum.ts'

const side = 128
const across = 4
/** Frequencies below are the picture itself; those beside the axes are edges of JPEG blocks and of shelves. */
const lowest = 12
const beside = 4
/** Of the tiles that many may lack the peak: an overexposed corner. */
const lacking = 3

/** From here on a wave is said to be a raster. Genuine photos reached 3.4; of 48 simulated screens 38 are seen, 22 after a
 *  messenger (bench/RESULTS.md). No real one was at hand, which is why the strength is not above a half. */
export const clear = 6

/** A finding where the photo shows a screen. */
export const screenIn = (brightness: Brightness): Finding[] => ((rasterOf(brightness) ?? 0) >= clear ? [ofScreen] : [])

const ofScreen: Finding = {
  code: 'consistency.screen',
  family: 'consistency',
  strength: 0.5,
  zh: '照片上有遍布全图的规则细纹，像是翻拍屏幕（或印刷品、细密织物的特写）得来的。请索取直接拍摄实物的照片。',
  en: 'A fine regular raster covers the whole photo, as if it was taken of a screen (or of a print, or of a fine cloth from close by). Ask for a photo of the goods themselves.',
  region: null,
}

/** How clearly the clearest wave stands out in all but three of sixteen tiles, in nats of power above its surroundings;
 *  null where the picture is too small to say. */
export function rasterOf(brightness: Brightness): number | null {
  const { width, height } = brightness
  if (width < across * side || height < across * side) return null
  const tiles: Float32Array[] = []
  for (let i = 0; i < across * across; i++) {
    const x = Math.floor(((i % across) * (width - side)) / (across - 1))
    const y = Math.floor((Math.floor(i / across) * (height - side)) / (across - 1))
    tiles.push(standingOut(logPower(tileAt(brightness, x, y), side)))
  }
  let clearest = 0
  const here = new Float32Array(tiles.length)
  for (let v = 0; v < side; v++)
    for (let u = 0; u <= side / 2; u++) {
      if (!isLookedAt(u, Math.min(v, side - v))) continue
      tiles.forEach((tile, i) => {
        here[i] = tile[v * side + u] ?? 0
      })
      clearest = Math.max(clearest, here.toSorted()[lacking] ?? 0)
    }
  return clearest
}

const isLookedAt = (u: number, v: number) => u >= beside && v >= beside && u * u + v * v >= lowest * lowest

function tileAt({ width, data }: Brightness, x: number, y: number): Float32Array {
  const tile = new Float32Array(side * side)
  for (let row = 0; row < side; row++)
    tile.set(data.subarray((y + row) * width + x, (y + row) * width + x + side), row * side)
  return tile
}

/** The largest of a frequency and its eight neighbours, above the mean of the 13 × 13 around: perspective moves a peak by a
 *  frequency or so from tile to tile. */
function standingOut(power: Float32Array): Float32Array {
  const at = (v: number, u: number) => power[((v + side) % side) * side + ((u + side) % side)] ?? 0
  const rows = new Float32Array(side * side)
  const rowPeaks = new Float32Array(side * side)
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) {
      let sum = 0
      for (let k = -6; k <= 6; k++) sum += at(v, u + k)
      rows[v * side + u] = sum
      rowPeaks[v * side + u] = Math.max(at(v, u - 1), at(v, u), at(v, u + 1))
    }
  const out = new Float32Array(side * side)
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) {
      let sum = 0
      for (let k = -6; k <= 6; k++) sum += rows[((v + k + side) % side) * side + u] ?? 0
      const peak = (k: number) => rowPeaks[((v + k + side) % side) * side + u] ?? 0
      out[v * side + u] = Math.max(peak(-1), peak(0), peak(1)) - sum / 169
    }
  return out
}
