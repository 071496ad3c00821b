/** What happens to a photo on its way: saved, sent, cut, turned over, shown on a screen and taken again. Seeded; the mask
 *  goes the same way as the picture. */
import sharp from 'sharp'
import type { Pixels } from '../../inspect/photo.ts'
import type { Damaged } from './damage.ts'
import { type Random, smoothNoise } from './random.ts'

export type Sent = { jpeg: Buffer; mask: Uint8Array; width: number; height: number }
type Way = (item: Damaged, random: Random) => Promise<Sent>

const raw = ({ width, height, channels, data }: Pixels) => sharp(data, { raw: { width, height, channels } })

async function jpegOf(pixels: Pixels, mask: Uint8Array, quality: number): Promise<Sent> {
  const jpeg = await raw(pixels)
    .jpeg({ quality, chromaSubsampling: quality < 85 ? '4:2:0' : '4:4:4' })
    .toBuffer()
  return { jpeg, mask, width: pixels.width, height: pixels.height }
}

/** Both pictures cut and resized alike. */
async function reframed(
  { pixels, mask }: Damaged,
  cut: { left: number; top: number; width: number; height: number },
  size: { width: number; height: number },
): Promise<Damaged> {
  const to = { ...size, fit: 'fill' as const }
  const data = await raw(pixels).extract(cut).resize(to).raw().toBuffer()
  const grey = await sharp(mask, { raw: { width: pixels.width, height: pixels.height, channels: 1 } })
    .extract(cut)
    .resize({ ...to, kernel: 'nearest' })
    .extractChannel(0)
    .raw()
    .toBuffer()
  return { pixels: { ...size, channels: 3, data: new Uint8Array(data) }, mask: new Uint8Array(grey) }
}

function cutOf({ width, height }: Pixels, random: Random, [least, most]: [number, number]) {
  const share = random.between(least, most)
  const w = Math.round(width * share)
  const h = Math.round(height * Math.min(1, share * random.between(0.92, 1.08)))
  return {
    left: random.whole(0, width - w),
    top: random.whole(0, height - Math.min(h, height)),
    width: w,
    height: Math.min(h, height),
  }
}

function brightened(pixels: Pixels, gain: number, offset: number): Pixels {
  return { ...pixels, data: pixels.data.map((value) => Math.max(0, Math.min(255, Math.round(value * gain + offset)))) }
}

const direct: Way = ({ pixels, mask }, random) => jpegOf(pixels, mask, random.whole(85, 96))

/** Cut by at most 4 %, seven tenths of the size, JPEG 75, a little brighter or darker. */
const messenger: Way = async (item, random) => {
  const cut = cutOf(item.pixels, random, [0.96, 1])
  const size = { width: Math.round(cut.width * 0.7), height: Math.round(cut.height * 0.7) }
  const small = await reframed(item, cut, size)
  return jpegOf(brightened(small.pixels, random.between(0.94, 1.07), random.between(-5, 6)), small.mask, 75)
}

/** Sent on three times. */
const chain: Way = async (item, random) => {
  let at = item
  for (const quality of [82, 70]) {
    const { jpeg } = await jpegOf(at.pixels, at.mask, quality)
    const data = await sharp(jpeg).raw().toBuffer()
    at = { pixels: { ...at.pixels, data: new Uint8Array(data) }, mask: at.mask }
  }
  return messenger(at, random)
}

const crop: Way = async (item, random) => {
  const cut = cutOf(item.pixels, random, [0.35, 0.85])
  const scale = random.between(0.6, 1.2)
  const part = await reframed(item, cut, {
    width: Math.round(cut.width * scale),
    height: Math.round(cut.height * scale),
  })
  return jpegOf(part.pixels, part.mask, random.whole(75, 92))
}

const mirror: Way = async ({ pixels, mask }, random) => {
  const data = await raw(pixels).flop().raw().toBuffer()
  const grey = await sharp(mask, { raw: { width: pixels.width, height: pixels.height, channels: 1 } })
    .flop()
    .extractChannel(0)
    .raw()
    .toBuffer()
  return messenger({ pixels: { ...pixels, data: new Uint8Array(data) }, mask: new Uint8Array(grey) }, random)
}

/** On a phone's page: bars, text and buttons above and below. */
const screenshot: Way = async (item, random) => {
  const width = random.pick([720, 828, 1080])
  const { pixels, mask } = await reframed(
    item,
    { left: 0, top: 0, width: item.pixels.width, height: item.pixels.height },
    { width, height: Math.round((width * item.pixels.height) / item.pixels.width) },
  )
  const height = Math.max(Math.round(width * random.between(1.7, 2.1)), pixels.height + 200)
  const top = random.whole(80, height - pixels.height - 80)
  const page = random.pick([0, 18, 245, 255])
  const data = new Uint8Array(width * height * 3).fill(page)
  const grey = new Uint8Array(width * height)
  for (let k = 0; k < 40; k++) {
    const x = random.whole(10, width - 120)
    const y = random.whole(6, height - 30)
    if (y > top - 26 && y < top + pixels.height) continue
    const colour = random.pick([40, 120, 200, 230])
    for (let line = y; line < y + random.whole(8, 22) && line < height; line++)
      for (let column = x; column < x + random.whole(30, 100); column++)
        if ((column * 7 + line * 3) % 11 < 6)
          data.fill(colour, 3 * (line * width + column), 3 * (line * width + column) + 3)
  }
  data.set(pixels.data, 3 * top * width)
  grey.set(mask, top * width)
  return jpegOf({ width, height, channels: 3, data }, grey, random.whole(75, 92))
}

