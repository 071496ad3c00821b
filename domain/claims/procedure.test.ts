import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Actor, fen, type Instant, instant, privateRef, type Role } from '../basics.ts'
import { type DecisionCommand, decisions } from '../decisions/decide.ts'
import type { Decision } from '../decisions/decision.ts'
import { type Hearing, type HearingCommand, hearings } from '../hearings/hearing.ts'
import type { Instruction } from '../instructions/instruction.ts'
import type { Machine, Stamp } from '../machine.ts'
import { isRefusal } from '../refusals.ts'
import { type RemedyCommand, remedies } from '../remedies/decide.ts'
import type { RemedyState } from '../remedies/remedy.ts'
import { hoursLater, workingDaysLater } from './calendar.ts'
import type { Claim } from './claim.ts'
import { type ClaimCommand, claims, movesOf } from './decide.ts'
import { type Grade, grades, type Terms, usualHours } from './terms.ts'

const start = Date.parse('2026-03-02T00:00:00Z')
const hour = 3_600_000
const ref = privateRef('words')
const calendar = { daysOff: [], worked: [] }
const paid = fen(20_000)
const terms: Terms = {
  rules: 'usual/1',
  needs: ['damage'],
  lane: 'fast',
  remedies: ['refund-only', 'partial-refund', 'return-and-refund', 'replacement', 'repair'],
  hours: usualHours,
  secondAbove: fen(10_000),
  sampled: 0,
}
const people: Record<string, Actor> = {
  buyer: person('buyer', 'consumer'),
  merchant: person('merchant-1', 'merchant'),
  lin: person('lin', 'reviewer'),
  zhao: person('zhao', 'reviewer'),
  wen: person('wen', 'reviewer'),
  clock: { kind: 'clock' },
  reaction: { kind: 'reaction' },
}
function person(id: string, role: Role): Actor {
  return { kind: 'person', id, role }
}
const signed: Instruction = {
  status: 'signed',
  merchant: 'merchant',
  signedBy: 'merchant-1',
  signedAt: instant(start),
  signature: ref,
  limits: { amount: fen(5_000), categories: '*', grade: 'B', from: instant(start), until: null },
}
type Told = { type: string } & Stamp & Record<string, unknown>

