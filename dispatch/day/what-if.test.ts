import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { secondsBetween } from '../place.ts'
import type { Visit } from './day.ts'
import { at, dayOf, hours, morning as now, technician, visit } from './testing.ts'
import { type Effect, whatIf } from './what-if.ts'

const of = (effects: Effect[], id: string) => effects.find((effect) => effect.technician === id) ?? assert.fail(id)

test('it says which rule speaks against somebody, whom it would make late and by how much, and what is saved elsewhere', () => {
  const tight = visit('tight', { place: at(1), agreed: [hours(0), hours(0.2)], given: 'li' })
  const far = visit('far', { place: at(30), given: 'far-away' })
  const moved = visit('moved', { place: at(-10), agreed: [hours(0), hours(1)], given: 'wang', declined: ['no'] })
  const day = dayOf(
    [
      technician('li'),
      technician('wang', { from: at(30) }),
      technician('free', { from: at(-9) }),
      technician('fridges', { skills: [{ appliance: 'fridge', brands: '*' }] }),
      technician('elsewhere', { territory: ['110000'] }),
      technician('full', { load: 8 }),
      technician('no'),
      technician('far-away', { from: at(30) }),
    ],
    [tight, far, moved],
  )
  const routes = new Map([
    ['li', ['tight']],
    ['wang', ['moved']],
    ['far-away', ['far']],
  ])
  const effects = whatIf(day, routes, 'moved')
  assert.deepEqual(
    ['fridges', 'elsewhere', 'full', 'no'].map((id) => of(effects, id).refused),
    ['skill', 'territory', 'full', 'declined'],
  )
  assert.ok(!effects.some((effect) => effect.technician === 'wang'), 'who has it is not asked')
  // The free one is nearest: nobody is late, and much less is driven than from 40 km away.
  const [best] = effects
  assert.deepEqual([best?.technician, best?.late, best?.makesLate, best?.overtime], ['free', 0, [], 0])
  assert.equal(best?.more, secondsBetween(at(-9), at(-10)) - secondsBetween(at(30), at(-10)))
  // Li keeps what was agreed first and then drives on; that is too late for the other.
  const li = of(effects, 'li')
  assert.deepEqual(li.makesLate, [])
  assert.equal(li.late, Math.max(0, secondsBetween(at(0), at(1)) + 2_400 + secondsBetween(at(1), at(-10)) - 3_600))
  assert.deepEqual(whatIf(day, routes, 'unknown'), [])
})

test('whatever the day: of all places in a route the one that makes the least late, then drives the least, told as it comes about', () => {
  const drawn = fc.array(
    fc.record({
      x: fc.integer({ min: -20, max: 20 }),
      from: fc.option(fc.double({ min: 0, max: 4, noNaN: true })),
      service: fc.integer({ min: 600, max: 7_200 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(drawn, fc.integer({ min: -20, max: 20 }), (list, start) => {
      const visits = list.map(({ x, from, service }, i) =>
        visit(`v${i}`, { place: at(x), service, agreed: from === null ? null : [hours(from), hours(from + 0.5)] }),
      )
      const who = technician('one', { from: at(start), shift: [now, hours(6)] })
      const [moved, ...others] = visits
      if (!moved) return
      const [effect] = whatIf(dayOf([who], visits), new Map([['one', others.map(({ id }) => id)]]), moved.id)
      /** Followed with nothing but the day in hand. */
      const follow = (route: Visit[]) => {
        let [free, place, driven] = [now, at(start), 0]
        const late = new Map<string, number>()
        for (const one of route) {
          const to = one.place ?? assert.fail()
          driven += secondsBetween(place, to)
          const begins = Math.max(free + secondsBetween(place, to), one.agreed?.[0] ?? 0)
          late.set(one.id, Math.max(0, begins - (one.agreed?.[1] ?? begins)))
          ;[free, place] = [begins + one.service, to]
        }
        return { late, driven, over: Math.max(0, free - hours(6)) }
      }
      const before = follow(others)
      const all = visits.map((_, i) => {
        const { late, driven, over } = follow([...others.slice(0, i), moved, ...others.slice(i)])
        const made = others.filter(({ id }) => (late.get(id) ?? 0) > (before.late.get(id) ?? 0))
        const sum = [moved, ...made].reduce((total, { id }) => total + (late.get(id) ?? 0), 0)
        return { late, sum, more: driven - before.driven, over: over - before.over, made: made.map(({ id }) => id) }
      })
      const best = [...all].sort((a, b) => a.sum - b.sum || a.more - b.more)[0] ?? assert.fail()
      const told = effect ?? assert.fail()
      assert.deepEqual(
        [told.late + told.makesLate.reduce((sum, one) => sum + one.late, 0), told.more],
        [best.sum, best.more],
      )
      const match = all.filter(({ sum, more }) => sum === best.sum && more === best.more)
      assert.ok(
        match.some(
          ({ late, over, made }) =>
            late.get(moved.id) === told.late &&
            over === told.overtime &&
            JSON.stringify(made) === JSON.stringify(told.makesLate.map((one) => one.visit)),
        ),
      )
    }),
  )
})
