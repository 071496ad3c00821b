import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { type Actor, fen, type Instant, instant, moverOf, privateRef } from './basics.ts'
import { usualHours } from './claims/terms.ts'
import { describe, hindrance, movesFor, requireSound } from './machine.ts'
import { machines } from './machines.ts'
import { type SearchCommand, searches } from './offers/search.ts'
import { type OrderCommand, orders } from './orders/decide.ts'
import { isOrderNumber, orderNumber } from './orders/number.ts'
import { firstCallTerms, nextTick, type PromiseCommand, promises, ranAt } from './promises/promise.ts'
import { isRefusal, type Refusal } from './refusals.ts'
import { type VisitCommand, visits } from './visits/decide.ts'

type AnyMachine = {
  kind: string
  start: { status: string }
  allowed: Record<string, readonly string[]>
  movers: Record<string, readonly string[]>
  final: readonly string[]
  passing?: readonly string[]
  decide(state: unknown, command: unknown): readonly { type: string }[] | Refusal
  evolve(state: unknown, fact: unknown): { status: string }
}

const hour = 3_600_000
const start = Date.parse('2026-11-24T00:00:00Z')
const at = (h: number): Instant => instant(start + Math.round(h * hour))
const actors: Actor[] = [
  ...(['consumer', 'technician', 'dispatcher', 'operator', 'merchant', 'reviewer'] as const).map(
    (role): Actor => ({ kind: 'person', id: role, role }),
  ),
  { kind: 'person', id: 'another-operator', role: 'operator' },
  { kind: 'clock' },
  { kind: 'reaction' },
  { kind: 'system', id: 'cli' },
]
const ref = privateRef('value')
const asked = {
  number: '1',
  person: 'p',
  region: '623024',
  appliance: 'gas-boiler',
  brand: '暖阳',
  urgency: 'urgent',
  window: null,
  channel: 'web',
  ...{ name: ref, phone: ref, address: ref, fault: ref, place: null, media: [], registered: null },
  // Of a claim.
  ...{ purchase: 'p', line: 1, buyer: 'consumer', merchant: 'm', category: 'tableware', reason: 'damaged' },
  ...{ wanted: 'refund-only', amount: fen(100), paid: fen(100), words: ref },
} as const
const calendar = { daysOff: [], worked: [] }
const ranked = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((technician) => ({ technician, score: 1, why: [] }))

const claimed = {
  rules: 'usual/1',
  needs: ['whole'],
  lane: 'fast',
  remedies: ['refund-only'],
  hours: { ...usualHours, appeal: 24, appealWithNewEvidence: 48 },
  ...{ secondAbove: fen(50), sampled: 0 },
} as const
const judgement = { outcome: 'refund-only', amount: fen(100), reasons: ['damage-shown'], words: ref } as const
const outcomes = ['refund-only', 'return-and-refund', 'replacement', 'repair', 'refusal'] as const

