import { Fleet } from './fleet.ts'
import type { Model } from './model.ts'
import { nearestJobs } from './near.ts'
import { Recreate } from './recreate.ts'
import { copyRoute, emptyRoutes, endOf, type Routes, refresh, startOf } from './routes.ts'
import { type Near, ruin, type Strings } from './ruin.ts'
import { orders } from './sorting.ts'

/** For each vehicle its jobs in order; those nobody serves; the cost, and what is lost by them. */
export type Plan = { routes: readonly (readonly number[])[]; unserved: readonly number[]; cost: number; lost: number }

export type Tuning = { strings: Strings; blinks: number }

/** Two plans, the one that is kept and the one being tried, which differ in the touched routes only. */
export class Annealing {
  readonly fleet: Fleet
  best: Plan
  readonly #model: Model
  readonly #random: () => number
  readonly #tuning: Tuning
  readonly #near: Near
  readonly #recreate: Recreate
  readonly #sort: (jobs: number[]) => void
  readonly #now: Routes
  readonly #tried: Routes
  #absentNow: number[]
  #absent: number[]
  readonly #touched: number[] = []
  readonly #isTouched: Uint8Array
  /** How often each job was left with nobody: what was often missed is worth more than what was seldom. */
  readonly #missed: Float64Array

  constructor(model: Model, random: () => number, tuning: Tuning) {
    this.#model = model
    this.#random = random
    this.#tuning = tuning
    this.fleet = new Fleet(model)
    this.#near = nearestJobs(model)
    this.#recreate = new Recreate(model, tuning.blinks)
    this.#sort = orders(model, random)
    this.#now = emptyRoutes(model)
    this.#tried = emptyRoutes(model)
    this.#absentNow = Array.from({ length: model.jobs }, (_, job) => job)
    this.#absent = this.#absentNow.slice()
    this.#isTouched = new Uint8Array(model.vehicles)
    this.#missed = new Float64Array(model.jobs)
    this.best = planOf(model, this.#tried, this.#absent)
  }

  /** Jobs with nobody in the plan that is kept. */
  get unserved(): number {
    return this.#absentNow.length
  }

  /** Serves whom it can of those with nobody, one after the other. */
  serveAll(): void {
    this.#rebuild()
    this.#keep()
  }

  /** Goes on from this plan instead. */
  adopt({ routes, unserved }: Pick<Plan, 'routes' | 'unserved'>): void {
    for (const [vehicle, jobs] of routes.entries()) {
      this.#touch(vehicle)
      this.#setRoute(vehicle, jobs)
    }
    this.#leave(unserved.slice())
    this.#keep()
  }

  /** Takes all jobs from the route whose jobs were missed least, so that others may find room for them. False without a route. */
  giveUpRoute(): boolean {
    const { vehicles } = this.#model
    let [chosen, least] = [-1, Number.POSITIVE_INFINITY]
    for (let vehicle = 0; vehicle < vehicles; vehicle++) {
      const jobs = jobsOf(this.#model, this.#now, vehicle)
      const missed = jobs.reduce((sum, job) => sum + 1 + (this.#missed[job] ?? 0), 0)
      if (jobs.length === 0 || missed >= least) continue
      chosen = vehicle
      least = missed
    }
    if (chosen < 0) return false
    const jobs = jobsOf(this.#model, this.#now, chosen)
    this.#touch(chosen)
    this.#setRoute(chosen, [])
    this.#leave([...this.#absent, ...jobs])
    this.#keep()
    return true
  }

  /** One iteration: removes, puts back, and keeps the result if it is better, or not worse by more than the heat allows. */
  step(heat: number): void {
    const [now, tried, random] = [this.#now, this.#tried, this.#random]
    const before = this.#absent.length
    const { strings } = this.#tuning
    ruin(tried, this.#absent, { near: this.#near, random, strings, used: this.fleet.used, touch: this.#touch })
    for (let i = before; i < this.#absent.length; i++) tried.lost += this.#model.loss[this.#absent[i] ?? 0] ?? 0
    let isDriven = true
    for (const vehicle of this.#touched) isDriven = this.#refresh(vehicle) && isDriven
    if (!isDriven) {
      this.#undo()
      return
    }
    this.#rebuild()
    const isKept =
      tried.lost === now.lost
        ? tried.total < now.total - heat * Math.log(random())
        : tried.lost < now.lost || this.#sumMissed(this.#absent) < this.#sumMissed(this.#absentNow)
    for (const job of this.#absent) this.#missed[job] = (this.#missed[job] ?? 0) + (this.#model.loss[job] ?? 0)
    if (isKept) this.#keep()
    else this.#undo()
  }

  #rebuild(): void {
    const { loss } = this.#model
    const at = {
      model: this.#model,
      routes: this.#tried,
      fleet: this.fleet,
      near: this.#near,
      random: this.#random,
      touch: this.#touch,
    }
    this.#sort(this.#absent)
    let left = 0
    for (const job of this.#absent) {
      if (this.#recreate.serve(at, job)) at.routes.lost -= loss[job] ?? 0
      else this.#absent[left++] = job
    }
    this.#absent.length = left
  }

  #sumMissed(jobs: readonly number[]): number {
    let sum = 0
    for (const job of jobs) sum += this.#missed[job] ?? 0
    return sum
  }

  readonly #touch = (vehicle: number): void => {
    if (this.#isTouched[vehicle]) return
    this.#isTouched[vehicle] = 1
    this.#touched.push(vehicle)
  }

  #refresh(vehicle: number): boolean {
    const isDriven = refresh(this.#model, this.#tried, vehicle)
    this.fleet.note(this.#tried, vehicle)
    return isDriven
  }

  #setRoute(vehicle: number, jobs: readonly number[]): void {
    const { next, prev, vehicle: drivenBy } = this.#tried
    const end = endOf(this.#model, vehicle)
    let node = startOf(this.#model, vehicle)
    for (const job of [...jobs, end]) {
      next[node] = job
      prev[job] = node
      drivenBy[job] = vehicle
      node = job
    }
    this.#refresh(vehicle)
  }

  #leave(jobs: number[]): void {
    for (const job of jobs) this.#tried.vehicle[job] = -1
    this.#absent = jobs
    this.#tried.lost = jobs.reduce((sum, job) => sum + (this.#model.loss[job] ?? 0), 0)
  }

  #keep(): void {
    this.#same(this.#tried, this.#now)
    this.#absentNow = this.#absent.slice()
    for (const job of this.#absent) this.#now.vehicle[job] = -1
    const { lost, total } = this.#now
    // Costs that are no whole numbers differ in their last digits with the order in which they are added.
    if (lost < this.best.lost || (lost === this.best.lost && total < this.best.cost - 1e-7))
      this.best = planOf(this.#model, this.#now, this.#absentNow)
  }

  #undo(): void {
    for (const job of this.#absentNow) this.#tried.vehicle[job] = -1
    this.#absent = this.#absentNow.slice()
    const changed = this.#touched.slice()
    this.#same(this.#now, this.#tried)
    for (const vehicle of changed) this.fleet.note(this.#tried, vehicle)
  }

  #same(from: Routes, to: Routes): void {
    for (const vehicle of this.#touched) {
      this.#isTouched[vehicle] = 0
      copyRoute(this.#model, { from, to }, vehicle)
    }
    this.#touched.length = 0
    to.total = from.total
    to.lost = from.lost
  }
}

function jobsOf({ jobs, vehicles }: Model, routes: Routes, vehicle: number): number[] {
  const found: number[] = []
  for (let node = routes.next[jobs + vehicle] ?? vehicles; node < jobs; node = routes.next[node] ?? jobs)
    found.push(node)
  return found
}

function planOf(model: Model, routes: Routes, absent: readonly number[]): Plan {
  const all = Array.from({ length: model.vehicles }, (_, vehicle) => jobsOf(model, routes, vehicle))
  return { routes: all, unserved: absent.slice(), cost: routes.total, lost: routes.lost }
}
