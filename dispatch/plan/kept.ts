import type { Model } from './model.ts'
import type { Problem } from './problem.ts'
import { schedule } from './schedule.ts'

/** What a given route breaks, in words; null where it keeps everything. */
export function whatBreaks(
  problem: Problem,
  model: Model,
  { vehicle, jobs }: { vehicle: number; jobs: readonly number[] },
): string | null {
  const driven = problem.vehicles[vehicle]
  if (!driven || jobs.length === 0) return null
  const served = jobs.flatMap((job) => problem.jobs[job] ?? [])
  const lacking = served.flatMap(({ skills }) => skills).find((skill) => !driven.skills.includes(skill))
  if (lacking !== undefined) return `the vehicle lacks the skill ${lacking}`
  if (jobs.length > driven.most.tasks) return `it has more than ${driven.most.tasks} jobs`
  for (const [k, most] of driven.capacity.entries()) {
    let load = served.reduce((sum, { delivery }) => sum + (delivery[k] ?? 0), 0)
    const loads = [load, ...served.map(({ delivery, pickup }) => (load += (pickup[k] ?? 0) - (delivery[k] ?? 0)))]
    if (Math.max(...loads) > most) return `it carries ${Math.max(...loads)} where ${most} is the most`
  }
  const stops = schedule(model, vehicle, jobs)
  const last = stops?.at(-1)
  if (!last) return 'it is late for a time window or leaves no time for a break'
  if (last.travelled > driven.most.travel)
    return `it takes ${last.travelled} s of travel where ${driven.most.travel} is the most`
  if (last.metres > driven.most.metres) return `it is ${last.metres} m long where ${driven.most.metres} is the most`
  return null
}