/** A command of each type, complete enough for any machine. */
const filling = {
  asked,
  ...{
    order: 'o',
    technician: 'a',
    visit: 'v',
    region: '623024',
    reason: ref,
    note: ref,
    fault: ref,
    waitingFor: 'parts',
  },
  ...{ window: null, warrantyDays: 90, ordinal: 1, free: false, deviceAt: null, minutesAway: 5, place: null },
  ...{
    finding: ref,
    cause: ref,
    lines: [{ what: ref, part: null, quantity: 1, each: fen(100) }],
    parts: ref,
    media: ['m'],
  },
  ...{ given: { kind: 'signature', media: 'm' }, part: { part: ref, name: ref, quantity: 1, serial: null } },
  ...{ ranked, terms: firstCallTerms('o', '623024') },
  ...{ person: 'p', phone: ref, name: ref, fields: ['phone'], purpose: 'call', about: 'o', stars: 5, reasons: [] },
  ...{ skills: [{ appliance: 'gas-boiler', brands: '*' }], territory: ['623000'], outcome: ref, used: 1 },
  ...{ position: { place: ref, until: at(1) }, on: '2026-11-24', today: '2026-11-24' },
  described: { appliance: 'gas-boiler', brand: '暖阳', model: ref, serial: null, parts: [] },
  ...{ calendar, pieces: [], without: ['whole'], needs: ['label'], grade: 'C', photos: [], standing: 'good' },
  ...{ hearing: 'h', how: 'answered', decision: 'd', remedy: 'refund-only', amount: fen(100), words: ref },
  ...{
    claim: 'c',
    side: 'merchant',
    until: at(48),
    extension: 24,
    statement: ref,
    instruction: null,
    draw: 0.5,
    merchant: 'm',
  },
  ...{ stage: 'first', barred: [], rules: 'usual/1', remedies: ['refund-only'], paid: fen(100), secondAbove: fen(50) },
  ...{ reviewHours: 48, interest: false, judgement, parties: { buyer: 'b', merchant: 'm', purchase: 'p' }, hours: 240 },
  ...{ n: 1, receipt: 'r', waybill: ref, isAccepted: true, signature: ref },
  verdict: {
    ...judgement,
    rules: 'usual/1',
    by: { kind: 'reviewer', person: 'reviewer', second: null, decision: 'd' },
  },
  ...{ number: 1, content: 'a', basedOn: 'usual/1', tried: 'a' },
  ...{ trial: { id: 't', compared: 3, changed: 1, broken: 0 }, successor: 's' },
  film: {
    ...{ media: 'm', sha256: 'a', size: 1, pieces: 1, head: 'a', length: 1 },
    ...{ ending: 'scan', pictures: [] },
  },
  text: '七天无理由',
  ...{ device: 'd', startedAt: at(0), offset: 0, clockMoved: null, broken: null },
  ...{ token: 't', stampedAt: at(1), authority: 'a' },
  ...{ service: 's', question: 'ask', request: { text: ref, sha256: 'a' }, reply: null, said: 'ours' },
  ...{ producedAt: null, failure: 'silent', url: 'u', keys: [], ground: null },
  ...{ custodian: 'k', files: 2, numbers: [], works: { from: 480, to: 1_200 } },
  ...{ company: 'c', domain: 'd', method: 'dns', hash: 'h', code: 'l', seen: 's', miss: 'absent', isProved: false },
  limits: { amount: fen(100), categories: '*', grade: 'B', from: at(0), until: null },
}

/** What a command that may be sent can still be refused for: what it holds, when and by whom it comes. */
const ofContent =
  /^(order|search|promise|appliance|technician|rating|person|hotline|hotline_report|claim|hearing|decision|remedy|instruction|disclosure|policy|recording|custody|rules)\.(?!wrong)|^visit\.(quote_empty|free_of_charge|same_technician|photo_needed|consent_needed|code_locked)$/

