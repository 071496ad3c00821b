import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '../appliances/ageing.ts'
import figures from './figures.json' with { type: 'json' }
import law from './law.json' with { type: 'json' }
import { inForce, isInForce, statute, statutes, unprovedOn } from './statutes.ts'
import thresholds from './thresholds.json' with { type: 'json' }

const isDay = (day: string) => /^\d{4}-\d\d-\d\d$/.test(day) && addDays(day, 0) === day

test('every row of the law: one id, real days, a known confidence and source, and no text of its own language missing', () => {
  assert.equal(statutes.length, 108)
  assert.equal(new Set(statutes.map(({ id }) => id)).size, statutes.length)
  for (const row of statutes) {
    for (const day of [row.from, row.until]) assert.ok(day === null || isDay(day), row.id)
    assert.ok(row.until === null || (row.from !== null && row.from <= row.until), row.id)
    assert.ok(row.confidence in law.confidence, row.id)
    assert.ok(row.source.length > 0 && row.statute.zh && row.statute.en && row.says, row.id)
    assert.ok(row.checkedTo === null || /^\d{4}(-\d\d){0,2}$/.test(row.checkedTo), row.id)
    assert.equal(row.zh === null, row.en === null, row.id)
    assert.ok(!/^(同上|same)$/.test(row.statute.zh) && row.statute.en !== 'same', row.id)
  }
})

test('every row of the law is in force from its first day to its last, and not on the day before or after', () => {
  for (const row of statutes) {
    const { id, from, until } = row
    if (from === null) assert.ok(!isInForce(row, '2026-11-27'), `${id} has no first day, and is in force on none`)
    else {
      assert.deepEqual(
        [addDays(from, -1), from].map((day) => isInForce(row, day)),
        [false, true],
        id,
      )
      const last = until ?? '2099-12-31'
      assert.deepEqual(
        [last, addDays(last, 1)].map((day) => isInForce(row, day)),
        [true, until === null],
        id,
      )
    }
  }
  assert.deepEqual(inForce(['PSP-49-OLD', 'PSP-58'], '2025-12-31'), ['PSP-49-OLD'])
  assert.deepEqual(inForce(['PSP-49-OLD', 'PSP-58'], '2026-01-01'), ['PSP-58'])
})

test('what nobody verified is no ground, and neither is what there is not', () => {
  const unverified = statutes.filter(({ confidence }) => confidence === 'D').map(({ id }) => id)
  assert.deepEqual(unverified, ['REP-3R-GAS'])
  for (const id of [...unverified, 'PSP-99']) assert.throws(() => statute(id), RangeError)
})

test('a source proves a text to the day, month or year up to which it was checked, and not after', () => {
  const proves = (id: string, day: string) => unprovedOn([id], day).length === 0
  assert.deepEqual([proves('PSP-58', '2026-07-17'), proves('PSP-58', '2026-07-18')], [true, false])
  assert.deepEqual([proves('CIR-49', '2026-05-31'), proves('CIR-49', '2026-06-01')], [true, false])
  assert.deepEqual([proves('FRD-TEL-1', '2025-12-31'), proves('FRD-TEL-1', '2026-01-01')], [true, false])
  assert.equal(proves('AIL-13', '2025-09-01'), false, 'never checked')
})

/** Every number in a value, fen as yuan. */
function numbersIn(value: unknown, name = ''): number[] {
  if (typeof value === 'number') return [name.endsWith('Fen') ? value / 100 : value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => numbersIn(one, Array.isArray(value) ? name : key))
}

test('every figure that a rule reads stands in the row of its id', () => {
  const { note, ...byId } = figures
  assert.ok(note)
  for (const [id, of] of Object.entries(byId)) {
    const row = statute(id)
    const text = `${row.numbers} ${row.says} ${row.en}`.replaceAll(',', '')
    for (const number of numbersIn(of)) assert.match(text, new RegExp(`(?<!\\d)${number}(?!\\d)`), `${id}: ${number}`)
  }
})

test('the thresholds: places do not overlap, a figure lies in the national band, and nothing weak lacks its mark', () => {
  const { band, network, local } = thresholds
  assert.equal(local.length + 2, 15)
  assert.equal(network.largeFen, 300_000)
  for (const row of local) {
    const { largeFen, hugeFen, confidence, id } = row
    if (confidence === 'D') assert.deepEqual([largeFen, hugeFen], [null, null], id)
    else {
      assert.ok((largeFen ?? 0) >= (band.largeFen[0] ?? 0) && (largeFen ?? 0) <= (band.largeFen[1] ?? 0), id)
      assert.ok((hugeFen ?? 0) >= (band.hugeFen[0] ?? 0) && (hugeFen ?? 0) <= (band.hugeFen[1] ?? 0), id)
    }
    assert.equal(row.especiallyHugeFen, band.especiallyHugeFen, id)
    assert.ok(row.from === null ? confidence >= 'C' : isDay(row.from), id)
  }
})
