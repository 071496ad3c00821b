import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Id, Instant } from '@anxin/domain/basics.ts'
import { instant } from '@anxin/domain/basics.ts'
import { dayOf } from '@anxin/domain/china.ts'
import type { Claim, ClaimFact, OpenedClaim } from '@anxin/domain/claims/claim.ts'
import { claims } from '@anxin/domain/claims/decide.ts'
import { decisions } from '@anxin/domain/decisions/decide.ts'
import type { Decision, DecisionFact, OpenDecision } from '@anxin/domain/decisions/decision.ts'
import { type Hearing, type HearingFact, hearings } from '@anxin/domain/hearings/hearing.ts'
import { decisionKept, hearingKept } from '@anxin/domain/oversight/clocks.ts'
import { labelFindings, labelKinds } from '@anxin/domain/oversight/labels.ts'
import { endOf, startOf } from '@anxin/domain/oversight/period.ts'
import {
  agreementOf,
  appealEndOf,
  endingOf,
  endings,
  instructedOf,
  isFinal,
  resultOf,
} from '@anxin/domain/oversight/results.ts'
import { ageBounds, binOf, hourBounds, percentile, stages } from '@anxin/domain/oversight/times.ts'
import { remedies } from '@anxin/domain/remedies/decide.ts'
import type { RemedyFact, RemedyState } from '@anxin/domain/remedies/remedy.ts'
import fc from 'fast-check'
import { sql, type Tx } from '../db/database.ts'
import { newId } from '../ids.ts'
import { testWorld } from '../testing.ts'
import { diceOf, happen, sides } from '../trust/past.ts'
import type { Whose } from './claims.ts'
import { type Counted, countIn } from './store.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-10-01T00:00:00Z')

type Row = { kind: string; case_id: Id; type: string; at: Date; by: unknown; body: object }
/** One claim with all that belongs to it, as its facts tell it. */
type Told = {
  id: Id
  claim: OpenedClaim
  facts: ClaimFact[]
  hearings: Exclude<Hearing, { status: 'none' }>[]
  decisions: OpenDecision[]
  remedy: RemedyState
  sent: number
  lapsed: number
  codes: string[][]
}

/** Everything that happened, folded from the facts by the machines themselves: no row that the figures read is looked at. */
async function toldIn(tx: Tx): Promise<Told[]> {
  const rows = await tx.rows<Row>(sql`select kind, case_id, type, at, by, body from facts order by seq`)
  const inspected = await tx.rows<{ claim_id: Id; report: { findings: { code: string }[] } }>(
    sql`select claim_id, report from inspections`,
  )
  const cases = Map.groupBy(rows, ({ kind, case_id }) => `${kind} ${case_id}`)
  const factsOf = (key: string) =>
    (cases.get(key) ?? []).map(({ type, at, by, body }) => ({ type, at: instant(at.getTime()), by, ...body }))
  const every = (kind: string) =>
    [...cases.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => factsOf(key))
  const heard = every('hearing').map((facts) => (facts as HearingFact[]).reduce(hearings.evolve, hearings.start))
  const given = every('decision').map((facts) => (facts as DecisionFact[]).reduce(decisions.evolve, decisions.start))
  return [...cases.keys()]
    .filter((key) => key.startsWith('claim '))
    .map((key) => {
      const id = key.slice(6)
      const facts = factsOf(key) as ClaimFact[]
      const moved = factsOf(`remedy ${id}`) as RemedyFact[]
      const mine = <S extends Hearing | Decision>(list: S[]) =>
        list.filter((one): one is Exclude<S, { status: 'none' }> => one.status !== 'none' && one.claim === id)
      return {
        ...{ id, facts },
        claim: facts.reduce(claims.evolve, claims.start as Claim) as OpenedClaim,
        hearings: mine(heard),
        decisions: mine(given),
        remedy: moved.reduce(remedies.evolve, remedies.start),
        sent: moved.filter(({ type }) => type === 'remedy.goods-sent').length,
        lapsed: moved.filter(({ type }) => type === 'remedy.lapsed').length,
        codes: inspected
          .filter(({ claim_id }) => claim_id === id)
          .map(({ report }) => report.findings.map(({ code }) => code)),
      }
    })
}