/** The whole procedure of one claim: the four cases, and what each sets off in the others as the server does it. */
function procedure(amount: number, { instruction = null as Instruction | null, given = terms } = {}) {
  let claim: Claim = claims.start
  let remedy: RemedyState = remedies.start
  const heard = new Map<string, Hearing>()
  const decided = new Map<string, Decision>()
  const facts: Told[] = []
  let now = start
  let ids = 0
  const newId = (kind: string) => `${kind}-${++ids}`
  const stamp = (by: Actor) => ({ at: instant(now), by })

  function fold<S extends { status: string }, C extends { type: string } & Stamp, F extends { type: string } & Stamp>(
    machine: Machine<S, C, F>,
    state: S,
    command: C,
  ): { state: S; added: F[] } | null {
    const answer = machine.decide(state, command)
    if (isRefusal(answer)) return null
    facts.push(...(answer as unknown as Told[]))
    return { state: answer.reduce(machine.evolve, state), added: answer }
  }
  const toClaim = (command: ClaimCommand) => {
    const done = fold(claims, claim, command)
    if (!done) return false
    claim = done.state
    for (const fact of done.added) {
      if (fact.type === 'claim.submitted') grade('C')
      if (fact.type === 'claim.hearing-called') {
        const { hearing, side, until } = fact
        toHearing(hearing, { type: 'hearing.call', ...stamp(reaction), claim: 'c', side, until, extension: 24 })
      }
      if (fact.type === 'claim.heard') openDecision(fact.decision)
      if (fact.type === 'claim.settled' || fact.type === 'claim.withdrawn' || fact.type === 'claim.more-asked')
        drop(fact.type.slice(6) as 'settled')
      if (fact.type === 'claim.settled') award(fact.remedy, fact.amount, 'settlement')
      if (fact.type === 'claim.decided') award(fact.verdict.outcome, fact.verdict.amount, 'decision')
      if (fact.type === 'claim.appealed') toRemedy({ type: 'remedy.hold', ...stamp(reaction) })
    }
    return true
  }
  const reaction = people.reaction as Actor
  const drop = (reason: 'settled' | 'withdrawn') => {
    for (const id of heard.keys()) toHearing(id, { type: 'hearing.drop', ...stamp(reaction), reason })
    for (const id of decided.keys()) toDecision(id, { type: 'decision.drop', ...stamp(reaction), reason })
  }
  const openDecision = (id: string) => {
    if (claim.status === 'none') return
    const { verdicts, appeal, asked } = claim
    const barred = verdicts.flatMap(({ by }) => (by.kind === 'reviewer' ? [by.person, by.second ?? ''] : []))
    const stage = appeal ? ('appeal' as const) : ('first' as const)
    const stake = asked.amount
    const open = { claim: 'c', stage, barred, rules: given.rules, remedies: given.remedies, paid: asked.paid, stake }
    const more = { secondAbove: given.secondAbove, reviewHours: 48, calendar }
    toDecision(id, { type: 'decision.open', ...stamp(reaction), ...open, ...more })
  }
  const toHearing = (id: string, command: HearingCommand) => {
    const done = fold(hearings, heard.get(id) ?? hearings.start, command)
    if (!done) return false
    heard.set(id, done.state)
    for (const fact of done.added)
      if (fact.type === 'hearing.answered' || fact.type === 'hearing.lapsed') {
        const how = fact.type === 'hearing.answered' ? ('answered' as const) : ('not-heard' as const)
        const pieces = fact.type === 'hearing.answered' ? fact.pieces : []
        toClaim({ type: 'claim.hear', ...stamp(reaction), hearing: id, how, pieces, decision: newId('d') })
      }
    return true
  }
  const toDecision = (id: string, command: DecisionCommand) => {
    const done = fold(decisions, decided.get(id) ?? decisions.start, command)
    if (!done) return false
    decided.set(id, done.state)
    for (const fact of done.added)
      if (fact.type === 'decision.given') {
        const { judgement, reviewer, second } = fact
        const by = { kind: 'reviewer', person: reviewer, second, decision: id } as const
        const verdict = { ...judgement, rules: given.rules, by }
        assert.ok(toClaim({ type: 'claim.decide', ...stamp(reaction), verdict, calendar }), 'a decision is taken over')
      }
    return true
  }
  const award = (outcome: string, due: number, because: 'decision' | 'settlement') => {
    const parties = { buyer: 'buyer', merchant: 'merchant', purchase: 'p' }
    const award = { outcome, amount: fen(due), because } as Extract<RemedyCommand, { type: 'remedy.award' }>['award']
    toRemedy({ type: 'remedy.award', ...stamp(reaction), award, parties, hours: 240, calendar })
  }
  const toRemedy = (command: RemedyCommand) => {
    const done = fold(remedies, remedy, command)
    if (done) remedy = done.state
    return done !== null
  }
  const grade = (letter: Grade) =>
    toClaim({
      type: 'claim.grade',
      ...stamp(reaction),
      ...{ grade: letter, photos: [], terms: given, standing: 'good', hearing: newId('h'), calendar },
      instruction: instruction && { id: 'i', state: instruction },
      draw: 0.5,
    })
  return {
    toClaim,
    toHearing,
    toDecision,
    toRemedy,
    grade,
    newId,
    stamp,
    facts,
    pass: (h: number) => {
      now += h * hour
    },
    now: () => instant(now) as Instant,
    get claim() {
      return claim
    },
    get remedy() {
      return remedy
    },
    get hearing() {
      const id = 'hearings' in claim ? claim.hearings.at(-1) : undefined
      return id ? { id, state: heard.get(id) ?? hearings.start } : null
    },
    get decision() {
      const id = [...decided.keys()].at(-1)
      return id ? { id, state: decided.get(id) ?? decisions.start } : null
    },
    open: () =>
      toClaim({
        type: 'claim.open',
        ...stamp(people.buyer as Actor),
        asked: {
          ...{ number: '1', purchase: 'p', line: 1, buyer: 'buyer', merchant: 'merchant', category: 'tableware' },
          ...{ reason: 'damaged', wanted: 'refund-only', amount: fen(amount), paid, words: ref, channel: 'web' },
        },
        terms: given,
        calendar,
      }),
  }
}
type Procedure = ReturnType<typeof procedure>

