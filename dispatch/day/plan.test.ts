import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitOf } from '../fit.ts'
import { secondsBetween } from '../place.ts'
import { type Day, mostOvertime } from './day.ts'
import { type Proposal, planDay } from './plan.ts'
import { at, dayOf, hours, technician, visit } from './testing.ts'

const after = (most: number) => (n: number) => Math.max(0, 1 - n / most)
const planned = (day: Day, routes?: ReadonlyMap<string, readonly string[]>) =>
  planDay(day, { seed: 1, timeLeft: after(600), ...(routes ? { routes } : {}) })
const whoHas = ({ routes }: Proposal, id: string) => {
  const route = routes.find(({ stops }) => stops.some((stop) => stop.visit === id))
  return { technician: route?.technician, stop: route?.stops.find((stop) => stop.visit === id) }
}

/** Follows each route with nothing but the day in hand. */
function assertDrivable(day: Day, { routes, unserved }: Proposal): void {
  const seen = [...routes.flatMap(({ stops }) => stops.map((stop) => stop.visit)), ...unserved.map((one) => one.visit)]
  assert.deepEqual(seen.sort(), day.visits.map(({ id }) => id).sort(), 'each visit once')
  const end = Math.max(...day.technicians.map(({ shift }) => shift[1]))
  for (const { technician: id, stops, overtime } of routes) {
    const who = day.technicians.find((one) => one.id === id) ?? assert.fail()
    let [free, place] = [Math.max(who.shift[0], day.now), who.from]
    for (const stop of stops) {
      const what = day.visits.find((one) => one.id === stop.visit) ?? assert.fail()
      const isAble = typeof fitOf(what, { ...who, knowsTheOrder: false }) !== 'string'
      assert.ok(isAble || what.given === id)
      assert.ok(!what.declined.includes(id) || what.given === id)
      if (what.isFixed) assert.equal(what.given, id)
      const way = place && what.place ? secondsBetween(place, what.place) : 1_800
      assert.equal(stop.way, way)
      assert.ok(stop.arrives >= free + way)
      assert.ok(stop.begins >= Math.max(stop.arrives, what.agreed?.[0] ?? 0))
      assert.equal(stop.ends, stop.begins + what.service)
      const due = what.agreed?.[1] ?? stop.begins
      assert.equal(stop.late, Math.max(0, stop.begins - due), 'what is late says so')
      assert.ok(what.agreed !== null || stop.ends <= end, 'no overtime for what nobody agreed on')
      assert.equal(
        stop.why.some((why) => why.startsWith('late.')),
        stop.late > 0,
      )
      ;[free, place] = [stop.ends, what.place]
    }
    assert.equal(overtime, Math.max(0, (stops.at(-1)?.ends ?? 0) - who.shift[1]))
    assert.ok(overtime <= mostOvertime)
  }
}

