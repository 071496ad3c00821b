/** Damage drawn into photos, with the mask of what was touched: what a forger asks an editor for. Seeded. */
import type { Pixels } from '../../inspect/photo.ts'
import { type Random, smoothNoise } from './random.ts'

export type Damaged = { pixels: Pixels; mask: Uint8Array }
type Place = { x: number; y: number; a: number; b: number; angle: number }
type Draw = (photo: Pixels, random: Random) => Damaged

const copyOf = (photo: Pixels): Pixels => ({ ...photo, data: photo.data.slice() })

function placeIn({ width, height }: Pixels, random: Random, [least, most]: [number, number]): Place {
  const long = Math.max(width, height)
  const a = random.between(least, most) * long
  const b = a * random.between(0.5, 1)
  return {
    x: random.between(0.15, 0.85) * width,
    y: random.between(0.15, 0.85) * height,
    a,
    b,
    angle: random.between(0, Math.PI),
  }
}

/** How far out a place lies: 0 at the centre, 1 on the ellipse. */
function radius({ x, y, a, b, angle }: Place, px: number, py: number): number {
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const u = ((px - x) * c + (py - y) * s) / a
  const v = (-(px - x) * s + (py - y) * c) / b
  return Math.hypot(u, v)
}

function inEllipse(photo: Pixels, place: Place, give: (i: number, r: number, x: number, y: number) => void): void {
  const reach = 1.3 * Math.max(place.a, place.b)
  for (let y = Math.max(0, Math.floor(place.y - reach)); y < Math.min(photo.height, place.y + reach); y++)
    for (let x = Math.max(0, Math.floor(place.x - reach)); x < Math.min(photo.width, place.x + reach); x++) {
      const r = radius(place, x, y)
      if (r < 1.3) give(y * photo.width + x, r, x, y)
    }
}

function blend(data: Uint8Array, i: number, colour: readonly number[], alpha: number): void {
  for (let c = 0; c < 3; c++)
    data[3 * i + c] = Math.round((data[3 * i + c] ?? 0) * (1 - alpha) + (colour[c] ?? 0) * alpha)
}

/** A tree of thin dark lines, each with a bright edge. */
const crack: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const long = Math.max(photo.width, photo.height)
  const dark = random.between(10, 60)
  const strength = random.between(0.55, 0.95)
  const thick = (random.between(0.8, 2.2) * long) / 1000
  const stamp = (px: number, py: number, r: number) => {
    const halo = r + (2.5 * long) / 1000
    for (let y = Math.floor(py - halo - 1); y <= py + halo + 1; y++)
      for (let x = Math.floor(px - halo - 1); x <= px + halo + 1; x++) {
        if (x < 0 || y < 0 || x >= photo.width || y >= photo.height) continue
        const d = Math.hypot(x - px, y - py)
        const i = y * photo.width + x
        if (d < halo) mask[i] = 255
        if (d < r + 0.7) blend(out.data, i, [dark, dark, dark + 4], strength * Math.min(1, r + 0.7 - d))
        else if (d < r + 1.6) blend(out.data, i, [235, 235, 230], 0.08)
      }
  }
  const grow = (
    x: number,
    y: number,
    { angle, length, width, depth }: { angle: number; length: number; width: number; depth: number },
  ) => {
    let [px, py, a] = [x, y, angle]
    for (let walked = 0; walked < length; walked += 1) {
      if (random.next() < 0.06) a += random.normal() * 0.5
      px += Math.cos(a)
      py += Math.sin(a)
      stamp(px, py, width * (1 - (0.6 * walked) / length))
      if (depth < 3 && random.next() < 2.2 / length)
        grow(px, py, {
          angle: a + random.pick([-1, 1]) * random.between(0.4, 1.2),
          length: length * random.between(0.3, 0.6),
          width: width * 0.75,
          depth: depth + 1,
        })
    }
  }
  const x = random.between(0.2, 0.8) * photo.width
  const y = random.between(0.2, 0.8) * photo.height
  for (let k = random.whole(1, 4); k > 0; k--)
    grow(x, y, {
      angle: random.between(0, 2 * Math.PI),
      length: long * random.between(0.06, 0.2),
      width: thick,
      depth: 0,
    })
  return { pixels: out, mask }
}

