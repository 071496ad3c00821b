import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aimsAt, versions } from './aims.ts'
import { fullAt } from './fit.ts'
import { kilometres } from './place.ts'
import { type Needed, rank as rankBy, type Technician } from './rank.ts'

const rank = (needed: Needed, technicians: readonly Technician[]) =>
  rankBy(needed, technicians, aimsAt(Date.parse('2026-11-24')).weights)

const needed = { appliance: 'gas-boiler', brand: '暖阳', region: '623024', place: null }
const somebody: Technician = {
  technician: 'a',
  skills: [{ appliance: 'gas-boiler', brands: '*' }],
  territory: ['623024'],
  load: 0,
  place: null,
  rating: null,
  knowsTheOrder: false,
}
const order = (...technicians: Partial<Technician>[]) =>
  rank(
    needed,
    technicians.map((t, i) => ({ ...somebody, technician: String(i), ...t })),
  ).map((r) => r.technician)

test('the weights of all aims sum to 100 per cent in every version, and each moment has its version', () => {
  for (const { weights } of versions)
    assert.equal(
      Object.values(weights).reduce((a, b) => a + b, 0),
      100,
    )
  assert.equal(aimsAt(Date.parse('2026-11-30T23:59:59+08:00')).version, '2026-11')
  assert.equal(aimsAt(Date.parse('2026-12-01T00:00:00+08:00')).version, '2026-12')
})

test('nobody without the skill, outside the territory or with a full day is offered an order', () => {
  assert.deepEqual(order({ skills: [{ appliance: 'fridge', brands: '*' }] }), [])
  assert.deepEqual(order({ skills: [{ appliance: 'gas-boiler', brands: ['别家'] }] }), [])
  assert.deepEqual(order({ territory: ['623023', '450303'] }), [])
  assert.deepEqual(order({ load: fullAt }), [])
})

test('whoever serves the county, the prefecture or the province may be asked, the closer territory first', () => {
  assert.deepEqual(order({ territory: ['620000'] }, { territory: ['623000'] }, { territory: ['623024'] }), [
    '2',
    '1',
    '0',
  ])
})

test('the one trained on the brand, the less busy, the nearer, the better rated and the one who knows the order come first', () => {
  assert.deepEqual(order({}, { skills: [{ appliance: 'gas-boiler', brands: ['暖阳'] }] }), ['1', '0'])
  assert.deepEqual(order({ load: 3 }, { load: 1 }), ['1', '0'])
  assert.deepEqual(order({ rating: { mean: 3, count: 40 } }, { rating: { mean: 4.9, count: 40 } }), ['1', '0'])
  assert.deepEqual(order({}, { knowsTheOrder: true }), ['1', '0'])
  const place = { latitude: 34.05, longitude: 103.22 }
  const near = { ...somebody, technician: 'near', place }
  const away = { ...somebody, technician: 'away', place: { latitude: 34.4, longitude: 103.22 } }
  assert.deepEqual(
    rank({ ...needed, place }, [away, near]).map((r) => r.technician),
    ['near', 'away'],
  )
})

test('one bad rating does not sink a newcomer below a long record of bad ones', () =>
  assert.deepEqual(order({ rating: { mean: 2.5, count: 60 } }, { rating: { mean: 1, count: 1 } }), ['1', '0']))

test('the same question has the same answer, in whatever order the technicians come', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ load: fc.nat(9), n: fc.nat(30) }), { maxLength: 12 }), (all) => {
      const people = all.map(({ load, n }, i) => ({ ...somebody, technician: `${n}-${i}`, load }))
      assert.deepEqual(rank(needed, people), rank(needed, people.toReversed()))
    }),
  )
})

test('a degree of latitude is 111 kilometres', () =>
  assert.equal(Math.round(kilometres({ latitude: 30, longitude: 104 }, { latitude: 31, longitude: 104 })), 111))
