/** Fits the small net of `inspect/compare/net.ts` to rows of figures: logistic loss, Adam (Kingma and Ba 2015), mini
 *  batches, weights drawn with a seed. The same rows give the same net. */
import type { Net } from '../../inspect/compare/net.ts'
import { randomOf } from './random.ts'

/** Rows one after the other, `inputs` figures each; what each should be (0 or 1) and how much it counts. */
export type Rows = { inputs: number; x: Float32Array; y: Uint8Array; weight: Float32Array }

export function learn(
  { inputs, x, y, weight }: Rows,
  {
    hidden,
    epochs,
    seed,
    decay = 1e-4,
    rate = 4e-3,
  }: { hidden: number; epochs: number; seed: number; decay?: number; rate?: number },
): Net {
  const n = y.length
  const random = randomOf(seed)
  const { centre, scale } = spread(x, inputs)
  const width = inputs + 1
  const size = hidden * width + hidden + 1
  const w = Float64Array.from({ length: size }, (_, i) =>
    i < hidden * width
      ? random.normal() * Math.sqrt(2 / inputs) * (i % width === inputs ? 0 : 1)
      : random.normal() * Math.sqrt(1 / hidden),
  )
  const gradient = new Float64Array(size)
  const m = new Float64Array(size)
  const v = new Float64Array(size)
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  const row = new Float64Array(width)
  const unit = new Float64Array(hidden)
  const batch = 256
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = n - 1; i > 0; i--) {
      const j = random.whole(0, i)
      const kept = order[i] ?? 0
      order[i] = order[j] ?? 0
      order[j] = kept
    }
    for (let from = 0; from < n; from += batch) {
      gradient.fill(0)
      let total = 0
      for (let b = from; b < Math.min(n, from + batch); b++) {
        const i = order[b] ?? 0
        for (let k = 0; k < inputs; k++) row[k] = ((x[i * inputs + k] ?? 0) - (centre[k] ?? 0)) * (scale[k] ?? 0)
        row[inputs] = 1
        let sum = w[size - 1] ?? 0
        for (let h = 0; h < hidden; h++) {
          let u = 0
          for (let k = 0; k < width; k++) u += (w[h * width + k] ?? 0) * (row[k] ?? 0)
          unit[h] = u
          sum += (w[hidden * width + h] ?? 0) * (u > 0 ? u : 0.1 * u)
        }
        const off = (1 / (1 + Math.exp(-sum)) - (y[i] ?? 0)) * (weight[i] ?? 0)
        total += weight[i] ?? 0
        gradient[size - 1] = (gradient[size - 1] ?? 0) + off
        for (let h = 0; h < hidden; h++) {
          const u = unit[h] ?? 0
          gradient[hidden * width + h] = (gradient[hidden * width + h] ?? 0) + off * (u > 0 ? u : 0.1 * u)
          const back = off * (w[hidden * width + h] ?? 0) * (u > 0 ? 1 : 0.1)
          for (let k = 0; k < width; k++)
            gradient[h * width + k] = (gradient[h * width + k] ?? 0) + back * (row[k] ?? 0)
        }
      }
      step++
      const now = rate * 0.5 * (1 + Math.cos((Math.PI * (epoch + from / n)) / epochs))
      for (let k = 0; k < size; k++) {
        const g = (gradient[k] ?? 0) / Math.max(1e-6, total) + decay * (w[k] ?? 0)
        m[k] = 0.9 * (m[k] ?? 0) + 0.1 * g
        v[k] = 0.999 * (v[k] ?? 0) + 0.001 * g * g
        w[k] =
          (w[k] ?? 0) -
          (now * ((m[k] ?? 0) / (1 - 0.9 ** step))) / (Math.sqrt((v[k] ?? 0) / (1 - 0.999 ** step)) + 1e-8)
      }
    }
  }
  const short = (value: number) => Number(value.toPrecision(5))
  return {
    centre: centre.map(short),
    scale: scale.map(short),
    hidden: Array.from({ length: hidden }, (_, h) => Array.from(w.subarray(h * width, (h + 1) * width), short)),
    out: Array.from(w.subarray(hidden * width), short),
  }
}

function spread(x: Float32Array, inputs: number): { centre: number[]; scale: number[] } {
  const n = x.length / inputs
  const centre = new Array<number>(inputs).fill(0)
  const square = new Array<number>(inputs).fill(0)
  for (let i = 0; i < x.length; i++) {
    centre[i % inputs] = (centre[i % inputs] ?? 0) + (x[i] ?? 0) / n
    square[i % inputs] = (square[i % inputs] ?? 0) + (x[i] ?? 0) ** 2 / n
  }
  return { centre, scale: square.map((value, k) => 1 / Math.sqrt(Math.max(1e-6, value - (centre[k] ?? 0) ** 2))) }
}

/** Area under the curve of hits by false alarms, and the best F1 over all thresholds; null where only one kind is there. */
export function ranked(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): { auc: number; f1: number; threshold: number } | null {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  const all = order.reduce((sum, i) => sum + ((labels[i] ?? 0) ? 1 : 0), 0)
  if (all === 0 || all === order.length) return null
  let [hits, alarms, area, best, threshold] = [0, 0, 0, 0, 1]
  for (let from = 0; from < order.length; ) {
    let to = from
    let [more, others] = [0, 0]
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) {
      if (labels[order[to] ?? 0]) more++
      else others++
      to++
    }
    area += others * (hits + more / 2)
    hits += more
    alarms += others
    const f1 = (2 * hits) / (hits + alarms + all)
    if (f1 > best) [best, threshold] = [f1, scores[order[from] ?? 0] ?? 0]
    from = to
  }
  return { auc: area / (all * alarms), f1: best, threshold }
}