/** Everything that somebody could try at this moment, sensible or not. */
function attempts(p: Procedure): (() => boolean)[] {
  const everybody = Object.values(people)
  const piece = { media: p.newId('m'), slot: 'damage' as const, sha256: p.newId('x'), isLive: false }
  const judgements = [
    { outcome: 'refund-only', amount: fen(12_000), reasons: ['damage-shown'], words: ref },
    { outcome: 'refund-only', amount: fen(900_000), reasons: ['damage-shown'], words: ref },
    { outcome: 'return-and-refund', amount: paid, reasons: ['goods-must-come-back'], words: ref },
    { outcome: 'refusal', amount: fen(0), reasons: ['photo-altered'], words: ref },
    { outcome: 'refusal', amount: fen(0), reasons: ['damage-shown'], words: ref },
    { outcome: 'refusal', amount: fen(0), reasons: [], words: ref },
  ] as const
  const decision = p.decision?.id ?? 'd'
  const hearing = p.hearing?.id ?? 'h'
  const payments = 'payments' in p.remedy ? p.remedy.payments : 0
  return everybody.flatMap((by) => {
    const stamp = p.stamp(by)
    const claimed: ClaimCommand[] = [
      { type: 'claim.add-evidence', ...stamp, pieces: [piece] },
      { type: 'claim.submit', ...stamp, without: ['damage', 'label'] },
      { type: 'claim.lapse', ...stamp },
      { type: 'claim.propose', ...stamp, remedy: 'partial-refund', amount: fen(3_000), words: null },
      { type: 'claim.accept', ...stamp },
      { type: 'claim.withdraw', ...stamp, reason: null },
      { type: 'claim.ask-more', ...stamp, needs: ['label'], words: ref, decision, calendar },
      { type: 'claim.appeal', ...stamp, words: ref, pieces: [piece], hearing: p.newId('h'), calendar },
      { type: 'claim.close', ...stamp },
      {
        type: 'claim.decide',
        ...stamp,
        verdict: {
          ...{ outcome: 'refusal', amount: fen(0), reasons: ['photo-altered'], words: null, rules: 'x' },
          by: { kind: 'instruction', instruction: 'i', signedBy: 'merchant-1', isSampled: false },
        },
        calendar,
      },
    ]
    const judged: DecisionCommand[] = judgements.map((judgement) => ({
      type: 'decision.give',
      ...stamp,
      judgement,
      interest: false,
    }))
    const reviewed: DecisionCommand[] = [
      { type: 'decision.take', ...stamp, interest: false },
      { type: 'decision.release', ...stamp },
      { type: 'decision.approve', ...stamp, interest: false },
      { type: 'decision.return', ...stamp, words: ref, interest: false },
      { type: 'decision.tick', ...stamp },
      ...judged,
    ]
    const heard: HearingCommand[] = [
      { type: 'hearing.see', ...stamp },
      { type: 'hearing.extend', ...stamp, reason: ref, calendar },
      { type: 'hearing.answer', ...stamp, statement: ref, pieces: [] },
      { type: 'hearing.lapse', ...stamp },
    ]
    const done: RemedyCommand[] = [
      { type: 'remedy.note-paid', ...stamp, n: payments, receipt: 'r' },
      { type: 'remedy.send', ...stamp, waybill: ref, hours: 240, calendar },
      { type: 'remedy.accept-goods', ...stamp },
      { type: 'remedy.lapse', ...stamp, decision: 'goods' },
    ]
    return [
      ...claimed.map((command) => () => p.toClaim(command)),
      ...reviewed.map((command) => () => p.toDecision(decision, command)),
      ...heard.map((command) => () => p.toHearing(hearing, command)),
      ...done.map((command) => () => p.toRemedy(command)),
    ]
  })
}

/** What no history may break, whoever tries what. */
function requireFair(p: Procedure): void {
  const { claim, facts, remedy } = p
  for (const fact of facts) {
    if (fact.type !== 'claim.decided') continue
    const { by, outcome } = fact.verdict as { by: { kind: string; person?: string }; outcome: string }
    assert.ok(by.kind === 'reviewer' ? by.person : outcome !== 'refusal', 'a machine refuses nobody')
  }
  if (claim.status === 'none') return
  const ends = { closed: 'claim.decided', settled: 'claim.settled', withdrawn: 'claim.withdrawn' } as const
  if (claim.status in ends)
    assert.ok(
      facts.some(({ type }) => type === ends[claim.status as 'closed']),
      `ended as ${claim.status} without cause`,
    )
  const named = claim.verdicts.map(({ by }) =>
    (by.kind === 'reviewer' ? [by.person, by.second] : [by.signedBy]).filter(Boolean),
  )
  assert.equal(new Set(named.flat()).size, named.flat().length, 'who decided once does not decide again')
  const sums = facts.filter(({ type }) => type === 'remedy.paid').map(({ amount }) => Number(amount))
  const all = sums.reduce((a, b) => a + b, 0)
  const most = Math.max(0, ...claim.verdicts.map(({ amount }) => amount), claim.status === 'settled' ? claim.amount : 0)
  assert.ok(all <= most && all <= claim.asked.paid, `${all} fen were paid, ${most} at the most were ever due`)
  if (all > 0) assert.ok(remedy.status !== 'none')
}

