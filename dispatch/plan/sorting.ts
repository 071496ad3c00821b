import type { Model } from './model.ts'

/** How often jobs are put back in which order (of the method's authors, for time windows). */
const shares = { random: 4, amount: 4, far: 2, close: 1, narrow: 2, early: 2, late: 2 } as const

/** Sorts jobs by one of the orders, drawn anew each time. */
export function orders(model: Model, random: () => number): (jobs: number[]) => void {
  const keys = keysOf(model)
  const total = Object.values(shares).reduce((sum: number, share) => sum + share, 0)
  return (jobs) => {
    let drawn = random() * total
    for (const [key, share] of keys) {
      drawn -= share
      if (drawn < 0) return key ? sortBy(jobs, key) : shuffle(jobs, random)
    }
    shuffle(jobs, random)
  }
}

function keysOf(model: Model): [Float64Array | null, number][] {
  const { jobs, amounts, delivery, pickup, opens, closes } = model
  const every = (value: (job: number) => number) => Float64Array.from({ length: jobs }, (_, job) => value(job))
  const kind = model.kinds[0]
  const away = (job: number) => {
    if (!kind) return 0
    const at = (model.placeOf[job] ?? 0) * model.width
    return (kind.travel.costTo[at + kind.start] ?? 0) + (kind.travel.cost[at + kind.end] ?? 0)
  }
  const amount = (job: number) => {
    let sum = 0
    for (let k = job * amounts; k < (job + 1) * amounts; k++) sum += (delivery[k] ?? 0) + (pickup[k] ?? 0)
    return sum
  }
  return [
    [null, shares.random],
    [every((job) => -amount(job)), shares.amount],
    [every((job) => -away(job)), shares.far],
    [every(away), shares.close],
    [every((job) => (closes[job] ?? 0) - (opens[job] ?? 0)), shares.narrow],
    [every((job) => opens[job] ?? 0), shares.early],
    [every((job) => -(closes[job] ?? 0)), shares.late],
  ]
}

/** By insertion where there are few, as there nearly always are. */
function sortBy(jobs: number[], key: Float64Array): void {
  if (jobs.length > 50) {
    jobs.sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0))
    return
  }
  for (let i = 1; i < jobs.length; i++) {
    const job = jobs[i] ?? 0
    const value = key[job] ?? 0
    let at = i
    for (; at > 0 && (key[jobs[at - 1] ?? 0] ?? 0) > value; at--) jobs[at] = jobs[at - 1] ?? 0
    jobs[at] = job
  }
}

function shuffle(jobs: number[], random: () => number): void {
  for (let i = jobs.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1))
    const job = jobs[i] ?? 0
    jobs[i] = jobs[other] ?? 0
    jobs[other] = job
  }
}
