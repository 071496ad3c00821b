import type { Model } from './model.ts'
import type { Near } from './ruin.ts'

/** As many are kept of each job: among these there are some of nearly all routes that pass by. */
const mostNear = 250
/** So many values are drawn to guess which of all are small. */
const sampleSize = 500

/** Each job's nearest others by the cost of the way there and back, for the vehicles of the first kind. */
export function nearestJobs(model: Model): Near {
  const { jobs, width, placeOf } = model
  const travel = model.kinds[0]?.travel
  const count = Math.max(1, Math.min(mostNear, jobs - 1))
  const of = new Int32Array(jobs * count)
  const away = new Float64Array(jobs)
  for (let job = 0; job < jobs && travel; job++) {
    const row = (placeOf[job] ?? 0) * width
    for (let other = 0; other < jobs; other++) {
      const to = row + (placeOf[other] ?? 0)
      away[other] = (travel.cost[to] ?? 0) + (travel.costTo[to] ?? 0)
    }
    away[job] = Number.POSITIVE_INFINITY
    of.set(smallest(away, count), job * count)
  }
  return { count, of }
}

/** Where the smallest values stand, the smallest first. What is clearly larger is left unsorted. */
function smallest(values: Float64Array, count: number): Int32Array {
  const step = Math.max(1, Math.floor(values.length / sampleSize))
  const sample = Float64Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step] ?? 0).sort()
  const share = count / values.length
  const limit = sample[Math.ceil(share * sample.length * 1.5) + 20] ?? Number.POSITIVE_INFINITY
  const few = whereUpTo(values, limit)
  const at = few.length >= count ? few : whereUpTo(values, Number.POSITIVE_INFINITY)
  at.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)
  return Int32Array.from(at.slice(0, count))
}

function whereUpTo(values: Float64Array, limit: number): number[] {
  const at: number[] = []
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) <= limit) at.push(i)
  return at
}