test('whatever anybody tries, a claim is refused by a named person only, paid once, and never just ends', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(
      fc.constantFrom(4_000, 12_000),
      fc.array(fc.nat(), { minLength: 20, maxLength: 60 }),
      (amount, picks) => {
        const p = procedure(amount, { instruction: amount === 4_000 ? signed : null })
        p.open()
        for (const pick of picks) {
          const all = attempts(p)
          // Whatever is refused costs nothing: try from here on until something goes.
          for (let i = 0; i < all.length; i++) if (all[(pick + i * 7) % all.length]?.()) break
          p.pass([1, 20, 50, 200][pick % 4] ?? 1)
          reached.add(p.claim.status).add(`remedy ${p.remedy.status}`)
          requireFair(p)
        }
      },
    ),
    { numRuns: 400, seed: 11 },
  )
  for (const status of ['review', 'decided', 'settled', 'withdrawn', 'closed', 'remedy done', 'remedy checking'])
    assert.ok(reached.has(status), `${status} was reached`)
})

test('no rule set, however edited, refuses by itself, or pays on evidence C or D', () => {
  const wild = fc.record({
    lane: fc.constantFrom('fast', 'hearing'),
    secondAbove: fc.constantFrom(0, 10_000, 1e9),
    sampled: fc.double({ min: 0, max: 1, noNaN: true }),
    grade: fc.constantFrom(...grades),
    isSigned: fc.boolean(),
  })
  const paidOn = new Set<string>()
  fc.assert(
    fc.property(wild, ({ lane, secondAbove, sampled, grade, isSigned }) => {
      const given: Terms = { ...terms, lane: lane as 'fast', secondAbove: fen(secondAbove), sampled }
      const p = procedure(4_000, { instruction: isSigned ? signed : null, given })
      p.open()
      const opened = p.claim
      assert.ok(opened.status === 'collecting')
      const submitted: Claim = { ...opened, status: 'examining', since: p.now() }
      const facts = claims.decide(submitted, {
        type: 'claim.grade',
        ...p.stamp({ kind: 'reaction' }),
        ...{ grade, photos: [], terms: given, standing: 'good', hearing: 'h', calendar },
        instruction: isSigned ? { id: 'i', state: signed } : null,
        draw: 0.5,
      })
      assert.ok(!isRefusal(facts))
      const decided = facts.find((fact) => fact.type === 'claim.decided')
      if (!decided) return assert.equal(facts.at(-1)?.type, 'claim.hearing-called')
      assert.ok(lane === 'fast' && isSigned && (grade === 'A' || grade === 'B'))
      assert.ok(decided.type === 'claim.decided' && decided.verdict.outcome === 'refund-only')
      assert.ok(decided.verdict.by.kind === 'instruction')
      assert.equal(decided.verdict.by.isSampled, sampled > 0.5)
      paidOn.add(grade)
    }),
    { numRuns: 400, seed: 5 },
  )
  assert.deepEqual([...paidOn].sort(), ['A', 'B'])
})

/** Opened, shown and submitted. */
function submitted(amount = 4_000) {
  const p = procedure(amount)
  p.open()
  const buyer = p.stamp(people.buyer as Actor)
  p.toClaim({ type: 'claim.submit', ...buyer, without: ['damage'] })
  return p
}
const by = (p: Procedure, who: keyof typeof people) => p.stamp(people[who] as Actor)

test('a merchant has 72 hours to answer doubtful evidence, 24 more once if it asks, and silence is not consent', () => {
  const p = submitted()
  const id = p.hearing?.id ?? ''
  p.pass(71)
  assert.equal(p.toHearing(id, { type: 'hearing.lapse', ...by(p, 'clock') }), false)
  assert.ok(p.toHearing(id, { type: 'hearing.extend', ...by(p, 'merchant'), reason: ref, calendar }))
  assert.equal(p.toHearing(id, { type: 'hearing.extend', ...by(p, 'merchant'), reason: ref, calendar }), false)
  p.pass(24.9)
  assert.equal(p.toHearing(id, { type: 'hearing.lapse', ...by(p, 'clock') }), false)
  p.pass(0.1)
  assert.ok(p.toHearing(id, { type: 'hearing.lapse', ...by(p, 'clock') }))
  assert.ok(p.claim.status === 'review' && p.claim.how === 'not-heard')
  assert.equal(p.remedy.status, 'none', 'nothing is paid because somebody was silent')
})

