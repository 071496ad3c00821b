/** Who serves which order: as many as can be, and of all ways to serve as many the cheapest.
 *  Shortest augmenting paths (Jonker & Volgenant 1987) in the form for rectangular problems (Crouse 2016), begun by column
 *  reduction, where every column will be taken, and augmenting row reduction. Whom nobody can serve takes the place of
 *  whoever costs more, if that leaves as many served: as if everybody had a last resort at a cost beyond all others.
 *  Cost: O(n²m) time at worst, n being the shorter side; in practice a few times reading the costs. O(nm) space. */
import type { Costs } from './costs.ts'

/** `assignment[row]` is a column, or -1 where nobody is allowed or left. */
export type Assignment = { assignment: number[]; cost: number }

/** The cheapest of the assignments that serve most. Costs are finite, or Infinity where a pair is not allowed; sums are
 *  rounded as sums of doubles are. */
export function match(costs: Costs): Assignment {
  const isWide = costs.rows <= costs.columns
  const problem = isWide ? costs : turned(costs)
  const found = matchWide(problem)
  const assignment = new Array<number>(costs.rows).fill(-1)
  let cost = 0
  for (let row = 0; row < problem.rows; row++) {
    const column = found[row] ?? -1
    if (column < 0) continue
    cost += problem.of[row * problem.columns + column] ?? 0
    assignment[isWide ? row : column] = isWide ? column : row
  }
  return { assignment, cost }
}

function turned({ rows, columns, of }: Costs): Costs {
  const other = new Float64Array(of.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) other[column * rows + row] = of[row * columns + column] ?? 0
  return { rows: columns, columns: rows, of: other }
}

/** What is known on the way: whom each row and column is matched with (-1: nobody), and their prices. No allowed pair
 *  costs less than its two prices together; a matched pair costs exactly that. */
type Matching = Costs & { columnOf: Int32Array; rowOf: Int32Array; u: Float64Array; v: Float64Array }

function matchWide(costs: Costs): Int32Array {
  const { rows, columns } = costs
  const columnOf = new Int32Array(rows).fill(-1)
  const rowOf = new Int32Array(columns).fill(-1)
  const matching = { ...costs, columnOf, rowOf, u: new Float64Array(rows), v: new Float64Array(columns) }
  // A column that stays free must have the price 0: only where none does may prices begin elsewhere.
  if (rows === columns && isAllowedAll(costs)) reduceColumns(matching)
  let free = freeRows(columnOf)
  for (let round = 0; round < 2 && columns > 1; round++) free = reduceRows(matching, free)
  for (let row = 0; row < rows; row++) {
    const column = columnOf[row] ?? -1
    if (column >= 0) matching.u[row] = (costs.of[row * columns + column] ?? 0) - (matching.v[column] ?? 0)
  }
  const paths = new Paths(matching)
  for (const row of free) paths.serve(row)
  return columnOf
}

function isAllowedAll({ of }: Costs): boolean {
  for (let at = 0; at < of.length; at++) if (of[at] === Number.POSITIVE_INFINITY) return false
  return true
}

const freeRows = (columnOf: Int32Array): number[] => [...columnOf.keys()].filter((row) => (columnOf[row] ?? 0) < 0)

/** Each column's price is its least cost; it goes to the row that has it, unless that has a column already. */
function reduceColumns({ rows, columns, of, columnOf, rowOf, v }: Matching): void {
  const cheapest = new Int32Array(columns)
  v.set(of.subarray(0, columns))
  for (let row = 1; row < rows; row++)
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const cost = of[at] ?? 0
      if (cost >= (v[column] ?? 0)) continue
      v[column] = cost
      cheapest[column] = row
    }
  for (let column = columns - 1; column >= 0; column--) {
    const row = cheapest[column] ?? 0
    if ((columnOf[row] ?? 0) >= 0) continue
    columnOf[row] = column
    rowOf[column] = row
  }
}

/** Augmenting row reduction: a free row takes the column that it likes best, and lowers its price as far as it likes it
 *  better than the next; whoever had it looks for another. Gives the rows that are still free. */
function reduceRows({ columns, of, columnOf, rowOf, v }: Matching, free: number[]): number[] {
  const left: number[] = []
  // In exact arithmetic prices fall by enough to come to an end; with rounding they may fall by next to nothing.
  let steps = 4 * free.length + columns
  while (free.length > 0) {
    const row = free.pop() ?? 0
    let [first, second, least, next] = [-1, -1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const cost = (of[at] ?? 0) - (v[column] ?? 0)
      if (cost >= next) continue
      if (cost < least) {
        next = least
        second = first
        least = cost
        first = column
      } else {
        next = cost
        second = column
      }
    }
    if (next === Number.POSITIVE_INFINITY || steps-- < 0) {
      left.push(row)
      continue
    }
    const isBetter = least < next
    if (isBetter) v[first] = (v[first] ?? 0) - (next - least)
    else if ((rowOf[first] ?? 0) >= 0) first = second
    const other = rowOf[first] ?? -1
    columnOf[row] = first
    rowOf[first] = row
    if (other < 0) continue
    columnOf[other] = -1
    if (isBetter) free.push(other)
    else left.push(other)
  }
  return left
}

