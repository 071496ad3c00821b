/** Serves the jobs of a problem with its vehicles: as much priority as can be, then as many jobs, then at the least cost.
 *  Slack induction by string removals (Christiaens & Vanden Berghe 2020): strings of jobs next to each other are removed
 *  from a few routes, which leaves room in time and load where it is of use, and put back one by one where each adds
 *  least, now and then overlooking the best place; simulated annealing says whether the new plan is kept. Where vehicles
 *  cost, routes are given up first, one after the other, as long as all their jobs find room (absence counters, ibid.).
 *  Cost: an iteration removes about fifteen jobs and looks at the places for each in those routes that have changed since
 *  it was last looked at: tens of microseconds, whatever the size of the problem. Space: n × min(m, 256). */
import { Annealing, type Plan } from './annealing.ts'
import { type Asked, type Fit, fitInto } from './insertion.ts'
import type { Model } from './model.ts'
import { seeded } from './random.ts'
import { emptyRoutes } from './routes.ts'

export type Search = {
  seed: number
  /** Share of the budget that is left after so many iterations, from 1 down to 0. Asked now and then. */
  timeLeft: (iterations: number) => number
  /** A plan to begin with; its routes are taken as they are. */
  from?: Pick<Plan, 'routes' | 'unserved'> | undefined
}

/** Heat at the beginning and the end, as shares of the cost of an average way, and how often it begins again. This and the
 *  strings were found by trying on Solomon's instances of several classes, two seconds each. */
const cold = 0.01
const usual = { from: 1, times: 1 }
/** With few jobs it is soon cold, and what is left to do is to begin again, from hotter. */
const few = { from: 5, times: 10 }
const fewJobs = 20
const strings = { average: 15, longest: 20, split: 0.5, grow: 0.01 }
/** How often the best place is overlooked: more often where there are so few jobs that little else varies. */
const blinksFor = (jobs: number) => 0.01 + Math.min(0.2, 0.5 / jobs)
/** So many iterations between two looks at the time that is left. */
const between = 16
/** Share of the budget for giving up routes, where vehicles cost; and for serving those whom nobody serves. */
const [forRoutes, forUnserved] = [0.5, 0.7]

/** The best plan found when no time is left; at once a valid one. Same seed and same `timeLeft`: same plan. */
export function search(model: Model, { seed, timeLeft, from }: Search): Plan & { iterations: number } {
  fillAlone(model)
  const random = seeded(seed)
  const annealing = new Annealing(model, random, { strings, blinks: blinksFor(model.jobs) })
  if (from) annealing.adopt(from)
  annealing.serveAll()
  const scale = scaleOf(model, annealing)
  const { from: begin, times } = model.jobs < fewJobs ? few : usual
  const heatAt = (left: number) => scale * begin * (cold / begin) ** (1 - ((left * times) % 1))
  let iterations = 0
  let left = 1
  const goOn = (until: number) => {
    if (iterations % between === 0) left = timeLeft(iterations)
    iterations++
    return left > until
  }
  if (areVehiclesDear(model, annealing)) {
    while (left > 1 - forRoutes && annealing.unserved === 0) {
      annealing.fleet.most = annealing.fleet.used - 1
      if (!annealing.giveUpRoute()) break
      while (annealing.unserved > 0 && goOn(1 - forRoutes)) annealing.step(heatAt(left))
    }
    annealing.fleet.most = Number.POSITIVE_INFINITY
    annealing.adopt(annealing.best)
  }
  let isStrict = false
  while (goOn(0)) {
    if (!isStrict && left < 1 - forUnserved) {
      isStrict = true
      if (annealing.unserved > annealing.best.unserved.length) annealing.adopt(annealing.best)
    }
    annealing.step(heatAt(left))
  }
  return { ...annealing.best, iterations }
}

/** Cost of an average way between two jobs, in which heat is measured. */
function scaleOf(model: Model, { best, fleet }: Annealing): number {
  const fixed = fixedOf(model, best)
  return (best.cost - fixed) / Math.max(1, model.jobs - best.unserved.length + fleet.used)
}

const fixedOf = (model: Model, { routes }: Plan): number =>
  routes.reduce(
    (sum, jobs, vehicle) => sum + (jobs.length > 0 ? (model.kinds[model.kindOf[vehicle] ?? 0]?.fixed ?? 0) : 0),
    0,
  )

/** Whether a vehicle costs more than what an average route costs besides. */
function areVehiclesDear(model: Model, annealing: Annealing): boolean {
  const fixed = fixedOf(model, annealing.best)
  return fixed > annealing.best.cost - fixed
}

/** Fills in what a route with one job costs, for each kind and job. */
function fillAlone(model: Model): void {
  const routes = emptyRoutes(model)
  const asked: Asked & Fit = { job: 0, vehicle: 0, without: -1, after: -1, added: 0 }
  for (const kind of model.kinds)
    for (let job = 0; job < model.jobs; job++) {
      asked.job = job
      asked.vehicle = kind.vehicles[0] ?? 0
      fitInto(model, routes, asked)
      kind.alone[job] = asked.added + kind.fixed
    }
}