test('above the amount two reviewers have to agree, and the first is not the second', () => {
  const p = submitted(12_000)
  p.toHearing(p.hearing?.id ?? '', { type: 'hearing.answer', ...by(p, 'merchant'), statement: ref, pieces: [] })
  const id = p.decision?.id ?? ''
  const judgement = { outcome: 'refund-only', amount: fen(12_000), reasons: ['damage-shown'], words: ref } as const
  const asks = (who: keyof typeof people, type: 'decision.take' | 'decision.approve') =>
    p.toDecision(id, { type, ...by(p, who), interest: false })
  assert.ok(asks('lin', 'decision.take'))
  assert.equal(asks('zhao', 'decision.take'), false, 'two reviewers at once')
  assert.equal(p.toDecision(id, { type: 'decision.give', ...by(p, 'zhao'), judgement, interest: false }), false)
  assert.ok(p.toDecision(id, { type: 'decision.give', ...by(p, 'lin'), judgement, interest: false }))
  assert.equal(p.claim.status, 'review')
  assert.equal(asks('lin', 'decision.approve'), false)
  assert.ok(asks('zhao', 'decision.approve'))
  assert.equal(p.claim.status, 'decided')
  assert.equal(p.remedy.status, 'paying')
  assert.ok(p.toClaim({ type: 'claim.appeal', ...by(p, 'merchant'), words: ref, pieces: [], hearing: 'h2', calendar }))
  p.pass(48)
  assert.ok(p.toHearing('h2', { type: 'hearing.lapse', ...by(p, 'clock') }))
  const second = p.decision?.id ?? ''
  for (const who of ['lin', 'zhao'] as const)
    assert.deepEqual(
      decisions.decide(p.decision?.state ?? decisions.start, { type: 'decision.take', ...by(p, who), interest: false }),
      { refusal: 'decision.same_reviewer' },
    )
  assert.deepEqual(
    decisions.decide(p.decision?.state ?? decisions.start, { type: 'decision.take', ...by(p, 'wen'), interest: true }),
    { refusal: 'decision.interest' },
  )
  assert.ok(p.toDecision(second, { type: 'decision.take', ...by(p, 'wen'), interest: false }))
})

test('an appeal takes 7 days, 30 with new evidence, and is not there once they are over', () => {
  const p = submitted()
  p.toHearing(p.hearing?.id ?? '', { type: 'hearing.answer', ...by(p, 'merchant'), statement: ref, pieces: [] })
  const id = p.decision?.id ?? ''
  const judgement = { outcome: 'refusal', amount: fen(0), reasons: ['photo-altered'], words: ref } as const
  p.toDecision(id, { type: 'decision.take', ...by(p, 'lin'), interest: false })
  assert.ok(p.toDecision(id, { type: 'decision.give', ...by(p, 'lin'), judgement, interest: false }))
  const appeal = (h: number, isNew: boolean) =>
    claims.decide(p.claim, {
      type: 'claim.appeal',
      at: instant(p.now() + h * hour),
      by: people.buyer as Actor,
      words: ref,
      pieces: isNew ? [{ media: 'm9', slot: 'damage', sha256: 'new', isLive: true }] : [],
      hearing: 'h9',
      calendar,
    })
  assert.ok(!isRefusal(appeal(7 * 24, false)))
  assert.deepEqual(appeal(7 * 24 + 1, false), { refusal: 'claim.appeal_late' })
  assert.ok(!isRefusal(appeal(30 * 24, true)))
  assert.deepEqual(appeal(30 * 24 + 1, true), { refusal: 'claim.appeal_late' })
  assert.deepEqual(movesOf(p.claim, 'consumer', p.now()), ['claim.appeal'])
  assert.deepEqual(movesOf(p.claim, 'consumer', instant(p.now() + 31 * 24 * hour)), [])
})

test('holidays do not count: 48 hours from the eve of National Day end after it, and a working day is one', () => {
  const national = {
    daysOff: ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'],
    worked: ['2026-10-10'],
  }
  const eve = instant(Date.parse('2026-09-30T18:00:00+08:00'))
  assert.equal(hoursLater(eve, 48, national), Date.parse('2026-10-09T18:00:00+08:00'))
  assert.equal(hoursLater(eve, 6, national), Date.parse('2026-10-01T00:00:00+08:00'))
  // 8, 9 and the worked Saturday 10 October, then Monday.
  assert.equal(workingDaysLater(eve, 4, national), Date.parse('2026-10-13T00:00:00+08:00'))
})
