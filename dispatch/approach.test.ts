import assert from 'node:assert/strict'
import { test } from 'node:test'
import { approach } from './approach.ts'

// One degree of latitude is 111.2 km wherever one stands.
const home = { latitude: 34, longitude: 103 }
const minute = 60_000

test('a tenth of a degree away is 11.1 km and, by road, a drive of 32 minutes', () => {
  const { kilometres, arrivesAt } = approach({ from: { latitude: 34.1, longitude: 103 }, to: home, at: 0 }, 0)
  assert.equal(kilometres, 11.1)
  assert.equal(Math.round(arrivesAt / minute), 32)
})

test('the drive counts from when the position was true, and nobody arrives in the past', () => {
  const shared = { from: { latitude: 34.1, longitude: 103 }, to: home, at: 0 }
  assert.equal(Math.round(approach(shared, 10 * minute).arrivesAt / minute), 32)
  assert.equal(approach(shared, 90 * minute).arrivesAt, 90 * minute)
})