/** How often each of some values comes. */
function tally<T extends object>(values: readonly T[]): (T & { n: number })[] {
  const groups = Map.groupBy(values, (value) => JSON.stringify(value))
  return [...groups].map(([text, list]) => ({ ...(JSON.parse(text) as T), n: list.length }))
}
const sampleIn = ({ decisions }: Told) => {
  const given = decisions.find((one) => one.stage === 'sample' && one.status === 'given')
  return given?.status === 'given' ? given.judgement : null
}
const ended = (list: readonly Told[]) => {
  const count = (ending: string) => list.filter(({ claim }) => endingOf(resultOf(claim)) === ending).length
  return { claims: list.length, ...Object.fromEntries(endings.map((ending) => [ending, count(ending)])) }
}
const momentOf = ({ facts }: Told, type: ClaimFact['type']) => facts.find((fact) => fact.type === type)?.at

/** Hours of every stage that ended in this claim. */
function hoursIn(told: Told): { stage: string; hours: number }[] {
  const { claim, decisions } = told
  const between = (stage: string, from: Instant | undefined, to: Instant | undefined) =>
    from === undefined || to === undefined ? [] : [{ stage, hours: (to - from) / hour }]
  const first = decisions.find((one) => one.stage === 'first' && one.status === 'given')
  const verdicts = told.facts.filter(({ type }) => type === 'claim.decided')
  return [
    ...between('evidence', claim.openedAt, momentOf(told, 'claim.submitted')),
    ...between('examination', momentOf(told, 'claim.submitted'), momentOf(told, 'claim.graded')),
    ...between('hearing', momentOf(told, 'claim.hearing-called'), momentOf(told, 'claim.heard')),
    ...between('review', first?.openedAt, first?.status === 'given' ? first.givenAt : undefined),
    ...between('total', claim.openedAt, verdicts[0]?.at),
    ...between('appeal', claim.appeal?.at, verdicts[1]?.at),
  ]
}

function windowsIn({ claim, facts, hearings, decisions, remedy, sent, lapsed }: Told, now: Instant) {
  const submitted = facts.filter((fact) => fact.type === 'claim.submitted')
  const windows = 1 + facts.filter(({ type }) => type === 'claim.more-asked').length
  const isRunning = claim.status === 'collecting'
  const evidence = [
    ...submitted.map(({ isLate }) => (isLate ? 'missed' : 'kept')),
    ...(isRunning ? [now > claim.until ? 'missed' : 'running'] : []),
  ]
  const dropped = Array.from({ length: windows - evidence.length }, () => 'dropped')
  const goods = remedy.status === 'sending' ? [now > remedy.until ? 'missed' : 'running'] : []
  const caps = decisions.filter(({ stage }) => stage === 'first' || stage === 'appeal')
  return [
    ...[...evidence, ...dropped].map((kept) => ({ clock: 'evidence', kept })),
    ...hearings.map((one) => ({ clock: `hearing.${one.side}`, kept: hearingKept(one, now) })),
    ...decisions.map((one) => ({ clock: `review.${one.stage}`, kept: decisionKept(one, { until: one.dueAt, now }) })),
    ...caps.map((one) => ({ clock: 'review.cap', kept: decisionKept(one, { until: one.capAt, now }) })),
    ...[...Array(sent).fill('kept'), ...Array(lapsed).fill('missed'), ...goods].map((kept) => ({
      clock: 'goods',
      kept,
    })),
  ]
}

function merchantsIn(list: readonly Told[], names: ReadonlyMap<Id, string>) {
  return [...Map.groupBy(list, ({ claim }) => claim.asked.merchant)].map(([id, own]) => {
    const asked = own.flatMap(({ hearings }) => hearings).filter(({ side }) => side === 'merchant')
    const silent = asked.filter(({ status }) => status === 'lapsed')
    return {
      ...{ id, name: names.get(id) ?? null, ...ended(own) },
      answered: asked.filter(({ status }) => status === 'answered').length,
      silent: silent.length,
      seen: silent.filter(({ seenAt }) => seenAt !== null).length,
    }
  })
}

function reviewersIn(list: readonly Told[]) {
  const parts = list
    .flatMap(({ decisions }) => decisions)
    .flatMap((one) =>
      one.status === 'given'
        ? [
            { person: one.reviewer, part: one.stage as string },
            ...(one.second ? [{ person: one.second, part: 'second' }] : []),
          ]
        : [],
    )
  return [...Map.groupBy(parts, ({ person }) => person)].map(([person, own]) => ({
    person,
    ...Object.fromEntries(
      ['first', 'appeal', 'goods', 'sample', 'second'].map((part) => [
        part,
        own.filter((one) => one.part === part).length,
      ]),
    ),
  }))
}

