import type { Pixels } from '../photo.ts'

/** One channel of a picture as floats, rows from the top. Places are continuous: the sample in column i covers i to i + 1,
 *  so that a place is carried to another size by multiplication alone. */
export type Plane = { readonly width: number; readonly height: number; readonly data: Float32Array }

export type Size = { readonly width: number; readonly height: number }

/** A plane of zeros. */
export const emptyPlane = (width: number, height: number): Plane => ({
  width,
  height,
  data: new Float32Array(width * height),
})

/** The brightness of a picture (BT.601, as JPEG has it), 0 to 255. */
export function luma({ width, height, channels, data }: Pixels): Plane {
  const out = emptyPlane(width, height)
  const { length } = out.data
  if (channels === 1) out.data.set(data)
  else
    for (let i = 0, j = 0; i < length; i++, j += 3)
      out.data[i] = 0.299 * (data[j] ?? 0) + 0.587 * (data[j + 1] ?? 0) + 0.114 * (data[j + 2] ?? 0)
  return out
}

/** Brightness and the two colour differences (blue, red) as JPEG has them, the latter about 0. */
export function opponents(pixels: Pixels): { y: Plane; cb: Plane; cr: Plane } {
  const { width, height, channels, data } = pixels
  const y = luma(pixels)
  const cb = emptyPlane(width, height)
  const cr = emptyPlane(width, height)
  if (channels === 3)
    for (let i = 0, j = 0; i < y.data.length; i++, j += 3) {
      const bright = y.data[i] ?? 0
      cb.data[i] = 0.564 * ((data[j + 2] ?? 0) - bright)
      cr.data[i] = 0.713 * ((data[j] ?? 0) - bright)
    }
  return { y, cb, cr }
}

/** The size of a picture made to fit a square of this side, never enlarged, never below one pixel. */
export function fitting({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** The plane as seen in a mirror that stands beside it. */
export function mirrored({ width, height, data }: Plane): Plane {
  const out = emptyPlane(width, height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out.data[y * width + x] = data[y * width + width - 1 - x] ?? 0
  return out
}

/** The plane turned clockwise by a quarter turn, 0 to 3 times. */
export function turned(plane: Plane, quarters: number): Plane {
  const times = ((quarters % 4) + 4) % 4
  if (times === 0) return plane
  const { width, height, data } = plane
  const out = times === 2 ? emptyPlane(width, height) : emptyPlane(height, width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] =
        times === 1 ? [height - 1 - y, x] : times === 2 ? [width - 1 - x, height - 1 - y] : [y, width - 1 - x]
      out.data[v * out.width + u] = data[y * width + x] ?? 0
    }
  return out
}
