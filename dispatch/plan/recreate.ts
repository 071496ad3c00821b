import type { Fleet } from './fleet.ts'
import { type Asked, type Fit, fitInto } from './insertion.ts'
import type { Model } from './model.ts'
import { insert, type Routes } from './routes.ts'
import type { Near } from './ruin.ts'

/** With more routes than this, a job is tried only in those of as many of its nearest. */
const manyRoutes = 40
/** Remembered fits of a job: for so many vehicles, one for each where there are fewer. */
const mostSlots = 256

export type Rebuilding = {
  model: Model
  routes: Routes
  fleet: Fleet
  near: Near
  random: () => number
  touch: (vehicle: number) => void
}

/** Greedy insertion with blinks, which remembers how each job fits into each route until the route is another. */
export class Recreate {
  /** How often the best place is overlooked. */
  readonly blinks: number
  #blinks = 0
  readonly #slots: number
  readonly #version: Float64Array
  readonly #added: Float64Array
  readonly #after: Int32Array
  readonly #asked: Asked & Fit = { job: 0, vehicle: 0, without: -1, after: -1, added: 0 }
  readonly #best = { vehicle: -1, after: -1, added: 0 }
  /** Whether a place was overlooked. */
  #isBlind = false
  readonly #marked: Int32Array
  #mark = 0

  constructor(model: Model, blinks: number) {
    this.blinks = blinks
    this.#slots = Math.min(mostSlots, model.vehicles)
    const size = model.jobs * this.#slots
    this.#version = new Float64Array(size)
    this.#added = new Float64Array(size)
    this.#after = new Int32Array(size)
    this.#marked = new Int32Array(model.vehicles)
  }

  /** Serves a job where that adds least, in one of the routes or one of its own. False when nobody can. */
  serve(at: Rebuilding, job: number): boolean {
    const best = this.#best
    this.#look(at, job, this.blinks)
    // Who would be left with nobody for having been overlooked is looked at again.
    if (best.vehicle < 0 && this.#isBlind) this.#look(at, job, 0)
    if (best.vehicle < 0) return false
    at.touch(best.vehicle)
    insert(at.model, at.routes, { job, after: best.after, added: best.added })
    at.fleet.note(at.routes, best.vehicle)
    return true
  }

  #look(at: Rebuilding, job: number, blinks: number): void {
    const best = this.#best
    best.vehicle = -1
    best.added = Number.POSITIVE_INFINITY
    this.#blinks = blinks
    this.#isBlind = false
    if (at.fleet.used > manyRoutes) this.#tryNear(at, job)
    if (best.vehicle < 0) this.#tryAll(at, job)
    this.#tryAlone(at, job)
  }

  #tryAll(at: Rebuilding, job: number): void {
    const { order, begin, driving } = at.fleet
    for (let kind = 0; kind < driving.length; kind++) {
      const from = begin[kind] ?? 0
      const to = from + (driving[kind] ?? 0)
      for (let i = from; i < to; i++) this.#try(at, job, order[i] ?? 0)
    }
  }

  #tryNear(at: Rebuilding, job: number): void {
    const { near, routes } = at
    const mark = ++this.#mark
    const most = Math.min(near.count, manyRoutes)
    for (let i = 0; i < most; i++) {
      const vehicle = routes.vehicle[near.of[job * near.count + i] ?? 0] ?? -1
      if (vehicle < 0 || this.#marked[vehicle] === mark) continue
      this.#marked[vehicle] = mark
      this.#try(at, job, vehicle)
    }
  }

  #tryAlone({ model, fleet, random }: Rebuilding, job: number): void {
    const best = this.#best
    for (let kind = 0; kind < model.kinds.length; kind++) {
      const added = model.kinds[kind]?.alone[job] ?? Number.POSITIVE_INFINITY
      if (added >= best.added) continue
      const vehicle = fleet.atHome(kind)
      if (vehicle < 0 || this.#overlooks(random)) continue
      best.vehicle = vehicle
      best.after = model.jobs + vehicle
      best.added = added
    }
  }

  #overlooks(random: () => number): boolean {
    if (random() >= this.#blinks) return false
    this.#isBlind = true
    return true
  }

  #try({ model, routes, random }: Rebuilding, job: number, vehicle: number): void {
    const best = this.#best
    const slot = job * this.#slots + (vehicle % this.#slots)
    const version = routes.version[vehicle] ?? 0
    const asked = this.#asked
    if (this.#version[slot] !== version) {
      asked.job = job
      asked.vehicle = vehicle
      asked.without = -1
      fitInto(model, routes, asked)
      this.#version[slot] = version
      this.#added[slot] = asked.added
      this.#after[slot] = asked.after
    }
    let added = this.#added[slot] ?? 0
    if (added >= best.added) return
    let after = this.#after[slot] ?? 0
    if (this.#overlooks(random)) {
      asked.job = job
      asked.vehicle = vehicle
      asked.without = after
      fitInto(model, routes, asked)
      added = asked.added
      after = asked.after
      if (added >= best.added) return
    }
    best.vehicle = vehicle
    best.after = after
    best.added = added
  }
}
