import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '../appliances/ageing.ts'
import { adviseOn } from './advice.ts'
import { readFacts } from './reading.ts'
import { statutes } from './statutes.ts'

/** Everything that a rule can ask about, done, decided and asked on one day. */
function citedOn(day: string): Set<string> {
  const act = { date: day, labelRemoved: true, asBusiness: true, age: 17 }
  const facts = {
    acts: [
      { ...act, amountFen: 2_000_000, outcome: 'obtained' },
      { ...act, amountFen: 60_000_000, outcome: 'attempted' },
    ],
  }
  const { tiers, notes } = adviseOn(readFacts(facts, day), { today: day, placeName: null })
  return new Set([...tiers, ...notes].flatMap(({ ids }) => ids))
}

/** Where the first day is not that of the row: amounts are in the data from the interpretation of 2011 on. */
const first: Record<string, string> = { 'CRM-266': '2011-04-08', 'CRM-GEN': '2011-04-08' }
/** Cited only where the law changed between act and decision: the night of 31 December 2025 has its own test. */
const ofChanges = 'APL-37'

test('each row that is a ground is cited from its first day to its last, on none before and none after', () => {
  for (const { id, from, until, zh } of statutes) {
    if (zh === null || id === ofChanges) continue
    const begins = first[id] ?? from ?? ''
    assert.ok(citedOn(begins).has(id), `${id} on ${begins}`)
    assert.ok(!citedOn(addDays(begins, -1)).has(id), `${id} the day before ${begins}`)
    if (until === null) continue
    assert.ok(citedOn(until).has(id), `${id} on ${until}`)
    assert.ok(!citedOn(addDays(until, 1)).has(id), `${id} the day after ${until}`)
  }
})

test('a row without words for a reader is cited on no day', () => {
  const silent = statutes.filter(({ zh }) => zh === null).map(({ id }) => id)
  assert.equal(silent.length, 75)
  for (const day of [
    '2005-01-01',
    '2012-01-01',
    '2020-01-01',
    '2024-08-01',
    '2025-12-31',
    '2026-01-01',
    '2026-11-27',
  ]) {
    const cited = citedOn(day)
    assert.deepEqual(
      silent.filter((id) => cited.has(id)),
      [],
      day,
    )
  }
})
