import type { Job, Problem, Vehicle } from './problem.ts'
import type { Answer, Route, Step } from './vroom/write.ts'

function ok(isSo: unknown, says = 'the answer contradicts itself'): asserts isSo {
  if (!isSo) throw new Error(says)
}

const equal = (found: unknown, expected: unknown, says = 'another value stands in the answer') =>
  ok(found === expected, `${says}: ${found}, not ${expected}`)

/** For tests: looks at an answer with nothing but the problem in hand, step by step, and sums up what it costs. Written
 *  apart from the planner: shares no code with it. */
export function verify(problem: Problem, answer: Answer): { lost: number; cost: number } {
  const served = new Map<number, number>()
  let cost = 0
  for (const route of answer.routes) {
    const vehicle = problem.vehicles[route.vehicle]
    ok(vehicle, `there is no vehicle ${route.vehicle}`)
    for (const { type, id } of route.steps)
      if (type === 'job' && id !== undefined) served.set(id, (served.get(id) ?? 0) + 1)
    cost += verifyRoute(problem, vehicle, route)
  }
  for (const { id } of answer.unassigned) served.set(id, (served.get(id) ?? 0) + 1)
  ok(
    served.size === problem.jobs.length && [...served.keys()].every((id) => problem.jobs[id]),
    'a job is neither served nor unassigned',
  )
  ok([...served.values()].every((count) => count === 1))
  equal(answer.summary.unassigned, answer.unassigned.length)
  ok(Math.abs(answer.summary.cost - cost) <= answer.routes.length / 2 + 1e-6, `${answer.summary.cost} for ${cost}`)
  const lost = answer.unassigned.reduce((sum, { id }) => sum + lossOf(problem, id), 0)
  return { lost, cost }
}

/** Priorities first, then how many. */
export const lossOf = ({ jobs }: Problem, job: number) => (jobs[job]?.priority ?? 0) * (jobs.length + 1) + 1

function verifyRoute(problem: Problem, vehicle: Vehicle, { steps, cost: stated }: Route): number {
  const jobs = steps
    .flatMap(({ type, id }) => (type === 'job' ? [problem.jobs[id ?? -1]] : []))
    .filter((job) => job !== undefined)
  ok(jobs.length > 0)
  ok(jobs.length <= vehicle.most.tasks, 'too many jobs')
  for (const { skills } of jobs)
    ok(
      skills.every((skill) => vehicle.skills.includes(skill)),
      'a skill is lacking',
    )
  verifyLoads(vehicle, jobs, steps)
  verifyBreaks(vehicle, steps)
  const ways = matricesOf(problem, vehicle)
  const places = [vehicle.start, ...jobs.map(({ place }) => place), vehicle.end].filter((place) => place !== null)
  const way = (of: ArrayLike<number> | null) =>
    places.slice(1).reduce((sum, to, i) => sum + (of?.[(places[i] ?? 0) * problem.places + to] ?? 0), 0)
  const travel = verifyTimes({ problem, vehicle }, steps)
  ok(travel <= vehicle.most.travel && way(ways.distances) <= vehicle.most.metres, 'too long')
  const work = steps.reduce((sum, { type, setup, service }) => sum + (type === 'job' ? setup + service : 0), 0)
  const { fixed, perHour, perTaskHour, perKm } = vehicle.costs
  const driven = ways.costs ? way(ways.costs) : (travel * perHour) / 3_600 + (way(ways.distances) * perKm) / 1_000
  const cost = fixed + driven + (work * perTaskHour) / 3_600
  ok(Math.abs(cost - stated) <= 0.5 + 1e-6)
  return cost
}

function matricesOf({ matrices }: Problem, { profile }: Vehicle) {
  const ways = matrices.get(profile)
  ok(ways)
  return ways
}

function verifyLoads({ capacity }: Vehicle, jobs: readonly Job[], steps: readonly Step[]): void {
  for (const [k, most] of capacity.entries()) {
    let load = jobs.reduce((sum, { delivery }) => sum + (delivery[k] ?? 0), 0)
    ok(load <= most, 'overloaded at the start')
    let next = 0
    for (const { type, load: stated } of steps) {
      if (type === 'job') load += (jobs[next]?.pickup[k] ?? 0) - (jobs[next++]?.delivery[k] ?? 0)
      equal(stated?.[k], load)
      ok(load <= most, 'overloaded')
    }
  }
}

