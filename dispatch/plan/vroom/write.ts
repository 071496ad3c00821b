import type { Plan } from '../annealing.ts'
import type { Model } from '../model.ts'
import type { Problem } from '../problem.ts'
import { type Stop, schedule } from '../schedule.ts'
import type { Given, Named, Spot } from './read.ts'
import { whyUnserved } from './unserved.ts'

export type Step = {
  type: 'start' | 'job' | 'break' | 'end'
  description?: string
  location?: readonly [number, number]
  location_index?: number
  id?: number
  setup: number
  service: number
  waiting_time: number
  load?: number[]
  arrival: number
  duration: number
  distance?: number
  violations: never[]
}

/** What stands for a route, and added up for the whole plan. */
export type Totals = {
  cost: number
  setup: number
  service: number
  duration: number
  waiting_time: number
  priority: number
  distance?: number
  delivery?: number[]
  pickup?: number[]
  violations: never[]
}
export type Route = Totals & { vehicle: number; description?: string; steps: Step[] }
export type Unassigned = {
  id: number
  type: 'job'
  description?: string
  location?: readonly [number, number]
  location_index?: number
  reason: string
}
export type Answer = {
  code: 0
  summary: Totals & { routes: number; unassigned: number }
  unassigned: Unassigned[]
  routes: Route[]
}

export type Planned = { problem: Problem; given: Given; model: Model; plan: Plan }

/** A plan in VROOM's JSON (v1.14), with a `reason` for each job that nobody serves. Costs are rounded. */
export function answerOf(planned: Planned): Answer {
  const { problem, given, plan } = planned
  const routes = plan.routes.flatMap((jobs, vehicle) => (jobs.length > 0 ? [routeOf(planned, vehicle, jobs)] : []))
  const unassigned = plan.unserved
    .toSorted((a, b) => a - b)
    .flatMap((job): Unassigned[] => {
      const named = given.jobs[job]
      if (!named) return []
      return [
        {
          id: named.id,
          type: 'job',
          ...described(named),
          ...placed(named),
          reason: whyUnserved(problem, planned.model, job),
        },
      ]
    })
  return {
    code: 0,
    summary: { ...added(given, routes, problem.amounts), routes: routes.length, unassigned: unassigned.length },
    unassigned,
    routes,
  }
}

const described = ({ description }: Pick<Named, 'description'>) => (description === null ? {} : { description })
const placed = (spot: Spot | null) => ({
  ...(spot?.location ? { location: spot.location } : {}),
  ...(spot && spot.index !== null ? { location_index: spot.index } : {}),
})

function routeOf({ problem, given, model, plan }: Planned, vehicle: number, jobs: readonly number[]): Route {
  const stops = schedule(model, vehicle, jobs)
  const named = given.vehicles[vehicle]
  if (!stops || !named) throw new Error(`the route of vehicle ${vehicle} cannot be driven in time`)
  const load = loadsOf(problem, jobs)
  const steps = stops.map((stop, i): Step => {
    const job = given.jobs[stop.job]
    const isFirst = i === 0
    const type = job ? 'job' : stop.pause >= 0 ? 'break' : isFirst ? 'start' : 'end'
    const pause = named.breaks[stop.pause]
    const spot = job ?? (type === 'start' ? named.start : type === 'end' ? named.end : null)
    if (job) load.next(stop.job)
    return {
      type,
      ...described(job ?? pause ?? { description: null }),
      ...placed(spot),
      ...(job || pause ? { id: (job ?? pause)?.id ?? 0 } : {}),
      setup: stop.setup,
      service: stop.service,
      waiting_time: stop.waiting,
      ...(given.hasAmounts ? { load: load.now() } : {}),
      arrival: stop.arrival,
      duration: stop.travelled,
      ...(given.hasDistances ? { distance: stop.metres } : {}),
      violations: [],
    }
  })
  const isEnd = (step: Step) =>
    (step.type !== 'start' || named.start !== null) && (step.type !== 'end' || named.end !== null)
  return {
    vehicle: named.id,
    ...described(named),
    ...totalsOf({ problem, given, model, plan }, { vehicle, jobs, stops }),
    steps: steps.filter(isEnd),
  }
}

/** The load on the way: what is brought is in the vehicle from the start, what is taken until the end. */
function loadsOf({ jobs, amounts }: Problem, served: readonly number[]) {
  const load = new Array<number>(amounts).fill(0)
  const add = (values: readonly number[], sign: 1 | -1) => {
    for (let k = 0; k < amounts; k++) load[k] = (load[k] ?? 0) + sign * (values[k] ?? 0)
  }
  for (const job of served) add(jobs[job]?.delivery ?? [], 1)
  return {
    now: () => load.slice(),
    next: (job: number) => {
      add(jobs[job]?.delivery ?? [], -1)
      add(jobs[job]?.pickup ?? [], 1)
    },
  }
}

type Driven = { vehicle: number; jobs: readonly number[]; stops: readonly Stop[] }

function totalsOf({ problem, given, model }: Planned, { vehicle, jobs, stops }: Driven): Totals {
  const sum = (value: (stop: Stop) => number) => stops.reduce((all, stop) => all + value(stop), 0)
  const last = stops.at(-1)
  const amounts = (of: 'delivery' | 'pickup') =>
    Array.from({ length: problem.amounts }, (_, k) =>
      jobs.reduce((all, job) => all + (problem.jobs[job]?.[of][k] ?? 0), 0),
    )
  return {
    cost: Math.round(costOf(model, vehicle, { jobs, stops })),
    setup: sum(({ setup }) => setup),
    service: sum(({ service }) => service),
    duration: last?.travelled ?? 0,
    waiting_time: sum(({ waiting }) => waiting),
    priority: jobs.reduce((all, job) => all + (problem.jobs[job]?.priority ?? 0), 0),
    ...(given.hasDistances ? { distance: last?.metres ?? 0 } : {}),
    ...(given.hasAmounts ? { delivery: amounts('delivery'), pickup: amounts('pickup') } : {}),
    violations: [],
  }
}

function costOf(model: Model, vehicle: number, { jobs, stops }: Omit<Driven, 'vehicle'>): number {
  const kind = model.kinds[model.kindOf[vehicle] ?? 0]
  if (!kind) return 0
  let [cost, place] = [kind.fixed, kind.start]
  for (const next of [...jobs.map((job) => model.placeOf[job] ?? 0), kind.end]) {
    cost += kind.travel.cost[place * model.width + next] ?? 0
    place = next
  }
  const worked = stops.reduce((sum, { job, setup, service }) => sum + (job >= 0 ? setup + service : 0), 0)
  return cost + worked * kind.perTaskSecond
}

function added(given: Given, routes: readonly Route[], amounts: number): Totals {
  const sum = (value: (route: Route) => number) => routes.reduce((all, route) => all + value(route), 0)
  const each = (of: 'delivery' | 'pickup') =>
    Array.from({ length: amounts }, (_, k) => sum((route) => route[of]?.[k] ?? 0))
  return {
    cost: sum(({ cost }) => cost),
    setup: sum(({ setup }) => setup),
    service: sum(({ service }) => service),
    duration: sum(({ duration }) => duration),
    waiting_time: sum((route) => route.waiting_time),
    priority: sum(({ priority }) => priority),
    ...(given.hasDistances ? { distance: sum(({ distance }) => distance ?? 0) } : {}),
    ...(given.hasAmounts ? { delivery: each('delivery'), pickup: each('pickup') } : {}),
    violations: [],
  }
}