/** Taken again off a screen: perspective, the screen's grid, colour cast, blur, noise, light from one side. */
const screen: Way = async ({ pixels, mask }, random) => {
  const width = 900
  const height = Math.round((width * pixels.height) / pixels.width)
  const jitter = () => random.between(0.02, 0.1)
  const corners = [
    [jitter(), jitter()],
    [1 - jitter(), jitter()],
    [1 - jitter(), 1 - jitter()],
    [jitter(), 1 - jitter()],
  ]
  const back = quadToUnit(corners.map(([x = 0, y = 0]) => [x * width, y * height]))
  const cast = [random.between(0.85, 1.1), random.between(0.9, 1.05), random.between(0.9, 1.2)]
  const period = random.between(2.1, 3.6)
  const moire = random.between(3, 10)
  const angle = random.between(-0.1, 0.1)
  const light = smoothNoise(random, { width, height, size: width / 2, octaves: 1 })
  const small = await sharp(pixels.data, { raw: { ...sizeOf(pixels), channels: 3 } })
    .blur(random.between(0.6, 1.6))
    .raw()
    .toBuffer()
  const data = new Uint8Array(width * height * 3)
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const w = (back[6] ?? 0) * x + (back[7] ?? 0) * y + 1
      const u = (((back[0] ?? 0) * x + (back[1] ?? 0) * y + (back[2] ?? 0)) / w) * pixels.width
      const v = (((back[3] ?? 0) * x + (back[4] ?? 0) * y + (back[5] ?? 0)) / w) * pixels.height
      const isIn = u >= 0 && v >= 0 && u < pixels.width - 1 && v < pixels.height - 1
      const at = Math.floor(v) * pixels.width + Math.floor(u)
      if (isIn) grey[i] = mask[at] ?? 0
      const stripe = moire * Math.sin((2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle))) / period)
      for (let c = 0; c < 3; c++) {
        const [s, t] = [u - Math.floor(u), v - Math.floor(v)]
        const p = 3 * at + c
        const value = isIn
          ? ((small[p] ?? 0) * (1 - s) + (small[p + 3] ?? 0) * s) * (1 - t) +
            ((small[p + 3 * pixels.width] ?? 0) * (1 - s) + (small[p + 3 * pixels.width + 3] ?? 0) * s) * t
          : 25
        const seen =
          value * (cast[c] ?? 0) * (0.85 + 0.3 * (light[i] ?? 0)) +
          (isIn ? stripe * (c === 1 ? 1 : -0.6) : 0) +
          8 +
          random.normal() * 3
        data[3 * i + c] = Math.max(0, Math.min(255, Math.round(seen)))
      }
    }
  return jpegOf({ width, height, channels: 3, data }, grey, random.whole(78, 92))
}

const sizeOf = ({ width, height }: Pixels) => ({ width, height })

/** The map that takes a quadrilateral to the unit square (Heckbert 1989, inverted by adjugate). */
function quadToUnit(q: readonly (readonly number[])[]): number[] {
  const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = [], [x3 = 0, y3 = 0] = []] = q
  const sx = x0 - x1 + x2 - x3
  const sy = y0 - y1 + y2 - y3
  const [dx1, dx2, dy1, dy2] = [x1 - x2, x3 - x2, y1 - y2, y3 - y2]
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sx * dy2 - dx2 * sy) / det
  const h = (dx1 * sy - sx * dy1) / det
  const [a, b, c, d, e, f] = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0]
  const adj = [
    e - f * h,
    c * h - b,
    b * f - c * e,
    f * g - d,
    a - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]
  return adj.map((value) => value / (adj[8] ?? 0))
}

const turned: Way = async ({ pixels, mask }, random) => {
  const data = await raw(pixels).rotate(90).raw().toBuffer()
  const grey = await sharp(mask, { raw: { width: pixels.width, height: pixels.height, channels: 1 } })
    .rotate(90)
    .extractChannel(0)
    .raw()
    .toBuffer()
  const item = {
    pixels: { width: pixels.height, height: pixels.width, channels: 3 as const, data: new Uint8Array(data) },
    mask: new Uint8Array(grey),
  }
  return direct(item, random)
}

export const transports: Record<string, Way> = { direct, messenger, chain, crop, mirror, screenshot, screen, turned }