/** A blot of a colour with soft, uneven edges; the mask is all of it, or its whole ellipse. */
const stain: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.05, 0.16])
  const noise = smoothNoise(random, { ...photo, size: place.a * 0.8, octaves: 4 })
  const colour = random.pick([
    [92, 60, 24],
    [120, 84, 40],
    [70, 86, 40],
    [40, 34, 30],
    [130, 30, 24],
    [150, 140, 90],
  ])
  const most = random.between(0.18, 0.65)
  const isWhole = random.next() < 0.4
  inEllipse(photo, place, (i, r) => {
    const alpha =
      most * Math.max(0, Math.min(1, (1.05 - r) * 2.5)) * Math.max(0, Math.min(1, ((noise[i] ?? 0) - 0.36) * 5))
    blend(out.data, i, colour, alpha)
    if (isWhole ? r <= 1 : alpha > 0.05) mask[i] = 255
  })
  return { pixels: out, mask }
}

/** Many small furry specks. */
const mould: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.04, 0.12])
  const noise = smoothNoise(random, { ...photo, size: place.a * 0.18, octaves: 3 })
  const fur = random.pick([
    [205, 210, 200],
    [96, 118, 96],
    [60, 66, 58],
    [160, 170, 150],
  ])
  const level = random.between(0.48, 0.56)
  inEllipse(photo, place, (i, r) => {
    const alpha = Math.max(0, Math.min(0.9, ((noise[i] ?? 0) - level - 0.12 * r * r) * 9))
    blend(
      out.data,
      i,
      fur.map((value) => value + random.normal() * 14),
      alpha,
    )
    if (r <= 1) mask[i] = 255
  })
  return { pixels: out, mask }
}

/** A broken-off piece: one flat rough colour with a sharp edge and a shadow. */
const chip: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.025, 0.08])
  const rough = smoothNoise(random, { ...photo, size: 14, octaves: 3 })
  const edge = smoothNoise(random, { ...photo, size: place.a * 0.5, octaves: 3 })
  const base = random.pick([
    [214, 208, 196],
    [120, 116, 110],
    [60, 56, 52],
    [236, 232, 226],
  ])
  inEllipse(photo, place, (i, r, x, y) => {
    const depth = 1 - r - ((edge[i] ?? 0) - 0.5) * 0.9
    if (depth <= 0) return
    const light = ((x - place.x) / place.a + (y - place.y) / place.b) * 18
    blend(
      out.data,
      i,
      base.map((value) => value + ((rough[i] ?? 0) - 0.5) * 60 + light),
      Math.min(1, depth * 14),
    )
    mask[i] = 255
  })
  return { pixels: out, mask }
}

/** Pressed in: what is there is drawn together, one side darker, one lighter. */
const dent: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.05, 0.14])
  const pull = random.between(0.25, 0.6)
  const shade = random.between(18, 45)
  inEllipse(photo, place, (i, r, x, y) => {
    if (r >= 1) return
    const k = 1 - pull * (1 - r * r) ** 2
    const sx = Math.min(photo.width - 1, Math.max(0, Math.round(place.x + (x - place.x) * k)))
    const sy = Math.min(photo.height - 1, Math.max(0, Math.round(place.y + (y - place.y) * k)))
    const light = shade * Math.sin(Math.PI * r) * ((x - place.x) / place.a + (y - place.y) / place.b)
    for (let c = 0; c < 3; c++)
      out.data[3 * i + c] = Math.max(0, Math.min(255, (photo.data[3 * (sy * photo.width + sx) + c] ?? 0) + light))
    mask[i] = 255
  })
  return { pixels: out, mask }
}

/** Another part of the picture (or its surroundings smeared over), laid in with a soft edge. */
const patch: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.05, 0.15])
  const dx = Math.round(random.pick([-1, 1]) * random.between(0.08, 0.35) * photo.width)
  const dy = Math.round(random.pick([-1, 1]) * random.between(0.08, 0.35) * photo.height)
  const gain = random.between(0.85, 1.15)
  inEllipse(photo, place, (i, r, x, y) => {
    if (r >= 1) return
    const sx = (x + dx + 2 * photo.width) % photo.width
    const sy = (y + dy + 2 * photo.height) % photo.height
    const from = 3 * (sy * photo.width + sx)
    blend(
      out.data,
      i,
      [0, 1, 2].map((c) => (photo.data[from + c] ?? 0) * gain),
      Math.min(1, (1 - r) * 9),
    )
    mask[i] = 255
  })
  return { pixels: out, mask }
}