for (const machine of machines as readonly AnyMachine[]) {
  test(`${machine.kind}: in every status every command is refused, or leads to facts that fit; every status is reached`, () => {
    const types = [...new Set(Object.values(machine.allowed).flat())]
    const visited = new Set<string>()
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.record({ pick: fc.nat(), h: fc.double({ min: 0, max: 400, noNaN: true }) })),
        (dice) => {
          let state = machine.start
          let time = 0
          for (let step = 0; step < 14; step++) {
            visited.add(state.status)
            const roll = dice.next().value
            // Mostly hours, now and then a season, or years.
            time += roll.pick % 7 === 0 ? roll.h * (roll.pick % 5 === 0 ? 80 : 8) : roll.h / 10
            const stake = fen(roll.pick % 100)
            const outcome = outcomes[roll.pick % outcomes.length] ?? 'refusal'
            const award = { outcome, amount: fen(outcome === 'refusal' ? 0 : 100), because: 'decision' }
            const dated = { from: at(time), since: at(time) }
            const ground =
              machine.kind === 'hotline-report' ? ((roll.pick >> 3) % 2 ? 'brand-denies' : 'nothing-found') : null
            const rolled = { ...dated, terms: machine.kind === 'claim' ? claimed : filling.terms, stake, award, ground }
            const filled = { ...filling, ...rolled, stars: 1 + (roll.pick % 5), ranked: ranked.slice(0, roll.pick % 4) }
            // Everything is tried at every third step: the walk itself has to be long.
            for (const type of roll.pick % 3 === 0 ? types : []) {
              for (const by of actors) {
                const facts = machine.decide(state, { ...filled, type, at: at(time), by })
                const what = `${type} in ${state.status} by ${JSON.stringify(by)}`
                const isDrawn = movesFor(machine as never, state, moverOf(by)).includes(type)
                assert.equal(hindrance(machine as never, state, { type, by }) === null, isDrawn, what)
                if (!isDrawn) assert.ok(isRefusal(facts), what)
                else if (isRefusal(facts)) assert.ok(ofContent.test(facts.refusal), `${what}: ${facts.refusal}`)
                if (!isRefusal(facts)) facts.reduce(machine.evolve, state)
              }
            }
            const moves = machine.allowed[state.status] ?? []
            if (moves.length === 0) break
            const type = moves[roll.pick % moves.length] ?? ''
            const may = actors.filter((by) => hindrance(machine as never, state, { type, by }) === null)
            const by = may[(roll.pick >> 8) % may.length]
            if (!by) continue
            const facts = machine.decide(state, { ...filled, type, at: at(time), by })
            if (!isRefusal(facts)) state = facts.reduce(machine.evolve, state)
          }
        },
      ),
      { numRuns: 2_500, seed: 7 },
    )
    const missing = Object.keys(machine.allowed).filter(
      (status) => !visited.has(status) && !machine.passing?.includes(status),
    )
    assert.deepEqual(missing, [])
  })

  test(`${machine.kind}: what is final takes no command, what is not final does, and only published moves are drawn`, () => {
    for (const { status, isFinal, moves } of describe(machine as never).states) {
      if (isFinal) assert.deepEqual(moves, [])
      else if (!machine.passing?.includes(status)) assert.ok(moves.length > 0, status)
    }
    for (const status of Object.keys(machine.allowed))
      for (const type of movesFor(machine as never, { status }, 'consumer'))
        assert.ok(machine.allowed[status]?.includes(type))
  })
}

const person = (role: 'consumer' | 'technician' | 'dispatcher'): Actor => ({ kind: 'person', id: role, role })
const reaction: Actor = { kind: 'reaction' }
const clock: Actor = { kind: 'clock' }

function played<S, C, F>(
  machine: { start: S; decide(state: S, command: C): F[] | { refusal: string }; evolve(state: S, fact: F): S },
  commands: C[],
) {
  let state = machine.start
  for (const command of commands) {
    const facts = machine.decide(state, command)
    if (!Array.isArray(facts)) throw new Error(facts.refusal)
    state = facts.reduce(machine.evolve, state)
  }
  return state
}

test('a fault that returns on the last day of the warranty is free, a day later it is a new report', () => {
  const commands = [
    { type: 'order.open', at: at(0), by: person('consumer'), asked },
    { type: 'order.assign', at: at(1), by: reaction, technician: 't', visit: 'v' },
    { type: 'order.begin', at: at(2), by: reaction, visit: 'v' },
    { type: 'order.complete', at: at(3), by: reaction, visit: 'v', warrantyDays: 90 },
  ] satisfies OrderCommand[]
  const done = played(orders, commands)
  const again = (h: number) =>
    orders.decide(done, { type: 'order.reopen', at: at(h), by: person('consumer'), fault: ref, window: null })
  assert.ok(!isRefusal(again(3 + 90 * 24)))
  assert.deepEqual(again(3 + 90 * 24 + 1), { refusal: 'order.warranty_over' })
})

test('an offer that stands a minute is not lapsed at 59 seconds, and cannot be accepted after it', () => {
  const opened = played(searches, [
    { type: 'search.start', at: at(0), by: reaction, order: 'o', ranked },
  ] satisfies SearchCommand[])
  const after = (seconds: number) => instant(start + seconds * 1_000)
  assert.deepEqual(searches.decide(opened, { type: 'search.lapse', at: after(59), by: clock, ranked }), {
    refusal: 'search.still_open',
  })
  assert.deepEqual(
    searches.decide(opened, { type: 'search.accept', at: after(60), by: person('technician'), technician: 'a' }),
    { refusal: 'search.too_late' },
  )
  assert.ok(
    !isRefusal(
      searches.decide(opened, { type: 'search.accept', at: after(59.9), by: person('technician'), technician: 'a' }),
    ),
  )
})

