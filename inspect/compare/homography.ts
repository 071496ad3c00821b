/** Plane projective maps: applying, composing, inverting, and fitting to pairs of places.
 *  Fit: normalised direct linear transform (Hartley 1997) with weights, last entry fixed to 1 after normalisation.
 *  Cost: O(pairs) to fill an 8 × 8 system, solved by elimination. */

/** Nine numbers, rows first: maps (x, y) to ((a x + b y + c) / w, (d x + e y + f) / w), w = g x + h y + i. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number]

export const identity: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1]
export const scaling = (x: number, y = x): Homography => [x, 0, 0, 0, y, 0, 0, 0, 1]
export const shifting = (x: number, y: number): Homography => [1, 0, x, 0, 1, y, 0, 0, 1]

/** Where a place goes; far away where it would go to infinity. */
export function apply(h: Homography, x: number, y: number): [number, number] {
  const w = h[6] * x + h[7] * y + h[8]
  const safe = Math.abs(w) < 1e-9 ? 1e-9 : w
  return [(h[0] * x + h[1] * y + h[2]) / safe, (h[3] * x + h[4] * y + h[5]) / safe]
}

/** First `first`, then `then`. */
export function compose(then: Homography, first: Homography): Homography {
  const [a, b, c, d, e, f, g, h, i] = then
  const [p, q, r, s, t, u, v, w, z] = first
  return [
    a * p + b * s + c * v,
    a * q + b * t + c * w,
    a * r + b * u + c * z,
    d * p + e * s + f * v,
    d * q + e * t + f * w,
    d * r + e * u + f * z,
    g * p + h * s + i * v,
    g * q + h * t + i * w,
    g * r + h * u + i * z,
  ]
}

/** The way back; null where there is none. */
export function inverse([a, b, c, d, e, f, g, h, i]: Homography): Homography | null {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  if (!Number.isFinite(det) || Math.abs(det) < 1e-14) return null
  const k = 1 / det
  return [
    (e * i - f * h) * k,
    (c * h - b * i) * k,
    (b * f - c * e) * k,
    (f * g - d * i) * k,
    (a * i - c * g) * k,
    (c * d - a * f) * k,
    (d * h - e * g) * k,
    (b * g - a * h) * k,
    (a * e - b * d) * k,
  ]
}

/** How much larger an area is around a place after the map. */
export function areaScale(h: Homography, x: number, y: number): number {
  const w = h[6] * x + h[7] * y + h[8]
  const [u, v] = apply(h, x, y)
  const a = (h[0] - u * h[6]) / w
  const b = (h[1] - u * h[7]) / w
  const c = (h[3] - v * h[6]) / w
  const d = (h[4] - v * h[7]) / w
  return Math.abs(a * d - b * c)
}

/** The upright map (sizes each axis, moves, mirrors or turns by quarters) nearest to a map around a place. */
export function uprightAt(h: Homography, x: number, y: number): Homography {
  const w = h[6] * x + h[7] * y + h[8]
  const [u, v] = apply(h, x, y)
  const a = (h[0] - u * h[6]) / w
  const b = (h[1] - u * h[7]) / w
  const d = (h[3] - v * h[6]) / w
  const e = (h[4] - v * h[7]) / w
  const isTurned = Math.abs(b) + Math.abs(d) > Math.abs(a) + Math.abs(e)
  const [p, q, r, s] = isTurned ? [0, b, d, 0] : [a, 0, 0, e]
  return [p, q, u - p * x - q * y, r, s, v - r * x - s * y, 0, 0, 1]
}

/** Pairs of places, (x, y) going to (u, v), each with a weight. */
export type Pairs = {
  x: ArrayLike<number>
  y: ArrayLike<number>
  u: ArrayLike<number>
  v: ArrayLike<number>
  weight: ArrayLike<number>
}

/** What the map may be: turned, enlarged and moved; each axis enlarged and moved, not turned; sheared too; any. */
export type Model = 'similarity' | 'upright' | 'affine' | 'projective'

/** The map of a kind that brings the pairs together best; null where they do not determine one. */
export function fitted(pairs: Pairs, model: Model): Homography | null {
  const from = frameOf(pairs.x, pairs.y, pairs.weight)
  const to = frameOf(pairs.u, pairs.v, pairs.weight)
  if (!from || !to) return null
  const system = new LeastSquares(unknowns[model])
  for (let i = 0; i < pairs.x.length; i++) {
    const weight = pairs.weight[i] ?? 0
    if (weight <= 0) continue
    const x = ((pairs.x[i] ?? 0) - from.x) * from.scale
    const y = ((pairs.y[i] ?? 0) - from.y) * from.scale
    const u = ((pairs.u[i] ?? 0) - to.x) * to.scale
    const v = ((pairs.v[i] ?? 0) - to.y) * to.scale
    rowsOf[model]({ x, y, u, v }, (row, value) => system.add(row, value, weight))
  }
  const solved = system.solve()
  if (!solved) return null
  const there = compose(scaling(from.scale), shifting(-from.x, -from.y))
  const back = compose(shifting(to.x, to.y), scaling(1 / to.scale))
  return normalised(compose(back, compose(mapOf[model](solved), there)))
}

