/** Pictures for tests, drawn from a seed: something like a photo, with smooth light, things with edges and texture. */
import type { Pixels } from '../photo.ts'
import { emptyPlane, type Plane } from './plane.ts'

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A function of place, 0 to 1, that varies over about one unit. */
export function cloud(seed: number): (x: number, y: number) => number {
  const knot = (x: number, y: number) => {
    let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 974711)
    h = Math.imul(h ^ (h >>> 13), 1274126177)
    return ((h ^ (h >>> 16)) >>> 0) / 4294967296
  }
  const ease = (t: number) => t * t * (3 - 2 * t)
  return (x, y) => {
    const [u, v] = [Math.floor(x), Math.floor(y)]
    const [s, t] = [ease(x - u), ease(y - v)]
    const top = knot(u, v) * (1 - s) + knot(u + 1, v) * s
    return top * (1 - t) + (knot(u, v + 1) * (1 - s) + knot(u + 1, v + 1) * s) * t
  }
}

type Thing = {
  x: number
  y: number
  a: number
  b: number
  cos: number
  sin: number
  colour: number[]
  grain: number
  isBox: boolean
}

/** The colour of a scene at a place; the scene's width is 1. Drawn at any size and from any side by asking elsewhere. */
export type Scene = (x: number, y: number) => readonly [number, number, number]

/** A scene of things on a ground under uneven light. `things` few and `grain` 0: smooth goods. */
export function sceneOf(seed: number, { things = 60, grain = 1 }: { things?: number; grain?: number } = {}): Scene {
  const random = seeded(seed)
  const light = cloud(seed + 1)
  const fine = cloud(seed + 2)
  const coarse = cloud(seed + 3)
  const ground = [90 + 90 * random(), 90 + 90 * random(), 90 + 90 * random()]
  const all: Thing[] = Array.from({ length: things }, () =>
    withTurn(Math.PI * random(), {
      x: random(),
      y: random(),
      a: 0.015 + 0.09 * random(),
      b: 0.012 + 0.05 * random(),
      colour: [255 * random(), 255 * random(), 255 * random()],
      grain: 60 * random(),
      isBox: random() < 0.5,
    }),
  )
  return (x, y) => {
    const shade = 0.7 + 0.45 * light(2.2 * x, 2.2 * y)
    const noise = grain * (36 * (fine(150 * x, 150 * y) - 0.5) + 40 * (coarse(30 * x, 30 * y) - 0.5))
    let [r, g, b] = [ground[0] ?? 0, ground[1] ?? 0, ground[2] ?? 0]
    for (const thing of all) {
      if (!isOn(thing, x, y)) continue
      const own = grain * thing.grain * (fine(80 * x + 9, 80 * y) - 0.5)
      ;[r, g, b] = [(thing.colour[0] ?? 0) + own, (thing.colour[1] ?? 0) + own, (thing.colour[2] ?? 0) + own]
    }
    return [shade * r + noise, shade * g + noise, shade * b + noise]
  }
}

const withTurn = (angle: number, thing: Omit<Thing, 'cos' | 'sin'>): Thing => ({
  ...thing,
  cos: Math.cos(angle),
  sin: Math.sin(angle),
})

function isOn({ x, y, a, b, cos, sin, isBox }: Thing, px: number, py: number): boolean {
  const dx = px - x
  const dy = py - y
  if (dx * dx + dy * dy > 2 * (a * a + b * b)) return false
  const u = (dx * cos + dy * sin) / a
  const v = (dy * cos - dx * sin) / b
  return isBox ? Math.abs(u) < 1 && Math.abs(v) < 1 : u * u + v * v < 1
}

type Shot = {
  width: number
  height: number
  seed?: number
  noise?: number
  from?: (x: number, y: number) => readonly [number, number]
}

/** A photo of a scene: each sample the mean of four places, with a little sensor noise. `from` says which place of the
 *  scene is seen at a place of the photo (both with width 1). */
export function photographed(
  scene: Scene,
  { width, height, seed = 1, noise = 2, from = (x, y) => [x, y] }: Shot,
): Pixels {
  const random = seeded(seed)
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const sum = [0, 0, 0]
    for (const [dx, dy] of [
      [0.25, 0.25],
      [0.75, 0.25],
      [0.25, 0.75],
      [0.75, 0.75],
    ] as const) {
      const colour = scene(...from(((i % width) + dx) / width, (Math.floor(i / width) + dy) / width))
      for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (colour[c] ?? 0) / 4
    }
    const off = noise * (random() + random() + random() - 1.5) * 2
    for (let c = 0; c < 3; c++) data[3 * i + c] = Math.max(0, Math.min(255, Math.round((sum[c] ?? 0) + off)))
  }
  return { width, height, channels: 3, data }
}

/** A plane filled by a function of column and row. */
export function planeOf(width: number, height: number, value: (x: number, y: number) => number): Plane {
  const out = emptyPlane(width, height)
  for (let i = 0; i < out.data.length; i++) out.data[i] = value(i % width, Math.floor(i / width))
  return out
}