/** The same thing painted again: smooth structure kept, fine structure invented. */
const redrawn: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.06, 0.17])
  const reach = Math.round(random.between(2, 5))
  const grain = smoothNoise(random, { ...photo, size: random.between(3, 7), octaves: 3 })
  const strength = random.between(8, 30)
  inEllipse(photo, place, (i, r, x, y) => {
    if (r >= 1) return
    const sum = [0, 0, 0]
    let many = 0
    for (let v = Math.max(0, y - reach); v <= Math.min(photo.height - 1, y + reach); v += 2)
      for (let u = Math.max(0, x - reach); u <= Math.min(photo.width - 1, x + reach); u += 2) {
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (photo.data[3 * (v * photo.width + u) + c] ?? 0)
        many++
      }
    const add = ((grain[i] ?? 0) - 0.5) * 2 * strength
    blend(
      out.data,
      i,
      sum.map((value) => Math.max(0, Math.min(255, value / many + add))),
      Math.min(1, (1 - r) * 9),
    )
    mask[i] = 255
  })
  return { pixels: out, mask }
}

/** A thing drawn in that was not there: a shaded body with a shadow. */
const object: Draw = (photo, random) => {
  const out = copyOf(photo)
  const mask = new Uint8Array(photo.width * photo.height)
  const place = placeIn(photo, random, [0.05, 0.15])
  const rough = smoothNoise(random, { ...photo, size: random.between(5, 30), octaves: 4 })
  const colour = [random.between(20, 235), random.between(20, 235), random.between(20, 235)]
  const amount = random.between(20, 110)
  inEllipse(photo, place, (i, r, x, y) => {
    if (r >= 1) return
    const light = 40 * ((place.x - x) / place.a + (place.y - y) / place.b) + ((rough[i] ?? 0) - 0.5) * amount
    blend(
      out.data,
      i,
      colour.map((value) => Math.max(0, Math.min(255, value + light))),
      Math.min(1, (1 - r) * 12),
    )
    mask[i] = 255
  })
  return { pixels: out, mask }
}

/** Every kind of damage by its name. */
export const damages: Record<string, Draw> = { crack, stain, mould, chip, dent, patch, redrawn, object }

/** The whole picture painted again, as today's editors do: finest structure lost and invented anew, places moved by up to
 *  two samples in a smooth way, tones bent. `strength` 0 to 1. */
export function resynthesised(photo: Pixels, random: Random, strength: number): Pixels {
  const { width, height, data } = photo
  const out = new Uint8Array(data.length)
  const moveX = smoothNoise(random, { width, height, size: Math.max(width, height) / random.between(3, 9), octaves: 2 })
  const moveY = smoothNoise(random, { width, height, size: Math.max(width, height) / random.between(3, 9), octaves: 2 })
  const grain = smoothNoise(random, { width, height, size: random.between(2, 6), octaves: 2 })
  const move = (1 + 5 * strength) * (Math.max(width, height) / 1000)
  const reach = Math.max(0.3, (0.8 + 3.2 * strength) * (Math.max(width, height) / 1000))
  const gamma = [0, 1, 2].map(() => random.between(1 - 0.25 * strength, 1 + 0.25 * strength))
  const steps = [-1.2, -0.4, 0.4, 1.2]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const cx = x + ((moveX[i] ?? 0) - 0.5) * 2 * move
      const cy = y + ((moveY[i] ?? 0) - 0.5) * 2 * move
      const sum = [0, 0, 0]
      for (const v of steps)
        for (const u of steps) {
          const sx = Math.min(width - 1, Math.max(0, Math.round(cx + u * reach)))
          const sy = Math.min(height - 1, Math.max(0, Math.round(cy + v * reach)))
          for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (data[3 * (sy * width + sx) + c] ?? 0)
        }
      const add = ((grain[i] ?? 0) - 0.5) * (10 + 34 * strength)
      for (let c = 0; c < 3; c++)
        out[3 * i + c] = Math.max(
          0,
          Math.min(255, 255 * ((sum[c] ?? 0) / 16 / 255) ** (gamma[c] ?? 0) + add + random.normal() * 2),
        )
    }
  return { ...photo, data: out }
}