function normalised(h: Homography): Homography | null {
  const k = 1 / h[8]
  if (!h.every((value) => Number.isFinite(value * k))) return null
  return [h[0] * k, h[1] * k, h[2] * k, h[3] * k, h[4] * k, h[5] * k, h[6] * k, h[7] * k, 1]
}

type Place = { x: number; y: number; u: number; v: number }
type Give = (row: number[], value: number) => void

const unknowns: Record<Model, number> = { similarity: 4, upright: 4, affine: 6, projective: 8 }

const rowsOf: Record<Model, (place: Place, give: Give) => void> = {
  similarity: ({ x, y, u, v }, give) => {
    give([x, -y, 1, 0], u)
    give([y, x, 0, 1], v)
  },
  upright: ({ x, y, u, v }, give) => {
    give([x, 1, 0, 0], u)
    give([0, 0, y, 1], v)
  },
  affine: ({ x, y, u, v }, give) => {
    give([x, y, 1, 0, 0, 0], u)
    give([0, 0, 0, x, y, 1], v)
  },
  projective: ({ x, y, u, v }, give) => {
    give([x, y, 1, 0, 0, 0, -u * x, -u * y], u)
    give([0, 0, 0, x, y, 1, -v * x, -v * y], v)
  },
}

const mapOf: Record<Model, (s: Float64Array) => Homography> = {
  similarity: ([a = 0, b = 0, c = 0, d = 0]) => [a, -b, c, b, a, d, 0, 0, 1],
  upright: ([a = 0, b = 0, c = 0, d = 0]) => [a, 0, b, 0, c, d, 0, 0, 1],
  affine: ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => [a, b, c, d, e, f, 0, 0, 1],
  projective: ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]) => [a, b, c, d, e, f, g, h, 1],
}

function frameOf(x: ArrayLike<number>, y: ArrayLike<number>, weight: ArrayLike<number>) {
  let [sum, mx, my, spread] = [0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const w = weight[i] ?? 0
    sum += w
    mx += w * (x[i] ?? 0)
    my += w * (y[i] ?? 0)
  }
  if (sum <= 0) return null
  mx /= sum
  my /= sum
  for (let i = 0; i < x.length; i++) spread += (weight[i] ?? 0) * Math.hypot((x[i] ?? 0) - mx, (y[i] ?? 0) - my)
  return spread > 0 ? { x: mx, y: my, scale: (Math.SQRT2 * sum) / spread } : null
}

/** Normal equations of a small weighted least-squares problem. */
export class LeastSquares {
  readonly #n: number
  readonly #left: Float64Array
  readonly #right: Float64Array

  constructor(unknowns: number) {
    this.#n = unknowns
    this.#left = new Float64Array(unknowns * unknowns)
    this.#right = new Float64Array(unknowns)
  }

  /** One equation: the row times the unknowns should be the value. */
  add(row: ArrayLike<number>, value: number, weight: number): void {
    const n = this.#n
    for (let i = 0; i < n; i++) {
      const w = (row[i] ?? 0) * weight
      if (w === 0) continue
      // The other half of the matrix is the same.
      for (let j = i; j < n; j++) this.#left[i * n + j] = (this.#left[i * n + j] ?? 0) + w * (row[j] ?? 0)
      this.#right[i] = (this.#right[i] ?? 0) + w * value
    }
  }

  /** The unknowns; null where the equations do not determine them. `ridge` pulls them to zero. */
  solve(ridge = 0): Float64Array | null {
    const n = this.#n
    const a = this.#left.slice()
    const b = this.#right.slice()
    for (let i = 0; i < n; i++) {
      a[i * n + i] = (a[i * n + i] ?? 0) + ridge
      for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i] ?? 0
    }
    for (let column = 0; column < n; column++) {
      const pivot = pivotOf(a, n, column)
      if (Math.abs(a[pivot * n + column] ?? 0) < 1e-11) return null
      swapRows(a, n, [pivot, column])
      swapRows(b, 1, [pivot, column])
      for (let row = column + 1; row < n; row++) {
        const factor = (a[row * n + column] ?? 0) / (a[column * n + column] ?? 1)
        for (let j = column; j < n; j++) a[row * n + j] = (a[row * n + j] ?? 0) - factor * (a[column * n + j] ?? 0)
        b[row] = (b[row] ?? 0) - factor * (b[column] ?? 0)
      }
    }
    for (let row = n - 1; row >= 0; row--) {
      let rest = b[row] ?? 0
      for (let j = row + 1; j < n; j++) rest -= (a[row * n + j] ?? 0) * (b[j] ?? 0)
      b[row] = rest / (a[row * n + row] ?? 1)
    }
    return b
  }
}

function pivotOf(a: Float64Array, n: number, column: number): number {
  let best = column
  for (let row = column + 1; row < n; row++)
    if (Math.abs(a[row * n + column] ?? 0) > Math.abs(a[best * n + column] ?? 0)) best = row
  return best
}

function swapRows(a: Float64Array, n: number, [one, other]: [number, number]): void {
  if (one === other) return
  for (let j = 0; j < n; j++) {
    const kept = a[one * n + j] ?? 0
    a[one * n + j] = a[other * n + j] ?? 0
    a[other * n + j] = kept
  }
}
