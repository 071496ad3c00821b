import type { Model } from './model.ts'
import type { Routes } from './routes.ts'

/** Which vehicles drive a route: of each kind those that do come first in `order`, then those at home. */
export class Fleet {
  readonly order: Int32Array
  /** Where a kind begins in `order`, and how many of it drive. */
  readonly begin: Int32Array
  readonly driving: Int32Array
  readonly #at: Int32Array
  readonly #kindOf: Int32Array
  used = 0
  /** No more may drive than so many. */
  most = Number.POSITIVE_INFINITY

  constructor(model: Model) {
    this.order = Int32Array.from(model.kinds.flatMap(({ vehicles }) => [...vehicles]))
    this.#at = new Int32Array(model.vehicles)
    for (const [at, vehicle] of this.order.entries()) this.#at[vehicle] = at
    this.begin = new Int32Array(model.kinds.length + 1)
    for (const [kind, { vehicles }] of model.kinds.entries())
      this.begin[kind + 1] = (this.begin[kind] ?? 0) + vehicles.length
    this.driving = new Int32Array(model.kinds.length)
    this.#kindOf = model.kindOf
  }

  /** A vehicle of this kind that is at home; -1 when all drive, or enough of all. */
  atHome(kind: number): number {
    if (this.used >= this.most) return -1
    const at = (this.begin[kind] ?? 0) + (this.driving[kind] ?? 0)
    return at < (this.begin[kind + 1] ?? 0) ? (this.order[at] ?? -1) : -1
  }

  /** Takes note of whether a vehicle drives now. */
  note(routes: Routes, vehicle: number): void {
    const kind = this.#kindOf[vehicle] ?? 0
    const at = this.#at[vehicle] ?? 0
    const edge = (this.begin[kind] ?? 0) + (this.driving[kind] ?? 0)
    const drives = (routes.size[vehicle] ?? 0) > 0
    if (drives === at < edge) return
    const other = drives ? edge : edge - 1
    const swapped = this.order[other] ?? 0
    this.order[other] = vehicle
    this.order[at] = swapped
    this.#at[vehicle] = other
    this.#at[swapped] = at
    this.driving[kind] = (this.driving[kind] ?? 0) + (drives ? 1 : -1)
    this.used += drives ? 1 : -1
  }
}
