import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Polygon } from '../finding.ts'
import { apart } from './apart.ts'
import { type Capture, contradictions, dayOf } from './captures.ts'
import { samePictures } from './twice.ts'

test('a photo sent twice counts once: the same file, or the same picture saved anew', () => {
  const photos = ['a', 'b', 'a', 'c'].map((sha256) => ({ sha256 }))
  const bits: Record<string, number | null> = { ab: 10, bc: 11, ac: null }
  const found = samePictures(photos, (x, y) => bits[[x.sha256, y.sha256].sort().join('')] ?? null)
  assert.deepEqual(
    found.map(({ first, second, finding }) => [first, second, finding.code, finding.strength]),
    [
      [0, 1, 'consistency.same_picture', 0.1],
      [0, 2, 'consistency.same_file', 0],
      [1, 2, 'consistency.same_picture', 0.1],
    ],
  )
})

test('damage on one copy of an exposure is a contradiction; between angles it is a reason to look', () => {
  const polygon: Polygon = [
    [10, 10],
    [40, 10],
    [40, 40],
  ]
  const small = { polygon: [], area: 0.001 }
  const changed = [small, { polygon, area: 0.02 }]
  assert.deepEqual(apart({ relation: 'derived', changed }), {
    ...apart({ relation: 'derived', changed }),
    code: 'consistency.one_exposure_changed',
    strength: 0.95,
    region: polygon,
  })
  assert.equal(apart({ relation: 'same-item', changed })?.strength, 0.3)
  assert.equal(apart({ relation: 'unknown', changed }), null)
  assert.equal(apart({ relation: 'different', changed: [] })?.strength, 0)
  // A crop or a screenshot of the other, in which nothing was changed.
  assert.equal(apart({ relation: 'derived', changed: [small] })?.code, 'consistency.same_picture')
  assert.equal(apart({ relation: 'same-item', changed: [small] }), null)
  assert.equal(apart({ relation: 'derived', changed: [{ polygon, area: 0.6 }] }), null)
})

test('cameras and days that contradict each other are said, missing ones are not', () => {
  const silent: Capture = { takenAt: null, make: null, model: null }
  const phone: Capture = { takenAt: '2026:11:20 10:00:00', make: 'HUAWEI', model: 'P60' }
  const codes = (...captures: Capture[]) => contradictions(captures).map(({ code }) => code)
  assert.deepEqual(codes(), [])
  assert.deepEqual(codes(silent, phone, { ...phone, make: 'huawei' }, { ...silent, takenAt: 'yesterday' }), [])
  assert.deepEqual(codes(phone, { ...phone, model: 'Mate' }), ['consistency.several_cameras'])
  assert.deepEqual(codes(phone, { ...phone, takenAt: '2026:12:20 10:00:00' }), ['consistency.days_apart'])
  assert.deepEqual(codes(phone, { ...phone, takenAt: '2026:12:20 09:59:59' }), [])
})

test('days are counted as the calendar does', () => {
  const moment = fc.date({
    min: new Date('1990-01-01T00:00:00Z'),
    max: new Date('2090-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  const counted = (date: Date) => dayOf(date.toISOString().slice(0, 19)) ?? Number.NaN
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const days = (Math.floor(a.getTime() / 1000) - Math.floor(b.getTime() / 1000)) / 86_400
      assert.ok(Math.abs(counted(a) - counted(b) - days) < 1e-6)
    }),
    { seed: 5 },
  )
  for (const text of [
    '',
    '2026:13:01 00:00:00',
    '2026:00:10 00:00:00',
    '2026:01:32 00:00:00',
    '0000:00:00 00:00:00',
    '2026:01:01 24:00:00',
  ])
    assert.equal(dayOf(text), null)
})