function verifyBreaks({ breaks }: Vehicle, steps: readonly Step[]): void {
  const taken = steps.filter(({ type }) => type === 'break')
  equal(taken.length, breaks.length, 'a break is missing')
  for (const [i, { service, windows }] of breaks.entries()) {
    const begin = (taken[i]?.arrival ?? 0) + (taken[i]?.waiting_time ?? 0)
    equal(taken[i]?.service, service)
    ok(
      windows.length === 0 || windows.some(([first, last]) => begin >= first && begin <= last),
      'break at a wrong time',
    )
  }
}

/** Follows the clock; between two places the stated travel must be the way. Gives the whole travel. */
function verifyTimes({ problem, vehicle }: { problem: Problem; vehicle: Vehicle }, steps: readonly Step[]): number {
  const { durations } = matricesOf(problem, vehicle)
  let place = vehicle.start
  let [now, since, travel] = [steps[0]?.arrival ?? 0, steps[0]?.duration ?? 0, 0]
  let last = since
  ok(now >= vehicle.window[0])
  for (const [i, step] of steps.entries()) {
    if (i > 0) equal(step.arrival, now + step.duration - last, 'the clock jumps')
    ok(step.waiting_time >= 0 && step.duration >= last)
    last = step.duration
    now = step.arrival + step.waiting_time + step.setup + step.service
    if (step.type === 'break') continue
    const job = step.type === 'job' ? problem.jobs[step.id ?? -1] : undefined
    const to = job ? job.place : step.type === 'start' ? vehicle.start : vehicle.end
    ok(to !== null)
    const way = place === null ? 0 : Math.ceil((durations[place * problem.places + to] ?? 0) / vehicle.speed)
    equal(step.duration - since, way, 'a way of another length')
    travel += way
    since = step.duration
    if (job) verifyWork({ job, vehicle }, step, place === to && i > 0)
    place = to
  }
  ok(now <= vehicle.window[1], 'late at the end')
  return travel
}

function verifyWork({ job, vehicle }: { job: Job; vehicle: Vehicle }, step: Step, isSamePlace: boolean): void {
  const begin = step.arrival + step.waiting_time
  const { windows } = job
  ok(windows.length === 0 || windows.some(([first, last]) => begin >= first && begin <= last), 'outside its windows')
  const type = vehicle.type ?? ''
  equal(step.service, job.servicePerType[type] ?? job.service)
  equal(step.setup, isSamePlace ? 0 : (job.setupPerType[type] ?? job.setup))
}

/** The least that can be lost, and the least cost at that: every subset for every vehicle, in every order, with every way of
 *  putting the breaks in between. For problems of up to about seven jobs. */
export function bruteForce(problem: Problem): { lost: number; cost: number } {
  const all = 1 << problem.jobs.length
  let best = new Map<number, number>([[0, 0]])
  for (const vehicle of problem.vehicles) {
    const costs = cheapestRoutes(problem, vehicle)
    const next = new Map(best)
    for (const [subset, more] of costs) join(best, next, { subset, more })
    best = next
  }
  let least = { lost: Number.POSITIVE_INFINITY, cost: 0 }
  for (const [subset, cost] of best) {
    let lost = 0
    for (const job of problem.jobs.keys()) if (((all - 1 - subset) >> job) & 1) lost += lossOf(problem, job)
    if (lost < least.lost || (lost === least.lost && cost < least.cost)) least = { lost, cost }
  }
  return least
}

/** What the vehicles so far do, and this one does the subset besides. */
function join(
  before: Map<number, number>,
  to: Map<number, number>,
  { subset, more }: { subset: number; more: number },
) {
  for (const [taken, cost] of before)
    if ((taken & subset) === 0 && cost + more < (to.get(taken | subset) ?? Number.POSITIVE_INFINITY))
      to.set(taken | subset, cost + more)
}

