import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movesFor } from '@anxin/domain/machine.ts'
import { visits } from '@anxin/domain/visits/decide.ts'
import type { Visit } from '../kit/api.ts'
import { behind, due, isMoot, meaningOf, planned, type StepName, standing, type Taken } from './fold.ts'

const visit = (change: Partial<Visit> = {}): Visit => ({
  id: 'v1',
  version: 1,
  status: 'planned',
  ordinal: 1,
  order: 'o1',
  number: 'AX1',
  orderStatus: 'scheduled',
  appliance: 'gas-boiler',
  brand: '暖阳',
  model: null,
  makerWarrantyUntil: null,
  urgency: 'normal',
  region: null,
  window: null,
  free: false,
  fault: null,
  finding: null,
  cause: null,
  address: '兰州路1号',
  contact: { name: null, phone: null },
  media: [],
  badge: null,
  departedAt: null,
  expectedAt: null,
  arrivedAt: null,
  endedAt: null,
  reason: null,
  quote: null,
  parts: [],
  charged: null,
  moves: movesFor(visits, { status: 'planned', ...change }, 'technician'),
  ...change,
})

let id = 0
const took = (step: StepName, change: Partial<Taken> = {}): Taken => ({
  id: ++id,
  visit: 'v1',
  step,
  body: {},
  refused: null,
  ...change,
})
const lines = [{ what: '点火针', part: null, quantity: 2, each: 6_000 }]
const day = () => [
  took('depart'),
  took('arrive'),
  took('diagnose', { body: { finding: '积碳', cause: '点火' } }),
  took('quote', { body: { lines } }),
  took('agree'),
  took('fit', { body: { part: 'ZH', name: '点火针', quantity: 2 } }),
  took('finish'),
]

test('without network a phone offers paid work only once there is agreement, and free work at once', () => {
  const there = [took('depart'), took('arrive'), took('diagnose', { body: { finding: '积碳', cause: '点火' } })]
  const work = (free: boolean, steps: Taken[]) =>
    standing(visit({ free }), steps).moves.filter((move) => /fit|finish/.test(move))
  assert.deepEqual(work(false, there), [])
  assert.deepEqual(work(true, there), ['visit.fit', 'visit.finish'])
  assert.deepEqual(work(false, [...there, took('quote', { body: { lines } }), took('agree')]), [
    'visit.fit',
    'visit.finish',
  ])
})

test('every prefix of a recorded day leads where the machine leads, with what was entered', () => {
  const reached = day().map((_, i, all) => standing(visit(), all.slice(0, i + 1)).status)
  assert.deepEqual(reached, ['enroute', 'arrived', 'diagnosed', 'quoted', 'agreed', 'agreed', 'done'])
  const done = standing(visit(), day())
  assert.equal(done.quote?.total, 12_000)
  assert.deepEqual(done.parts, [{ part: 'ZH', name: '点火针', quantity: 2 }])
  assert.equal(done.finding, '积碳')
})

test('the order of the ids counts, not the order in which they were read', () => {
  assert.deepEqual(standing(visit(), day().reverse()).status, 'done')
})

test('the address is there while the visit is open, and gone when it ended, on this phone or on the server', () => {
  const all = day()
  for (const [i] of all.entries()) {
    const { address, status } = standing(visit(), all.slice(0, i + 1))
    assert.equal(address === null, status === 'done')
  }
  assert.equal(standing(visit({ status: 'cancelled' }), []).address, null)
})

test('steps whose answer was lost are not counted twice', () => {
  const all = day()
  // The server is at `arrived`; departure and arrival are still on the phone.
  assert.equal(standing(visit({ status: 'arrived' }), all.slice(0, 2)).status, 'arrived')
  assert.equal(standing(visit({ status: 'arrived' }), all.slice(0, 3)).status, 'diagnosed')
})

test('from a refused step on nothing counts, no further step is offered, and another visit goes on', () => {
  const [depart, arrive, diagnose] = day()
  assert.ok(depart && arrive && diagnose)
  const refused = { ...arrive, refused: '当前步骤不能进行此操作' }
  const other = took('depart', { visit: 'v2' })
  const all = [depart, refused, diagnose, other]
  assert.equal(standing(visit(), all).status, 'enroute')
  assert.deepEqual(standing(visit(), all).moves, [])
  assert.deepEqual(due(all), [depart, other])
  assert.deepEqual(behind(refused, all), [diagnose])
  assert.deepEqual(due(all.filter((one) => one !== refused)), [depart, diagnose, other])
})

test('only an answer that is a decision refuses a step', () => {
  const said = (status: number, code = 'x') => meaningOf({ status, code })
  assert.deepEqual(
    [500, 502, 503, 429, 408].map((status) => said(status)),
    Array(5).fill('later'),
  )
  assert.equal(said(409, 'http.key_in_flight'), 'later')
  assert.equal(said(401, 'http.sign_in'), 'sign-in')
  assert.deepEqual(
    [403, 404, 409, 422].map((status) => said(status)),
    Array(4).fill('refused'),
  )
})

test('a refused step that came true by other hands is moot; work that was not taken is not', () => {
  assert.ok(isMoot('agree', 'agreed'))
  assert.ok(isMoot('hand-back', 'cancelled'))
  assert.ok(!isMoot('agree', 'quoted'))
  assert.ok(!isMoot('finish', 'done'))
})

test('the day: under way, without appointment, then by appointment; ended last', () => {
  const start = Date.parse('2026-03-01T00:00:00+08:00')
  const midnight = (days: number) => start + days * 86_400_000
  const at = (hours: number) => {
    const from = new Date(start + hours * 3_600_000).toISOString()
    return { from, to: from }
  }
  const all = [
    visit({ id: 'done', status: 'done', window: at(8) }),
    visit({ id: 'later', window: at(50) }),
    visit({ id: 'tomorrow', window: at(24) }),
    visit({ id: 'evening', window: at(18) }),
    visit({ id: 'morning', window: at(9) }),
    visit({ id: 'soon' }),
    visit({ id: 'there', status: 'arrived', window: at(10) }),
  ]
  assert.deepEqual(
    planned(all, midnight).map((heading) => [heading.day, heading.visits.map((one) => one.id)]),
    [
      ['now', ['there']],
      ['asap', ['soon']],
      ['today', ['morning', 'evening']],
      ['tomorrow', ['tomorrow']],
      ['later', ['later']],
      ['ended', ['done']],
    ],
  )
})
