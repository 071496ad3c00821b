import type { Aims } from '../aims.ts'
import { type Fit, fitOf, fullAt, type Unfit } from '../fit.ts'
import type { Job, Matrices, Problem, Vehicle } from '../plan/problem.ts'
import { type Day, mostOvertime, priceOfMoving, type Technician, unknownWay, type Visit } from './day.ts'

/** Who may take which visit, and why not: by technician, then by visit. */
export type Fits = readonly (readonly (Fit | Unfit | 'fixed' | 'declined')[])[]

export const fitsOf = ({ technicians, visits }: Day): Fits =>
  technicians.map((technician) =>
    visits.map((visit) => {
      const isTheirs = visit.given === technician.id
      if (visit.isFixed && !isTheirs) return 'fixed'
      if (visit.declined.includes(technician.id) && !isTheirs) return 'declined'
      // What they have counts among what they have: it is no reason against itself.
      const load = isTheirs ? Math.max(0, Math.min(technician.load - 1, fullAt - 1)) : technician.load
      const fit = fitOf(visit, { ...technician, load, knowsTheOrder: visit.known.includes(technician.id) })
      // What a person gave somebody is not taken away for a rule that they overruled.
      return typeof fit === 'string' && isTheirs ? overruled : fit
    }),
  )
/** It costs them nothing, so that it goes elsewhere for travel only. */
export const overruled: Fit = {
  depth: 0,
  met: { skill: 1, territory: 1, load: 1, parts: 1, rating: 1, continuity: 1 },
}

/** What is granted beyond what was agreed: seconds by visit, and whether shifts may run on. */
export type Grace = { late: ReadonlyMap<string, number>; isOvertime: boolean }
export const noGrace: Grace = { late: new Map(), isOvertime: false }

/** The day as a problem for the planner: each visit a job at a place of its own, each technician a vehicle with a profile of
 *  its own, whose costs hold how well each visit suits them. An aim that is not met at all costs as many seconds as it
 *  weighs beside an hour of travel. */
export function problemOf(day: Day, fits: Fits, grace: Grace = noGrace): Problem {
  const { technicians, visits } = day
  const places = visits.length + technicians.length
  const durations = durationsOf(day, places)
  return {
    jobs: visits.map((visit, i) => jobOf(visit, i, { day, grace })),
    vehicles: technicians.map((technician, i) => vehicleOf(technician, i, { day, fits, grace })),
    places,
    amounts: 0,
    matrices: new Map(
      technicians.map(({ id }, i): [string, Matrices] => [
        id,
        { durations, distances: null, costs: costsOf(day, durations, { technician: i, fits }) },
      ]),
    ),
  }
}

function jobOf(visit: Visit, at: number, { day, grace }: { day: Day; grace: Grace }): Job {
  // What nobody agreed on is no reason for overtime.
  const whenever = Math.max(day.now, ...day.technicians.map(({ shift }) => shift[1])) - visit.service
  const [opens, closes] = visit.agreed ?? [day.now, whenever]
  return {
    place: at,
    setup: 0,
    service: visit.service,
    setupPerType: {},
    servicePerType: {},
    delivery: [],
    pickup: [],
    skills: [at],
    // What somebody is on the way to is never dropped for something else; then what is urgent.
    priority: visit.isFixed ? 100 : visit.isUrgent ? 10 : visit.agreed ? 5 : 1,
    windows: [[Math.max(opens, day.now), Math.max(closes, day.now) + (grace.late.get(visit.id) ?? 0)]],
  }
}

function vehicleOf(
  { id, shift: [from, until] }: Technician,
  at: number,
  { day, fits, grace }: { day: Day; fits: Fits; grace: Grace },
): Vehicle {
  const begins = Math.max(from, day.now)
  return {
    profile: id,
    start: day.visits.length + at,
    end: null,
    capacity: [],
    skills: fits[at]?.flatMap((fit, visit) => (typeof fit === 'string' ? [] : [visit])) ?? [],
    type: null,
    window: [begins, Math.max(begins, until + (grace.isOvertime ? mostOvertime : 0))],
    breaks: [],
    speed: 1,
    costs: { fixed: 0, perHour: 3_600, perTaskHour: 0, perKm: 0 },
    most: {
      tasks: Number.POSITIVE_INFINITY,
      travel: Number.POSITIVE_INFINITY,
      metres: Number.POSITIVE_INFINITY,
    },
    steps: null,
  }
}

function durationsOf({ technicians, visits, travel }: Day, places: number): Int32Array {
  const all = [...visits.map(({ place }) => place), ...technicians.map(({ from }) => from)]
  const durations = new Int32Array(places * places)
  for (const [i, from] of all.entries())
    for (const [j, to] of all.entries())
      if (i !== j) durations[i * places + j] = from && to ? Math.max(0, Math.round(travel(from, to))) : unknownWay
  return durations
}

const hour = 3_600

/** Cost of coming to each place from each: the way, and what the visit there costs this technician beside it. */
function costsOf(
  { technicians, visits, aims }: Day,
  durations: Int32Array,
  { technician, fits }: { technician: number; fits: Fits },
): Int32Array {
  const places = visits.length + technicians.length
  const costs = durations.slice()
  const id = technicians[technician]?.id
  for (const [at, visit] of visits.entries()) {
    const fit = fits[technician]?.[at]
    if (fit === undefined || typeof fit === 'string') continue
    const moving = visit.given !== null && visit.given !== id ? priceOfMoving : 0
    const beside = Math.round(missed(fit, aims)) + moving
    for (let from = 0; from < places; from++) costs[from * places + at] = (costs[from * places + at] ?? 0) + beside
  }
  return costs
}

/** Seconds that unmet aims weigh, beside an hour of travel. */
export const missed = ({ met }: Fit, { travel, ...aims }: Aims): number =>
  (Object.keys(met) as (keyof Fit['met'])[]) // the keys of the object
    .reduce((sum, aim) => sum + (aims[aim] * (1 - met[aim]) * hour) / Math.max(1, travel), 0)
