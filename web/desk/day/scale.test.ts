import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barOf, hoursOf } from './scale.ts'

const hour = 3_600_000
const nine = 1_000_000 * hour + 9 * hour

test('the board shows full hours, four at least and twelve at most', () => {
  assert.deepEqual(
    hoursOf(nine + 5, []).marks,
    [0, 1, 2, 3].map((h) => nine + h * hour),
  )
  assert.equal(hoursOf(nine + 5, [nine + 5.5 * hour]).to, nine + 6 * hour)
  assert.equal(hoursOf(nine, [nine + 30 * hour]).to, nine + 12 * hour)
})

test('a bar lies where its time is, cut off at the edges', () => {
  const board = { from: nine, to: nine + 4 * hour }
  assert.deepEqual(barOf(nine + hour, nine + 2 * hour, board), { left: 0.25, width: 0.25 })
  assert.deepEqual(barOf(nine - hour, nine + hour, board), { left: 0, width: 0.25 })
  assert.deepEqual(barOf(nine + 3 * hour, nine + 9 * hour, board), { left: 0.75, width: 0.25 })
  assert.equal(barOf(nine + 4 * hour, nine + 5 * hour, board), null)
})