/** The shortest alternating paths from rows that have no column. */
class Paths {
  readonly #matching: Matching
  /** Prices of the columns that are looked at, -Infinity for all others, which so come out infinitely far away: going
   *  through all in the order of memory is faster than through a list of those that are left. */
  readonly #open: Float64Array
  /** The same for closed columns: reached from rows that, all together, reach no free column. To anybody else they cost
   *  more by a last resort than any open column, so they are looked at when there is no other way. */
  readonly #closed: Float64Array
  /** The way to each column not yet reached for good, and to those that are. */
  readonly #nearest: Float64Array
  readonly #length: Float64Array
  readonly #reached: Int32Array
  #count = 0
  /** The row from which a column was reached. */
  readonly #from: Int32Array

  constructor(matching: Matching) {
    const { columns, v } = matching
    this.#matching = matching
    this.#open = v.slice()
    this.#closed = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY)
    this.#nearest = new Float64Array(columns)
    this.#length = new Float64Array(columns)
    this.#reached = new Int32Array(columns)
    this.#from = new Int32Array(columns)
  }

  /** Matches a row with a free column, or else in place of the row that costs most, which may be itself. */
  serve(row: number): void {
    const { u } = this.#matching
    this.#nearest.fill(Number.POSITIVE_INFINITY)
    this.#count = 0
    let [column, from] = [-1, { row, length: 0 }]
    do {
      column = this.#look(from, this.#open)
      if (column >= 0) from = this.#reach(column, this.#open)
    } while (column >= 0 && from.row >= 0)
    if (column < 0) {
      this.#resort(row)
      return
    }
    u[row] = (u[row] ?? 0) + from.length
    this.#reprice(from.length)
    for (let at = 0; at < this.#count; at++) this.#show(this.#reached[at] ?? 0, this.#open)
    this.#turn(row, column)
  }

  /** Notes whether columns are nearer from this row. The nearest of all, a free one if there is one; -1 if none is left. */
  #look({ row, length }: { row: number; length: number }, prices: Float64Array): number {
    const { columns, of, u, rowOf } = this.#matching
    const [nearest, from] = [this.#nearest, this.#from]
    const base = row * columns
    const so = length - (u[row] ?? 0)
    let least = Number.POSITIVE_INFINITY
    let found = -1
    for (let column = 0; column < columns; column++) {
      const reached = so + (of[base + column] ?? 0) - (prices[column] ?? 0)
      let near = nearest[column] ?? 0
      if (reached < near) {
        nearest[column] = reached
        from[column] = row
        near = reached
      }
      if (near < least || (near === least && found >= 0 && (rowOf[column] ?? 0) < 0)) {
        least = near
        found = column
      }
    }
    return found
  }

  /** Takes a column as reached: its row (-1: free), and the way to it. */
  #reach(column: number, prices: Float64Array): { row: number; length: number } {
    const length = this.#nearest[column] ?? 0
    this.#length[column] = length
    this.#nearest[column] = Number.POSITIVE_INFINITY
    prices[column] = Number.NEGATIVE_INFINITY
    this.#reached[this.#count++] = column
    return { row: this.#matching.rowOf[column] ?? -1, length }
  }

  #show(column: number, prices: Float64Array): void {
    prices[column] = this.#matching.v[column] ?? 0
  }

  /** No free column is to be had: somebody is left without, whose cost less that of the path is the most. The columns
   *  reached are closed from now on. */
  #resort(row: number): void {
    const { rowOf, columnOf, u } = this.#matching
    let best = { row, length: -(u[row] ?? 0) }
    const consider = (other: { row: number; length: number }) => {
      const length = other.length - (u[other.row] ?? 0)
      if (length < best.length) best = { row: other.row, length }
    }
    let column = this.#look({ row, length: 0 }, this.#closed)
    for (let at = 0; at < this.#count; at++) {
      const reached = this.#reached[at] ?? 0
      const from = { row: rowOf[reached] ?? 0, length: this.#length[reached] ?? 0 }
      consider(from)
      column = this.#look(from, this.#closed)
    }
    while (column >= 0 && (this.#nearest[column] ?? 0) < best.length) {
      const from = this.#reach(column, this.#closed)
      consider(from)
      column = this.#look(from, this.#closed)
    }
    u[row] = (u[row] ?? 0) + best.length
    this.#reprice(best.length)
    for (let at = 0; at < this.#count; at++) this.#show(this.#reached[at] ?? 0, this.#closed)
    if (best.row === row) return
    const left = columnOf[best.row] ?? 0
    columnOf[best.row] = -1
    this.#turn(row, left)
  }

  /** Makes the path of this length, and all that were found on the way, cost nothing but their prices. */
  #reprice(length: number): void {
    const { rowOf, u, v } = this.#matching
    for (let at = 0; at < this.#count; at++) {
      const column = this.#reached[at] ?? 0
      const change = length - (this.#length[column] ?? 0)
      const row = rowOf[column] ?? -1
      if (row >= 0) u[row] = (u[row] ?? 0) + change
      v[column] = (v[column] ?? 0) - change
    }
  }

  /** Passes on columns along the path that ends at this one. */
  #turn(row: number, end: number): void {
    const { columnOf, rowOf } = this.#matching
    for (let column = end; ; ) {
      const other = this.#from[column] ?? 0
      const had = columnOf[other] ?? -1
      rowOf[column] = other
      columnOf[other] = column
      if (other === row) return
      column = had
    }
  }
}