function cheapestRoutes(problem: Problem, vehicle: Vehicle): Map<number, number> {
  const costs = new Map<number, number>()
  const extend = (order: number[], subset: number) => {
    if (order.length > 0) {
      const cost = costOfOrder(problem, vehicle, order)
      if (cost < (costs.get(subset) ?? Number.POSITIVE_INFINITY)) costs.set(subset, cost)
    }
    for (const job of problem.jobs.keys()) if (((subset >> job) & 1) === 0) extend([...order, job], subset | (1 << job))
  }
  extend([], 0)
  return costs
}

/** Infinity where the order is not possible. */
function costOfOrder(problem: Problem, vehicle: Vehicle, order: readonly number[]): number {
  const never = Number.POSITIVE_INFINITY
  const jobs = order.flatMap((job) => problem.jobs[job] ?? [])
  if (
    jobs.length > vehicle.most.tasks ||
    jobs.some(({ skills }) => skills.some((skill) => !vehicle.skills.includes(skill)))
  )
    return never
  for (const [k, most] of vehicle.capacity.entries()) {
    let load = jobs.reduce((sum, { delivery }) => sum + (delivery[k] ?? 0), 0)
    if (load > most) return never
    for (const { delivery, pickup } of jobs) {
      load += (pickup[k] ?? 0) - (delivery[k] ?? 0)
      if (load > most) return never
    }
  }
  const { durations, distances, costs } = matricesOf(problem, vehicle)
  let [travel, metres, given, work] = [0, 0, 0, 0]
  const legs: { way: number; job: Job | null; work: number }[] = []
  let place = vehicle.start
  for (const job of [...jobs, null]) {
    const to = job ? job.place : vehicle.end
    const at = place === null || to === null ? -1 : place * problem.places + to
    const way = Math.ceil((durations[at] ?? 0) / vehicle.speed)
    const type = vehicle.type ?? ''
    const setup = job && place !== to ? (job.setupPerType[type] ?? job.setup) : 0
    const own = job ? setup + (job.servicePerType[type] ?? job.service) : 0
    legs.push({ way, job, work: own })
    travel += way
    metres += distances?.[at] ?? 0
    given += costs?.[at] ?? 0
    work += own
    place = to
  }
  if (travel > vehicle.most.travel || metres > vehicle.most.metres) return never
  if (!canBeDriven(vehicle, legs, { leg: 0, pause: 0, left: legs[0]?.way ?? 0, now: vehicle.window[0] })) return never
  const { fixed, perHour, perTaskHour, perKm } = vehicle.costs
  const driven = costs ? given : (travel * perHour) / 3_600 + (metres * perKm) / 1_000
  return fixed + driven + (work * perTaskHour) / 3_600
}

type Moment = { leg: number; pause: number; left: number; now: number }

/** Tries at every leg to drive on to the next job, or to take the next break, driving as far as its window lets it. */
function canBeDriven(
  vehicle: Vehicle,
  legs: readonly { way: number; job: Job | null; work: number }[],
  { leg, pause, left, now }: Moment,
): boolean {
  const rest = vehicle.breaks[pause]
  for (const [first, last] of rest
    ? rest.windows.length > 0
      ? rest.windows
      : [[0, Number.MAX_SAFE_INTEGER] as const]
    : []) {
    if (!rest || now > last) continue
    const begin = Math.max(now, first)
    const driven = Math.min(left, begin - now)
    if (canBeDriven(vehicle, legs, { leg, pause: pause + 1, left: left - driven, now: begin + rest.service }))
      return true
    break
  }
  const { job, work } = legs[leg] ?? { job: null, work: 0 }
  const arrival = now + left
  if (!job) return !rest && arrival <= vehicle.window[1]
  const window = job.windows.find(([, last]) => arrival <= last)
  if (job.windows.length > 0 && !window) return false
  const done = Math.max(arrival, window?.[0] ?? arrival) + work
  return canBeDriven(vehicle, legs, { leg: leg + 1, pause, left: legs[leg + 1]?.way ?? 0, now: done })
}