type Asking = { whose: Whose; span: { from: Date; to: Date }; now: number; names: ReadonlyMap<Id, string> }

/** The figures, counted one claim after the other by the definitions of the domain. */
function bruteForce(all: readonly Told[], { whose, span, now, names }: Asking): object {
  const mine = all.filter(
    ({ claim }) =>
      !whose.own || (whose.own.includes(claim.asked.merchant) && claim.hearings.length + claim.verdicts.length > 0),
  )
  const wanted = mine.filter(
    ({ claim }) =>
      (!whose.merchant || claim.asked.merchant === whose.merchant) &&
      (!whose.category || claim.asked.category === whose.category),
  )
  const isOfPeriod = ({ claim }: Told) => claim.openedAt >= span.from.getTime() && claim.openedAt < span.to.getTime()
  const list = wanted.filter(isOfPeriod)
  const offered = mine.filter(isOfPeriod)
  const samples = list.map(sampleIn).filter((sample) => sample !== null)
  const times = list.flatMap(hoursIn)
  const isUnderWay = ({ claim }: Told) => ['collecting', 'examining', 'hearing', 'review'].includes(claim.status)
  const hoursOf = (stage: string) => times.filter((one) => one.stage === stage).map(({ hours }) => hours)
  const labelled = labelKinds.map((kind) => {
    const codes: readonly string[] = labelFindings[kind]
    const photos = list.map((told) => told.codes.filter((found) => found.some((code) => codes.includes(code))).length)
    return { kind, photos: photos.reduce((a, b) => a + b, 0), claims: photos.filter((n) => n > 0).length }
  })
  return {
    totals: {
      ...ended(list),
      decided: list.filter(({ claim }) => claim.verdicts.length > 0).length,
      final: list.filter(({ claim }) => isFinal(claim)).length,
      paid: list.filter(({ claim }) => instructedOf(claim)).length,
      sampled: list.filter(({ claim }) => instructedOf(claim)?.isSampled).length,
      looked: samples.length,
      disagreed: samples.filter(({ outcome }) => outcome === 'refusal').length,
    },
    days: [...Map.groupBy(list, ({ claim }) => dayOf(claim.openedAt))].map(([on, own]) => ({ day: on, ...ended(own) })),
    grades: tally(list.map(({ claim }) => ({ grade: claim.grade, result: resultOf(claim) }))),
    agreement: tally(
      list.flatMap((told) => {
        const agreement = agreementOf(told.claim, sampleIn(told))
        return agreement ? [{ isFinal: isFinal(told.claim), agreement }] : []
      }),
    ),
    appeals: tally(
      list.flatMap(({ claim }) => {
        const end = appealEndOf(claim)
        return claim.appeal && end ? [{ side: claim.appeal.side, end }] : []
      }),
    ),
    times: stages
      .map((stage) => ({
        stage,
        n: hoursOf(stage).length,
        p50: percentile(hoursOf(stage), 0.5),
        p90: percentile(hoursOf(stage), 0.9),
      }))
      .filter(({ n }) => n > 0),
    toDecision: tally(hoursOf('total').map((hours) => ({ bin: binOf(hours, hourBounds) }))),
    clocks: tally(list.flatMap((told) => windowsIn(told, instant(now)))),
    labels: labelled.filter(({ photos }) => photos > 0),
    inspected: {
      photos: list.reduce((n, { codes }) => n + codes.length, 0),
      claims: list.filter(({ codes }) => codes.length > 0).length,
    },
    categories: [...Map.groupBy(list, ({ claim }) => claim.asked.category)].map(([category, own]) => ({
      ...{ category, ...ended(own) },
    })),
    merchants: merchantsIn(list, names),
    reviewers: reviewersIn(list),
    backlog: tally(
      wanted
        .filter(isUnderWay)
        .map(({ claim }) => ({ bin: binOf((now - claim.openedAt) / day, ageBounds), status: claim.status as string })),
    ),
    choices: {
      merchants: [...new Set(offered.map(({ claim }) => claim.asked.merchant))].map((id) => ({
        ...{ id, name: names.get(id) ?? null },
      })),
      categories: [...new Set(offered.map(({ claim }) => claim.asked.category))],
    },
  }
}

/** Lists in one order, counts under one name, hours to a millionth: what both ways of counting must have in common. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1e6) / 1e6
  if (Array.isArray(value)) return value.map(plain).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [name, plain(field)] as const)
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)))
}
/** `claims` of a tally is its `n`. */
const asTallies = (counted: Counted) => ({
  ...counted,
  ...Object.fromEntries(
    (['grades', 'agreement', 'appeals', 'toDecision', 'backlog'] as const).map((name) => [
      name,
      counted[name].map(({ claims: n, ...row }) => ({ ...row, n })),
    ]),
  ),
})

