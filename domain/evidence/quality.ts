/** Whether a photo shows enough to be looked at. Told while it is being taken, and looked at again on the server; never a
 *  reason to refuse a claim. */
export type Flaw = 'dark' | 'bright' | 'blurred' | 'small'

/** Brightness of a picture made small, in rows, 0 to 255. */
export type Luma = { width: number; height: number; data: ArrayLike<number> }

/** Longer side to which a photo is made small before it is judged, in pixels: fine noise of the sensor is gone by then, and
 *  what is sharp at this size is sharp enough to be recognised. */
export const judgedSide = 320
/** A side shorter than this, in pixels of the photo itself, shows no detail. */
export const smallestSide = 480

/** Mean brightness below which little can be seen, and above which everything is washed out. */
const darkest = 40
const brightest = 235
/** Variance of the Laplacian (Pech-Pacheco et al. 2000) below which edges are smeared. Of 43 photos of goods at 1280 pixels, as
 *  they are: 47 at the 2nd percentile; smeared by 8 pixels: 24 at the 90th. */
const leastSharp = 25

/** What is wrong with a photo of `width` × `height` pixels, whose small brightness picture this is. */
export function flawsOf({ width, height }: { width: number; height: number }, luma: Luma): Flaw[] {
  const mean = meanOf(luma)
  return [
    ...(Math.min(width, height) < smallestSide ? (['small'] as const) : []),
    ...(mean < darkest ? (['dark'] as const) : []),
    ...(mean > brightest ? (['bright'] as const) : []),
    ...(mean >= darkest && sharpness(luma) < leastSharp ? (['blurred'] as const) : []),
  ]
}

function meanOf({ data }: Luma): number {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += data[i] ?? 0
  return data.length === 0 ? 0 : sum / data.length
}

/** Variance of the Laplacian over the inner pixels. */
export function sharpness({ width, height, data }: Luma): number {
  let [n, sum, squares] = [0, 0, 0]
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const around = (data[i - 1] ?? 0) + (data[i + 1] ?? 0) + (data[i - width] ?? 0) + (data[i + width] ?? 0)
      const value = around - 4 * (data[i] ?? 0)
      n++
      sum += value
      squares += value * value
    }
  return n === 0 ? 0 : squares / n - (sum / n) ** 2
}

/** Brightness of RGBA pixels, as a canvas gives them (ITU-R BT.601). */
export function lumaOf({ width, height, data }: Luma): Luma {
  const luma = new Uint8Array(width * height)
  for (let i = 0; i < luma.length; i++)
    luma[i] = 0.299 * (data[4 * i] ?? 0) + 0.587 * (data[4 * i + 1] ?? 0) + 0.114 * (data[4 * i + 2] ?? 0)
  return { width, height, data: luma }
}