test('after five single offers everybody who fits is asked at once', () => {
  const commands: SearchCommand[] = [{ type: 'search.start', at: at(0), by: reaction, order: 'o', ranked }]
  for (let i = 1; i <= 5; i++) commands.push({ type: 'search.lapse', at: at(i), by: clock, ranked })
  const search = played(searches, commands)
  assert.equal(search.status === 'broadcast' && search.technicians.length, 7)
})

test('a promise warns at 10 and 20 minutes, breaks at 30, and stands still while it waits', () => {
  const minute = 1 / 60
  const begun = played(promises, [
    { type: 'promise.start', at: at(0), by: reaction, terms: firstCallTerms('o', null) },
  ] satisfies PromiseCommand[])
  assert.equal(nextTick(begun), at(10 * minute))
  const told = (h: number) => promises.decide(begun, { type: 'promise.tick', at: at(h), by: clock })
  assert.deepEqual(told(9 * minute), { refusal: 'promise.not_due' })
  const types = (h: number) => {
    const facts = told(h)
    return isRefusal(facts) ? [] : facts.map(({ type }) => type)
  }
  assert.deepEqual(types(10 * minute), ['promise.alerted'])
  assert.deepEqual(types(31 * minute), ['promise.alerted', 'promise.alerted', 'promise.broken'])
  const resumed = played(promises, [
    { type: 'promise.start', at: at(0), by: reaction, terms: firstCallTerms('o', null) },
    { type: 'promise.pause', at: at(5 * minute), by: reaction, reason: 'parts' },
    { type: 'promise.resume', at: at(100), by: reaction },
  ] satisfies PromiseCommand[])
  assert.equal(resumed.status !== 'none' && ranAt(resumed, at(100 + 2 * minute)), 7 * 60_000)
})

test('nothing is charged that was not agreed to, and a signature on the page of another counts for nothing', () => {
  const there: VisitCommand[] = [
    { type: 'visit.plan', at: at(0), by: reaction, order: 'o', technician: 't', ordinal: 1, window: null, free: false },
    { type: 'visit.arrive', at: at(1), by: person('technician'), place: null, deviceAt: null },
    { type: 'visit.diagnose', at: at(1), by: person('technician'), finding: ref, cause: ref, deviceAt: null },
  ]
  const finish = {
    type: 'visit.finish',
    at: at(2),
    by: person('technician'),
    media: ['m'],
    given: { kind: 'signature', media: 's' },
    deviceAt: null,
  } as const
  assert.deepEqual(visits.decide(played(visits, there), finish), { refusal: 'visit.quote_first' })
  const quoted = played(visits, [
    ...there,
    { type: 'visit.quote', at: at(1), by: person('technician'), lines: filling.lines, deviceAt: null },
  ])
  const page = {
    type: 'visit.agree',
    at: at(1),
    by: person('technician'),
    given: { kind: 'page' },
    deviceAt: null,
  } as const
  assert.deepEqual(visits.decide(quoted, page), { refusal: 'visit.consent_needed' })
})