/** Who asks when about which days. */
const asking = fc.record({
  later: fc.integer({ min: 0, max: 50 * 24 }),
  from: fc.integer({ min: -4, max: 8 }),
  days: fc.integer({ min: 1, max: 16 }),
  as: fc.constantFrom('operator', 'merchant', 'nobody' as const),
  narrow: fc.constantFrom(null, 'merchant', 'category', 'elsewhere' as const),
})
type Question = typeof asking extends fc.Arbitrary<infer T> ? T : never
const everything: Question = { later: 20 * 24, from: -1, days: 16, as: 'operator', narrow: null }

test('all figures are what counting the facts one by one gives, for histories of any kind', async () => {
  const world = await testWorld()
  const { db } = world.anxin.deps
  const met = new Set<string>()
  const ask = async (tx: Tx, merchants: readonly Id[], { later, from, days, as, narrow }: Question) => {
    const first = dayOf(start + from * day)
    const span = { from: new Date(startOf(first)), to: new Date(endOf(dayOf(startOf(first) + (days - 1) * day))) }
    const own = { operator: null, merchant: merchants.slice(0, 1), nobody: [] }[as]
    const whose: Whose = { own, merchant: null, category: null }
    if (narrow === 'merchant') whose.merchant = merchants[1] ?? null
    if (narrow === 'category') whose.category = '=生鲜'
    if (narrow === 'elsewhere') whose.merchant = newId()
    const names = new Map(merchants.map((id, i) => [id, ['甲', '乙'][i] ?? '']))
    const now = start + later * hour
    const counted = await countIn(tx, { whose, span, now })
    assert.deepEqual(plain(asTallies(counted)), plain(bruteForce(await toldIn(tx), { whose, span, now, names })))
    for (const { end } of counted.appeals) met.add(end)
    for (const { agreement } of counted.agreement) met.add(agreement)
    for (const { clock, kept } of counted.clocks) met.add(`${clock} ${kept}`)
    for (const { kind } of counted.labels) met.add(kind)
    for (const { result } of counted.grades) met.add(result)
  }
  const cases = fc.record({
    seed: fc.nat(),
    claims: fc.constantFrom(60, 60, 2),
    isCutOff: fc.boolean(),
    questions: fc.array(asking, { minLength: 6, maxLength: 6 }),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, claims: count, isCutOff, questions }) => {
      const tenant = newId()
      await db.transaction('worker', (tx) =>
        tx.rows(sql`insert into tenants (id, slug, name, hosts) values (${tenant}, ${tenant}, '某家', '{}')`),
      )
      await db.transaction({ tenant }, async (tx) => {
        const { merchants, reviewers } = await sides(tx, ['甲', '乙'])
        const dice = diceOf(seed)
        // What happened after the moment of asking is counted as well: the clocks of several machines differ.
        const until = isCutOff ? { until: start + everything.later * hour } : {}
        for (let i = 0; i < count; i++) {
          // On the stroke of midnight in China now and then, and just before it.
          const into = dice() < 0.2 ? 16 * hour - (dice() < 0.5 ? 1 : 0) : Math.floor(dice() * day)
          const openedAt = start + Math.floor(dice() * 10) * day + into
          const categories = ['tableware', '=生鲜']
          await happen(tx, { number: i, openedAt, merchants, reviewers, categories, dice, ...until })
        }
        for (const question of [everything, ...questions]) await ask(tx, merchants, question)
      })
    }),
    { numRuns: 8, seed: 22, includeErrorInReport: true },
  )
  // Or it has proved little.
  const expected = [
    ...['overturned', 'changed', 'upheld', 'pending', 'false-alarm', 'confirmed', 'other-refusal', 'miss', 'sound'],
    ...['evidence kept', 'evidence missed', 'evidence running', 'evidence dropped', 'hearing.merchant missed'],
    ...['hearing.buyer kept', 'review.first kept', 'review.first missed', 'review.sample kept', 'review.cap kept'],
    ...['review.appeal kept', 'goods kept', 'goods missed', 'settled', 'withdrawn', 'open', 'refusal', ...labelKinds],
  ]
  assert.deepEqual(
    expected.filter((one) => !met.has(one)),
    [],
  )
})
