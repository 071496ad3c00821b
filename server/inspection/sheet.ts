import type { Laying } from '@anxin/inspect/compare/layings.ts'
import { overlaid } from '@anxin/inspect/compare/overlay.ts'
import type { View } from '@anxin/inspect/compare/view.ts'
import type { Looked, Mask } from '@anxin/inspect/look.ts'
import type { Sheet, Shown } from '@anxin/inspect/page.ts'
import type { Photo, Pixels } from '@anxin/inspect/photo.ts'
import type { Plane } from '@anxin/inspect/pixels/plane.ts'
import type { Goods } from '@anxin/inspect/reporting.ts'
import sharp from 'sharp'

/** A picture of the goods with what it shows. */
export type Shelved = Goods & { pixels: Pixels | null }

/** The pictures of a report, small enough for one page. `goods` in the order of the report. */
export async function sheetOf(photo: Photo, looked: Looked, goods: readonly Shelved[]): Promise<Sheet> {
  const { report, comparisons } = looked
  const mask = looked.mask()
  return {
    report,
    photo: photo.pixels && { url: await jpeg(photo.pixels), width: photo.width, height: photo.height },
    heat: mask && { url: url('png', await heatPng(mask)), width: photo.width, height: photo.height },
    goods: await Promise.all(
      goods.map(async ({ pixels, view }, i) => ({
        picture: pixels ? await shown(pixels) : none,
        laid: await laidOver(photo, { claim: looked.view, goods: view }, comparisons[i]?.laying ?? null),
      })),
    ),
  }
}

const none: Shown = { url: 'data:,', width: 1, height: 1 }
const raw = ({ width, height, channels }: Pixels) => ({ raw: { width, height, channels } })
const jpeg = async (pixels: Pixels): Promise<string> =>
  url('jpeg', await sharp(pixels.data, raw(pixels)).jpeg({ quality: 80 }).toBuffer())
const shown = async (pixels: Pixels): Promise<Shown> => ({
  url: await jpeg(pixels),
  width: pixels.width,
  height: pixels.height,
})
const url = (kind: string, bytes: Uint8Array) => `data:image/${kind};base64,${Buffer.from(bytes).toString('base64')}`

/** Longer side of what lies over the photo: it is stretched to its size. */
const overlaySide = 640

/** Red where altered, see-through elsewhere. */
export async function heatPng({ width, height, data }: Mask): Promise<Uint8Array> {
  const { data: small, info } = await sharp(data, { raw: { width, height, channels: 1 } })
    .resize(overlaySide, overlaySide, { fit: 'inside' })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true })
  const rgba = Buffer.alloc(4 * info.width * info.height)
  for (let i = 0; i < small.length; i++) rgba.set([255, 32, 16, Math.round(0.55 * (small[i] ?? 0))], 4 * i)
  return sharp(rgba, { raw: { width: info.width, height: info.height, channels: 4 } })
    .png({ palette: true })
    .toBuffer()
}

/** The goods' picture as it would look on the photo: in its place, as sharp, in its tones. */
async function laidOver(photo: Photo, { claim, goods }: Views, laying: Laying | null): Promise<Shown | null> {
  const laid = claim && goods && laying && overlaid(claim, goods, laying)
  return laid && { url: await jpeg(pixelsOf(laid.there)), width: photo.width, height: photo.height }
}

type Views = { claim: View | null; goods: View | null }

/** Brightness and halved colour differences → RGB (ITU-R BT.601, full range, as JPEG has it). */
export function pixelsOf({ y, cb, cr }: { y: Plane; cb: Plane; cr: Plane }): Pixels {
  const data = new Uint8Array(3 * y.width * y.height)
  for (let i = 0; i < y.data.length; i++) {
    const at =
      Math.min(cb.height - 1, Math.floor(i / y.width) >> 1) * cb.width + Math.min(cb.width - 1, (i % y.width) >> 1)
    const [light, blue, red] = [y.data[i] ?? 0, cb.data[at] ?? 0, cr.data[at] ?? 0]
    data[3 * i] = byte(light + 1.402 * red)
    data[3 * i + 1] = byte(light - 0.344 * blue - 0.714 * red)
    data[3 * i + 2] = byte(light + 1.772 * blue)
  }
  return { width: y.width, height: y.height, channels: 3, data }
}

const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)))