test('a code can be guessed at five times, whatever is done between the tries, until the consumer asks for another', () => {
  const technician = { by: person('technician'), at: at(2), deviceAt: null }
  const given = (code: string) => ({ kind: 'code', given: code, expected: 'right' }) as const
  const lines = [{ what: ref, part: null, quantity: 1, each: fen(100) }]
  const finish = (code: string) => ({ type: 'visit.finish', ...technician, media: ['m'], given: given(code) }) as const
  const moves: VisitCommand[] = [
    { type: 'visit.agree', ...technician, given: given('wrong') },
    { type: 'visit.agree', ...technician, given: given('right') },
    finish('wrong'),
    { type: 'visit.quote', ...technician, lines },
    { type: 'visit.decline', at: at(2), by: person('consumer'), reason: ref },
    { type: 'visit.diagnose', ...technician, finding: ref, cause: ref },
    { type: 'visit.fit', ...technician, part: { part: ref, name: ref, quantity: 1, serial: null } },
    { type: 'visit.renew-code', at: at(2), by: person('consumer') },
  ]
  const begun = played(visits, [
    { type: 'visit.plan', at: at(0), by: reaction, order: 'o', technician: 't', ordinal: 1, window: null, free: false },
    { type: 'visit.arrive', ...technician, place: null },
    { type: 'visit.diagnose', ...technician, finding: ref, cause: ref },
  ] satisfies VisitCommand[])
  let locked = 0
  fc.assert(
    fc.property(fc.array(fc.nat(moves.length - 1), { minLength: 30, maxLength: 60 }), (picks) => {
      let visit = begun
      let missed = 0
      for (const pick of picks) {
        const move = moves[pick]
        const facts = move ? visits.decide(visit, move) : []
        if (isRefusal(facts)) {
          if (facts.refusal === 'visit.code_locked') assert.equal(missed, 5)
          assert.notEqual(facts.refusal, 'visit.code_wrong', 'a wrong code leaves a fact by which it is counted')
          continue
        }
        for (const { type } of facts) {
          if (type === 'visit.code-missed') missed++
          if (type === 'visit.code-renewed') {
            assert.equal(missed, 5, 'a code that works is not renewed')
            missed = 0
          }
          if (type === 'visit.agreed') assert.ok(missed < 5, 'no code is taken any more, not even the right one')
        }
        visit = facts.reduce(visits.evolve, visit)
        assert.ok(missed <= 5)
        if (missed < 5 || visit.status !== 'agreed') continue
        locked++
        assert.deepEqual(visits.decide(visit, finish('right')), { refusal: 'visit.code_locked' })
        const signed = { ...finish('right'), given: { kind: 'signature', media: 's' } as const }
        assert.ok(!isRefusal(visits.decide(visit, signed)), 'a signature always is')
      }
    }),
    { numRuns: 500, seed: 7 },
  )
  assert.ok(locked > 100, `${locked} times nothing but a signature was left`)
})

test('order numbers differ, look unlike their neighbours, and one wrong or swapped digit is noticed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.nat(9), fc.integer({ min: 1, max: 9 }), (n, place, by) => {
      const number = orderNumber(n)
      assert.ok(isOrderNumber(number))
      const wrong = number.slice(0, place) + ((Number(number[place]) + by) % 10) + number.slice(place + 1)
      assert.ok(!isOrderNumber(wrong))
    }),
  )
  assert.equal(new Set(Array.from({ length: 5_000 }, (_, n) => orderNumber(n))).size, 5_000)
  assert.throws(() => orderNumber(-1), RangeError)
})

test('the list of machines holds every machine of the rules', () => {
  const folder = new URL('./', import.meta.url)
  const files = globSync('*/*.ts', { cwd: fileURLToPath(folder) })
  const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const declared = texts.flatMap((text) => text.match(/^export const \w+: Machine</gm) ?? [])
  assert.equal(machines.length, declared.length)
})

test('a table that cannot be right is refused when the server is built', () => {
  const by = ['consumer'] as const
  const sound = { kind: 'k', start: { status: 'a' }, allowed: { a: ['go'], b: [] }, movers: { go: by }, final: ['b'] }
  assert.doesNotThrow(() => requireSound(sound))
  const faults: [object, RegExp][] = [
    [{ start: { status: 'z' } }, /no status z/],
    [{ final: ['b', 'c'] }, /no status c/],
    [{ final: [] }, /b is a dead end/],
    [{ final: ['a', 'b'] }, /a is an end that goes on/],
    [{ movers: {} }, /nobody may send go/],
    [{ movers: { go: by, stay: by } }, /no status takes stay/],
  ]
  for (const [fault, says] of faults) assert.throws(() => requireSound({ ...sound, ...fault }), says)
  for (const machine of machines) requireSound(machine)
})
