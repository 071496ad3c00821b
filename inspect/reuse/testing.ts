import sharp from 'sharp'
import type { Pixels } from '../photo.ts'
import { type Hash, hashWords } from './hash.ts'

/** The same numbers on every run: 32 bits each (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** A hash with every bit drawn. */
export const drawn = (random: () => number): Hash => new Uint32Array(hashWords).map(random)

/** The hash with so many of its bits turned, each at another place. */
export function turnedBits(hash: Hash, count: number, random: () => number): Hash {
  const places = Array.from({ length: 256 }, (_, i) => i)
  const near = hash.slice()
  for (let i = 0; i < count; i++) {
    const [place = 0] = places.splice(random() % places.length, 1)
    flip(near, place)
  }
  return near
}

/** Turns one of the 256 bits. */
export function flip(hash: Hash, place: number): void {
  hash[place >> 5] = (hash[place >> 5] ?? 0) ^ (1 << (place & 31))
}

/** A picture with blocks of colour, shades and grain: whole numbers only, so that it is the same everywhere. */
export function picture({ width, height, channels }: Omit<Pixels, 'data'>, seed: number): Pixels {
  const random = seeded(seed)
  const data = new Uint8Array(width * height * channels)
  const blocks = Array.from({ length: 12 }, () => ({
    x: random() % width,
    y: random() % height,
    width: 1 + (random() % width),
    height: 1 + (random() % height),
    colour: [random() % 256, random() % 256, random() % 256],
  }))
  for (let at = 0; at < data.length; at++) {
    const channel = at % channels
    const x = Math.floor(at / channels) % width
    const y = Math.floor(at / (channels * width))
    const block = blocks.findLast((one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height)
    const shade = Math.floor((64 * x) / width) + Math.floor((48 * y) / height)
    data[at] = ((block?.colour[channel] ?? 90) * 5) / 8 + shade * 0.75 + (random() % 8)
  }
  return { width, height, channels, data }
}

/** The picture as a PNG file, which keeps every sample. */
export const pngOf = ({ width, height, channels, data }: Pixels): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer()