const some = fc.record({
  technicians: fc.array(
    fc.record({
      x: fc.integer({ min: -20, max: 20 }),
      ends: fc.integer({ min: 1, max: 9 }),
      isTrained: fc.boolean(),
      load: fc.integer({ min: 0, max: 8 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  visits: fc.array(
    fc.record({
      x: fc.integer({ min: -30, max: 30 }),
      from: fc.integer({ min: -2, max: 8 }),
      isOpen: fc.boolean(),
      isKnown: fc.boolean(),
      appliance: fc.constantFrom('gas-boiler', 'fridge'),
      given: fc.integer({ min: -3, max: 3 }),
      isFixed: fc.boolean(),
      isUrgent: fc.boolean(),
      declined: fc.subarray(['t0', 't1', 't2']),
    }),
    { maxLength: 9 },
  ),
})

test('whatever the day: each visit once, by somebody who may, at a time that can be kept; what is late or over says so', () => {
  fc.assert(
    fc.property(some, (drawn) => {
      const technicians = drawn.technicians.map(({ x, ends, isTrained, load }, i) =>
        technician(`t${i}`, {
          from: at(x),
          shift: [hours(0), hours(ends)],
          load,
          ...(isTrained ? { skills: [{ appliance: 'fridge', brands: ['暖阳'] }] } : {}),
        }),
      )
      const visits = drawn.visits.map((one, i) => {
        const given = technicians[one.given]?.id ?? null
        return visit(`v${i}`, {
          ...{
            appliance: one.appliance,
            place: one.isKnown ? at(one.x) : null,
            isUrgent: one.isUrgent,
            declined: one.isFixed ? [] : one.declined,
          },
          agreed: one.isOpen ? null : [hours(one.from), hours(one.from + 1)],
          ...{ given, isFixed: one.isFixed && given !== null },
        })
      })
      const day = dayOf(technicians, visits)
      const proposal = planDay(day, { seed: 7, timeLeft: after(120) })
      assertDrivable(day, proposal)
      const again = planDay(day, { seed: 7, timeLeft: after(120) })
      assert.deepEqual(again, proposal, 'the same question has the same answer')
    }),
    { numRuns: 150 },
  )
})

test('nearest with the skill, and says how far; trained on the brand, there before, and with the part on the van go before a little travel', () => {
  const two = [technician('near', { from: at(4) }), technician('far', { from: at(9) })]
  const plain = whoHas(planned(dayOf(two, [visit('v')])), 'v')
  assert.equal(plain.technician, 'near')
  assert.ok(plain.stop?.why.includes('way.3') && plain.stop.why.includes('skill.any'))
  const nowhere = whoHas(planned(dayOf(two, [visit('v', { place: null })])), 'v')
  assert.ok(nowhere.stop?.why.includes('way.unknown'))
  const trained = [
    two[0] ?? assert.fail(),
    technician('far', { from: at(9), skills: [{ appliance: 'gas-boiler', brands: ['暖阳'] }] }),
  ]
  assert.equal(whoHas(planned(dayOf(trained, [visit('v')])), 'v').technician, 'far')
  assert.equal(whoHas(planned(dayOf(two, [visit('v', { known: ['far'] })])), 'v').technician, 'far')
  const vans = [
    technician('near', { from: at(4), parts: new Set() }),
    technician('far', { from: at(9), parts: new Set(['P1']) }),
  ]
  const stocked = whoHas(planned(dayOf(vans, [visit('v', { parts: ['P1'] })])), 'v')
  assert.equal(stocked.technician, 'far')
  assert.ok(stocked.stop?.why.includes('parts'))
})

test('an urgent order comes in between, and nothing else moves that need not', () => {
  const technicians = [technician('a', { from: at(0) }), technician('b', { from: at(20) })]
  const visits = [
    visit('a1', { place: at(2), given: 'a', agreed: [hours(1), hours(2)] }),
    visit('a2', { place: at(3), given: 'a', agreed: [hours(3), hours(4)] }),
    visit('b1', { place: at(21), given: 'b', agreed: [hours(1), hours(2)] }),
  ]
  const urgent = visit('u', { place: at(19), isUrgent: true, agreed: [hours(0), hours(0.5)] })
  const routes = new Map([
    ['a', ['a1', 'a2']],
    ['b', ['b1']],
  ])
  const proposal = planned(dayOf(technicians, [...visits, urgent]), routes)
  assert.equal(whoHas(proposal, 'u').technician, 'b')
  assert.deepEqual([proposal.moved, proposal.unserved], [[], []])
  assert.ok(whoHas(proposal, 'a1').stop?.why.includes('stays'))
})

test('somebody falls ill: their visits go to others, named; what nobody can keep is late by as little as it takes, never in silence', () => {
  const left = [technician('b', { from: at(0) })]
  const visits = [
    visit('a1', { place: at(1), given: 'a', agreed: [hours(1), hours(1.25)] }),
    visit('b1', { place: at(1), given: 'b', agreed: [hours(1), hours(1.25)] }),
    visit('f1', { given: 'a', appliance: 'fridge' }),
    visit('x1', { given: 'a', region: '110108' }),
  ]
  const proposal = planned(dayOf(left, visits))
  assertDrivable(dayOf(left, visits), proposal)
  assert.deepEqual(proposal.moved, [{ visit: 'a1', from: 'a', to: 'b' }])
  const late = proposal.routes.flatMap(({ stops }) => stops.filter((stop) => stop.late > 0))
  assert.equal(late.length, 1)
  assert.ok((late[0]?.late ?? 0) <= 1_800)
  assert.deepEqual(
    proposal.unserved.toSorted((a, b) => a.visit.localeCompare(b.visit)),
    [
      { visit: 'f1', why: 'skill' },
      { visit: 'x1', why: 'territory' },
    ],
  )
})

test('what somebody is on the way to stays with them, also against a rule; who said no is not asked again; a full day takes no more', () => {
  const day = dayOf(
    [technician('a', { skills: [] }), technician('b'), technician('c', { load: 8 })],
    [visit('v', { given: 'a', isFixed: true })],
  )
  assert.equal(whoHas(planned(day), 'v').technician, 'a')
  const refused = dayOf([technician('a'), technician('b', { from: at(40) })], [visit('v', { declined: ['a'] })])
  assert.equal(whoHas(planned(refused), 'v').technician, 'b')
  const byAll = dayOf([technician('a')], [visit('v', { declined: ['a'] })])
  assert.deepEqual(planned(byAll).unserved, [{ visit: 'v', why: 'declined' }])
  const full = dayOf([technician('c', { load: 8 })], [visit('v')])
  assert.deepEqual(planned(full).unserved, [{ visit: 'v', why: 'full' }])
  const nobody = dayOf([], [visit('v')])
  assert.deepEqual(planned(nobody).unserved, [{ visit: 'v', why: 'skill' }])
  const nothing = planned(dayOf([technician('a')], []))
  assert.deepEqual([nothing.routes[0]?.stops, nothing.unserved], [[], []])
})

test('what is long overdue is planned as soon as can be, says how late it truly is, and is not dropped while there is time', () => {
  const overdue = [hours(-5), hours(-4)] as const
  const visits = Array.from({ length: 5 }, (_, i) =>
    visit(`v${i}`, { agreed: overdue, given: 'a', isFixed: true, place: at(2 * i) }),
  )
  const day = dayOf([technician('a')], visits)
  const proposal = planned(day)
  assertDrivable(day, proposal)
  assert.deepEqual(proposal.unserved, [])
  for (const stop of proposal.routes[0]?.stops ?? []) assert.ok(stop.late >= 4 * 3_600)
})

test('a full day, and what somebody was given over a rule, stay with them also where they may be moved', () => {
  const mine = Array.from({ length: 8 }, (_, i) => visit(`v${i}`, { given: 'full', place: at(i), service: 1_200 }))
  const overruled = visit('far', { given: 'full', region: '110101', place: at(1), service: 1_200 })
  const proposal = planned(
    dayOf([technician('full', { load: 9 }), technician('other', { from: at(90) })], [...mine, overruled]),
  )
  assert.deepEqual([proposal.unserved, proposal.moved], [[], []])
})
