import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Known, lacking } from './completeness.ts'

const film = { isSealed: true, isBroken: false, isCut: false, isStamped: true, pictures: 3 }
const whole: Known = { waybills: 1, films: [film], unpictured: 0, isDelivered: true, hasPolicy: true, canStamp: true }

test('an order of which everything is there lacks nothing; each thing that is not is named', () => {
  assert.deepEqual(lacking(whole), [])
  const cases: [Partial<Known>, string[]][] = [
    [{ waybills: 0, films: [] }, ['waybill']],
    [{ films: [] }, ['film']],
    [{ waybills: 2 }, ['film']],
    [{ films: [{ ...film, isSealed: false, isStamped: false }] }, ['film-unsent']],
    [{ films: [{ ...film, isBroken: true, isStamped: false, pictures: 0 }] }, ['film-broken']],
    [{ films: [{ ...film, isCut: true }] }, ['film-cut']],
    [{ films: [{ ...film, pictures: 0 }] }, ['pictures']],
    [{ unpictured: 1 }, ['listing']],
    [{ films: [{ ...film, isStamped: false }] }, ['stamp']],
    [{ films: [{ ...film, isStamped: false }], canStamp: false }, []],
    [{ isDelivered: false }, ['delivery']],
    [{ hasPolicy: false }, ['policy']],
    [{ films: [], isDelivered: false, unpictured: 2 }, ['film', 'listing', 'delivery']],
  ]
  for (const [known, lacks] of cases) assert.deepEqual(lacking({ ...whole, ...known }), lacks, JSON.stringify(known))
})
