import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../plan/random.ts'
import { type Costs, readCosts } from './costs.ts'
import { match } from './match.ts'

const none = Number.POSITIVE_INFINITY
type Table = readonly (readonly number[])[]
const costs = (table: Table): Costs => ({
  rows: table.length,
  columns: table[0]?.length ?? 0,
  of: Float64Array.from(table.flat()),
})

/** Obviously right, hopelessly slow: tries every way; more served first, then cheaper. */
function tryEverything(table: Table, row = 0, taken = new Set<number>()): { served: number; cost: number } {
  if (row === table.length) return { served: 0, cost: 0 }
  let best = tryEverything(table, row + 1, taken)
  for (const [column, cost] of (table[row] ?? []).entries()) {
    if (cost === none || taken.has(column)) continue
    const rest = tryEverything(table, row + 1, new Set(taken).add(column))
    const way = { served: rest.served + 1, cost: rest.cost + cost }
    if (way.served > best.served || (way.served === best.served && way.cost < best.cost)) best = way
  }
  return best
}

/** Says what an assignment serves and costs, after making sure that it is one. */
function looked({ rows, columns, of }: Costs) {
  const { assignment, cost } = match({ rows, columns, of })
  const pairs = [...assignment.entries()].filter(([, column]) => column >= 0)
  assert.equal(assignment.length, rows)
  assert.equal(new Set(pairs.map(([, column]) => column)).size, pairs.length)
  const each = pairs.map(([row, column]) => of[row * columns + column] ?? Number.NaN)
  assert.ok(each.every((value) => value < none))
  assert.equal(
    each.reduce((sum, value) => sum + value, 0),
    cost,
  )
  return { served: pairs.length, cost }
}

test('no assignment serves more, and none that serves as many is cheaper', () => {
  const random = seeded(7)
  for (let i = 0; i < 6_000; i++) {
    const [rows, columns, forbidden] = [Math.floor(random() * 6), Math.floor(random() * 6), random()]
    // Few different costs now and then, so that many ways cost the same.
    const most = i % 3 === 0 ? 3 : 40
    const table = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => (random() < forbidden ? none : Math.floor(random() * most) - most / 2)),
    )
    assert.deepEqual(looked(costs(table)), tryEverything(table), JSON.stringify(table))
  }
})

/** A second exact method: cheapest augmenting paths over the whole residual graph (Bellman–Ford), one order at a time. The
 *  k-th path gives the cheapest way to serve k, so it ends with the most that can be served. */
function byCheapestPaths({ rows, columns, of }: Costs): { served: number; cost: number } {
  const rowOf = new Int32Array(columns).fill(-1)
  const columnOf = new Int32Array(rows).fill(-1)
  let [served, cost] = [0, 0]
  for (;;) {
    const away = new Float64Array(columns).fill(none)
    const from = new Int32Array(columns).fill(-1)
    let isBetter = true
    while (isBetter) {
      isBetter = false
      for (let row = 0; row < rows; row++) {
        const own = columnOf[row] ?? 0
        const soFar = own < 0 ? 0 : (away[own] ?? 0) - (of[row * columns + own] ?? 0)
        for (let column = 0; column < columns; column++)
          if (column !== own && soFar + (of[row * columns + column] ?? 0) < (away[column] ?? 0) - 1e-9) {
            away[column] = soFar + (of[row * columns + column] ?? 0)
            from[column] = row
            isBetter = true
          }
      }
    }
    let end = -1
    for (let column = 0; column < columns; column++)
      if ((rowOf[column] ?? 0) < 0 && (away[column] ?? 0) < (end < 0 ? none : (away[end] ?? 0))) end = column
    if (end < 0) return { served, cost }
    served++
    cost += away[end] ?? 0
    while (end >= 0) {
      const row = from[end] ?? 0
      const had = columnOf[row] ?? 0
      columnOf[row] = end
      rowOf[end] = row
      end = had
    }
  }
}

test('larger problems of every shape cost what a second exact method says', () => {
  const random = seeded(11)
  const shapes = [
    { rows: 60, columns: 60, forbidden: 0 },
    { rows: 60, columns: 60, forbidden: 0.9 },
    { rows: 80, columns: 50, forbidden: 0.95 },
    { rows: 50, columns: 90, forbidden: 0.5 },
    { rows: 90, columns: 60, forbidden: 0 },
    { rows: 70, columns: 70, forbidden: 0.97 },
  ]
  for (const { rows, columns, forbidden } of shapes)
    for (const most of [5, 1_000_000]) {
      const of = Float64Array.from({ length: rows * columns }, () =>
        random() < forbidden ? none : Math.floor((random() - 0.3) * most),
      )
      const { served, cost } = looked({ rows, columns, of })
      const other = byCheapestPaths({ rows, columns, of })
      assert.equal(served, other.served)
      assert.ok(Math.abs(cost - other.cost) < 1e-6, `${cost} instead of ${other.cost}`)
    }
})

