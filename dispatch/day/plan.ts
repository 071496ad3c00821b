import { type Fit, whyFit } from '../fit.ts'
import type { Plan } from '../plan/annealing.ts'
import { whatBreaks } from '../plan/kept.ts'
import { type Model, modelOf } from '../plan/model.ts'
import type { Problem } from '../plan/problem.ts'
import { schedule } from '../plan/schedule.ts'
import { search } from '../plan/search.ts'
import { type Day, lateness, type Technician, type Visit } from './day.ts'
import { type Fits, fitsOf, type Grace, noGrace, overruled, problemOf } from './model.ts'

export type Stop = {
  visit: string
  /** Seconds on the way there. */
  way: number
  arrives: number
  /** Later than it arrives where the agreed time has not come. */
  begins: number
  ends: number
  /** Seconds after what was agreed; 0: as agreed. */
  late: number
  /** Why this technician, by codes: `way.12` (minutes) or `way.unknown`, `skill.brand`, `stays`, `from.<id>`, `late.20`, … */
  why: string[]
}
export type Route = {
  technician: string
  stops: Stop[]
  /** Seconds of work after the end of the shift. */
  overtime: number
}
/** Nobody may take it (`skill`, `territory`), all who may said no (`declined`) or are `full`, nobody has the time (`time`), or
 *  who it is given to for good is not there (`fixed`). */
export type Unserved = { visit: string; why: 'skill' | 'territory' | 'full' | 'declined' | 'fixed' | 'time' }
export type Proposal = {
  routes: Route[]
  unserved: Unserved[]
  /** Visits that change hands; nobody else's plan does but for these and what is late. */
  moved: { visit: string; from: string; to: string }[]
  iterations: number
}

/** `routes`: the plan that is in force, visits in the order in which each technician makes them. */
export type Budget = {
  seed: number
  /** Share of the budget that is left after so many iterations, from 1 down to 0. */
  timeLeft: (iterations: number) => number
  routes?: ReadonlyMap<string, readonly string[]>
}

/** Share of the budget for a plan that keeps everything agreed; the rest is for what does not fit into it. */
const asAgreed = 0.7
/** How much of the budget is used up when so many ways to be late were tried. */
const usedAfter = (tried: number) => asAgreed + ((1 - asAgreed) * tried) / lateness.length

/** Plans what is left of a day: everything as agreed where that can be, by the least travel and the best fit, moving as
 *  little as possible. What cannot be kept is made late by as little as it takes, or runs into overtime, and says so;
 *  what even then finds nobody is left unserved with the reason. The best plan found when the time is over; the same for
 *  the same seed and `timeLeft`. */
export function planDay(day: Day, { seed, timeLeft, routes = new Map() }: Budget): Proposal {
  const fits = fitsOf(day)
  const at = new Map(day.visits.map(({ id }, i) => [id, i]))
  let known = day.technicians.map(({ id }) => (routes.get(id) ?? []).flatMap((visit) => at.get(visit) ?? []))
  let grace: Grace = noGrace
  let iterations = 0
  for (let tried = 0; ; tried++) {
    const problem = problemOf(day, fits, grace)
    const model = modelOf(problem)
    const [from, until] = [tried === 0 ? 0 : usedAfter(tried - 1), usedAfter(tried)]
    const left = (n: number) => (timeLeft(iterations + n) - (1 - until)) / (until - from)
    const found = search(model, { seed: seed + tried, timeLeft: left, from: keptOf(problem, model, known) })
    iterations += found.iterations
    known = found.routes.map((route) => [...route])
    const isDue = (visit: number) => day.visits[visit]?.agreed !== null
    const able = found.unserved.filter((visit) => isDue(visit) && fits.some((one) => typeof one[visit] === 'object'))
    const more = lateness[tried]
    if (able.length === 0 || more === undefined) return proposalOf(day, fits, { model, ...found, iterations })
    const late = new Map([...grace.late, ...able.map((visit): [string, number] => [day.visits[visit]?.id ?? '', more])])
    grace = { late, isOvertime: true }
  }
}

/** As much of the plan in force as can still be driven: where a route breaks something, its visits are put in anew. */
function keptOf(problem: Problem, model: Model, known: readonly (readonly number[])[]) {
  const routes = known.map((jobs, vehicle) => (whatBreaks(problem, model, { vehicle, jobs }) === null ? jobs : []))
  const served = new Set(routes.flat())
  return { routes, unserved: problem.jobs.flatMap((_, job) => (served.has(job) ? [] : [job])) }
}

type Found = Pick<Plan, 'routes' | 'unserved'> & { model: Model; iterations: number }

function proposalOf(day: Day, fits: Fits, { model, routes: plan, unserved, iterations }: Found): Proposal {
  const routes = day.technicians.map((technician, at): Route => {
    const stops = (schedule(model, at, plan[at] ?? []) ?? []).filter(({ job }) => job >= 0)
    let before = 0
    let place = technician.from
    const told = stops.flatMap(({ job, arrival, waiting, service, travelled }): Stop[] => {
      const visit = day.visits[job]
      const fit = fits[at]?.[job]
      if (!visit || fit === undefined || typeof fit === 'string') return []
      const way = travelled - before
      before = travelled
      const isKnown = place !== null && visit.place !== null
      place = visit.place
      const begins = arrival + waiting
      const late = Math.max(0, begins - (visit.agreed?.[1] ?? begins))
      const why = whyTold(visit, { technician, fit, way: isKnown ? way : null, late })
      return [{ visit: visit.id, way, arrives: arrival, begins, ends: begins + service, late, why }]
    })
    return {
      technician: technician.id,
      stops: told,
      overtime: Math.max(0, (told.at(-1)?.ends ?? 0) - technician.shift[1]),
    }
  })
  const moved = routes.flatMap(({ technician, stops }) =>
    stops.flatMap(({ visit: id }) => {
      const from = day.visits.find((visit) => visit.id === id)?.given ?? technician
      return from === technician ? [] : [{ visit: id, from, to: technician }]
    }),
  )
  return { routes, moved, unserved: unserved.map((visit) => whyNobody(day, fits, visit)), iterations }
}

/** `way`: null where nobody knows it. */
type Taken = { technician: Technician; fit: Fit; way: number | null; late: number }

const whyTold = (visit: Visit, { technician, fit, way, late }: Taken): string[] => [
  way === null ? 'way.unknown' : `way.${Math.round(way / 60)}`,
  // Of what a person gave somebody against a rule nothing speaks for them but that.
  ...(fit === overruled
    ? []
    : whyFit(fit, { ...technician, knowsTheOrder: visit.known.includes(technician.id) }, visit)),
  ...(visit.given === technician.id ? ['stays'] : visit.given === null ? [] : [`from.${visit.given}`]),
  ...(late > 0 ? [`late.${Math.ceil(late / 60)}`] : []),
]

/** Of several rules the one that shuts out most of those who would otherwise do. */
function whyNobody(day: Day, fits: Fits, visit: number): Unserved {
  const all = fits.map((one) => one[visit])
  const id = day.visits[visit]?.id ?? ''
  if (all.some((fit) => typeof fit === 'object')) return { visit: id, why: 'time' }
  for (const why of ['declined', 'full', 'territory', 'fixed'] as const)
    if (all.includes(why)) return { visit: id, why }
  return { visit: id, why: 'skill' }
}
