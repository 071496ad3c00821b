/** Seeded random numbers (mulberry32): the same pictures on every run. */
export type Random = {
  next(): number
  between(low: number, high: number): number
  whole(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  normal(): number
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => Math.floor(low + (high - low + 1) * next()),
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

/** Smooth noise, 0 to 1, whose features are about `size` samples large, several octaves on top of each other. */
export function smoothNoise(
  random: Random,
  { width, height, size, octaves = 3 }: { width: number; height: number; size: number; octaves?: number },
): Float32Array {
  const out = new Float32Array(width * height)
  let amplitude = 1
  let total = 0
  for (let octave = 0; octave < octaves; octave++) {
    const step = Math.max(1, size / 2 ** octave)
    const columns = Math.ceil(width / step) + 2
    const rows = Math.ceil(height / step) + 2
    const knots = Float32Array.from({ length: columns * rows }, () => random.next())
    for (let y = 0; y < height; y++) {
      const v = y / step
      const row = Math.floor(v)
      const t = ease(v - row)
      for (let x = 0; x < width; x++) {
        const u = x / step
        const column = Math.floor(u)
        const s = ease(u - column)
        const i = row * columns + column
        const top = (knots[i] ?? 0) * (1 - s) + (knots[i + 1] ?? 0) * s
        const bottom = (knots[i + columns] ?? 0) * (1 - s) + (knots[i + columns + 1] ?? 0) * s
        out[y * width + x] = (out[y * width + x] ?? 0) + amplitude * (top * (1 - t) + bottom * t)
      }
    }
    total += amplitude
    amplitude /= 2
  }
  return out.map((value) => value / total)
}

const ease = (t: number) => t * t * (3 - 2 * t)