test('prices prove a large assignment: 400 orders, 500 technicians, costs of very different size', () => {
  const random = seeded(3)
  const [rows, columns] = [400, 500]
  const of = Float64Array.from({ length: rows * columns }, () => Math.floor(10 ** (random() * 12)))
  assert.equal(looked({ rows, columns, of }).served, rows)
  const turned = Float64Array.from(
    { length: rows * columns },
    (_, i) => of[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
  )
  assert.deepEqual(looked({ rows: columns, columns: rows, of: turned }), looked({ rows, columns, of }))
})

test('nothing to serve, nobody to serve it, nobody allowed', () => {
  assert.deepEqual(match(costs([])), { assignment: [], cost: 0 })
  assert.deepEqual(match({ rows: 2, columns: 0, of: new Float64Array(0) }), { assignment: [-1, -1], cost: 0 })
  assert.deepEqual(match(costs([[none], [none]])), { assignment: [-1, -1], cost: 0 })
})

test('huge and tiny costs', () => {
  assert.deepEqual(
    match(
      costs([
        [1e300, 2e299],
        [3e299, 1e300],
      ]),
    ),
    { assignment: [1, 0], cost: 5e299 },
  )
  assert.deepEqual(
    match(
      costs([
        [1e-300, 2e-300],
        [1e-300, 3e-300],
      ]),
    ),
    { assignment: [1, 0], cost: 3e-300 },
  )
  assert.deepEqual(
    match(
      costs([
        [-1e300, none],
        [-1e300, -1e300],
      ]),
    ).assignment,
    [0, 1],
  )
})

const read = (text: string) => readCosts(new TextEncoder().encode(text))

test('costs are read as any other program reads numbers', () => {
  const random = seeded(5)
  const numbers = Array.from({ length: 30_000 }, () => {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20)
    const ways = [
      String(value),
      value.toFixed(3),
      value.toExponential(12),
      String(Math.round(value)),
      '-0',
      '0.5',
      '1E2',
    ]
    return ways[Math.floor(random() * ways.length)] ?? ''
  })
  const { rows, columns, of } = read(
    `\ufeff{ "cost" : [ [${numbers.join(' ,\n')}],\t[${numbers.map(() => 'null')}] ] } \r\n`,
  )
  assert.deepEqual([rows, columns], [2, 30_000])
  assert.deepEqual([...of.subarray(0, columns)], numbers.map(Number))
  assert.ok(of.subarray(columns).every((value) => value === none))
  assert.deepEqual(read('{"cost":[[],[]]}'), { rows: 2, columns: 0, of: new Float64Array(0) })
})

test('what is no table of costs is named with its place', () => {
  const refusals: [string, string][] = [
    ['', 'an object {"cost":[[…]]} was expected, the end found at byte 1'],
    ['{}', 'cost is missing; only {"cost":[[…]]} was expected'],
    ['{"costs":[]}', 'costs: unknown field; only {"cost":[[…]]} was expected'],
    ['{"cost":[],"more":1}', 'more: unknown field, or cost given twice; only {"cost":[[…]]} was expected'],
    ['{"cost":[[1,2],[3]]}', 'cost[1]: 2 values were expected, as in cost[0], 1 found'],
    ['{"cost":[[1],[NaN]]}', 'cost[1][0]: null or a number up to 1e+300 was expected, NaN found'],
    ['{"cost":[[1,"2"]]}', 'cost[0][1]: null or a number up to 1e+300 was expected, "2" found'],
    ['{"cost":[[01]]}', 'cost[0][0]: null or a number up to 1e+300 was expected, 01 found'],
    ['{"cost":[[-]]}', 'cost[0][0]: null or a number up to 1e+300 was expected, - found'],
    ['{"cost":[[1.]]}', 'cost[0][0]: null or a number up to 1e+300 was expected, 1. found'],
    ['{"cost":[[.5]]}', 'cost[0][0]: null or a number up to 1e+300 was expected, .5 found'],
    ['{"cost":[[1e301]]}', 'cost[0][0]: null or a number up to 1e+300 was expected, a larger one found'],
    ['{"cost":[[1 2]]}', 'cost[0][1]: a comma or the end of the list was expected, 2 found at byte 13'],
    ['{"cost":[1]}', 'cost[0]: a list of numbers was expected, 1 found at byte 10'],
    ['{"cost":5}', 'cost: a list of rows was expected, 5 found at byte 9'],
    ['{"cost":[[1]', 'cost[1]: a comma or the end of the list was expected, the end found at byte 13'],
    ['{"cost":[[1]]} x', 'nothing after the object was expected, x found at byte 16'],
  ]
  for (const [text, says] of refusals) assert.throws(() => read(text), { message: says })
})
