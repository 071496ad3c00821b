import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Actor, fen, instant, privateRef } from '@anxin/domain/basics.ts'
import { claimReasons } from '@anxin/domain/claims/claim.ts'
import { claims } from '@anxin/domain/claims/decide.ts'
import { grades, remedies, type Terms } from '@anxin/domain/claims/terms.ts'
import { slots } from '@anxin/domain/evidence/slots.ts'
import type { Instruction } from '@anxin/domain/instructions/instruction.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { categories, type RuleInput } from '@anxin/domain/rules/input.ts'
import fc from 'fast-check'
import { pino } from 'pino'
import { checkTables, sampleFor } from './check.ts'
import { openEngine } from './engine.ts'
import { cellFault } from './language.ts'
import { cellsOf, Model } from './model.ts'
import { openRules, usual } from './rules.ts'
import { termsOf } from './terms.ts'
import { cup } from './testing.ts'

const engine = openEngine()
const rules = openRules({ engine, log: pino({ level: 'silent' }), now: () => 0 })
after(() => engine.stop())
const usualModel = Model.parse(JSON.parse(usual.model))

/** One table that gives this much, whatever it is asked. */
const giving = (cells: Record<string, string>) => {
  const outputs = Object.keys(cells).map((field) => ({ id: field, name: field, field }))
  const table = {
    hitPolicy: 'first',
    inputs: [{ id: 'any', name: 'any', field: 'category' }],
    outputs,
    rules: [{ any: '', ...cells }],
  }
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      { id: 't', type: 'decisionTableNode', name: 't', position: { x: 0, y: 0 }, content: table },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: 'a', type: 'edge', sourceId: 'in', targetId: 't' },
      { id: 'b', type: 'edge', sourceId: 't', targetId: 'out' },
    ],
  }
}

test('the tables that come with the system hold for every sample, and every cell can be read', async () => {
  assert.deepEqual(await checkTables(rules, usualModel, 'zh'), { ok: true })
})

test('the tables that come with the system say of well known cases what a person would', async () => {
  const cases: [string, Partial<RuleInput>, Partial<Terms>][] = [
    ['a cracked cup of 40 yuan, good buyer', {}, { lane: 'fast', needs: ['whole', 'damage', 'damage-angle'] }],
    ['the same, evidence D', { grade: 'D' }, { lane: 'hearing' }],
    ['the same, a new buyer', { standing: 'new' }, { lane: 'hearing', secondAbove: fen(50_000) }],
    [
      'a ring of 900 yuan: not refund-only',
      { category: 'jewellery', amount: fen(90_000), paid: fen(90_000) },
      { lane: 'hearing', remedies: ['return-and-refund', 'partial-refund', 'replacement', 'repair'] },
    ],
    [
      'a ring that never came: there is nothing to send back or to photograph',
      { category: 'jewellery', reason: 'not-received', amount: fen(90_000), paid: fen(90_000) },
      { lane: 'hearing', needs: [], remedies: ['refund-only', 'partial-refund', 'replacement'] },
    ],
    [
      'rotten fruit, a day after it came',
      { category: 'fresh-food', reason: 'spoiled', deliveredDays: 1 },
      { lane: 'fast' },
    ],
    ['rotten fruit after a week', { category: 'fresh-food', reason: 'spoiled', deliveredDays: 7 }, { lane: 'hearing' }],
    ['goods of a kind nobody knows', { category: '乐器' }, { lane: 'fast' }],
    [
      'a merchant who asks for proof of destruction',
      { merchantChoice: 'destruction' },
      { needs: ['whole', 'damage', 'damage-angle', 'destruction'] },
    ],
  ]
  for (const [what, over, expected] of cases) {
    const [given] = (await rules.givenBy(usual, [{ ...cup, ...over }])) ?? []
    assert.ok(given && 'terms' in given, what)
    for (const [field, value] of Object.entries(expected))
      assert.deepEqual(given.terms[field as keyof Terms], value, `${what}: ${field}`)
  }
})

test('tables that would keep a processor busy are stopped, and the next question is answered', async () => {
  const short = openEngine({ seconds: 1 })
  after(() => short.stop())
  const bomb = giving({ sampled: 'sum(map([1..90000000], # * 2))' })
  assert.equal(await short.evaluate(JSON.stringify(bomb), [cup]), null)
  assert.deepEqual(await short.evaluate(JSON.stringify(giving({ sampled: '0.5' })), [cup]), [{ sampled: 0.5 }])
})

test('tables that the engine cannot take at all are an answer too', async () => {
  assert.equal(await engine.evaluate('{"nodes": 7}', [cup]), null)
})

test('a cell holds comparisons, values and plain functions; no loop, no power, no template, no range but to compare with', () => {
  const fine = [
    ['in', '"tableware", "clothing"'],
    ['in', '>= 10000'],
    ['in', '[100..5000)'],
    ['in', 'not in ["a", "b"]'],
    ['in', '$ > 3 and $ < 9'],
    ['out', 'round(amount * 0.5)'],
    ['out', 'grade == null ? 48 : 72'],
    ['out', '["whole", "damage"]'],
  ] as const
  for (const [side, text] of fine) assert.equal(cellFault({ side, text }), null, text)
  const faulty = [
    'map([1..9], # + 1)',
    'sum(x)',
    '2 ^ 9',
    '`a`',
    '{a: 1}',
    '[1..9]',
    '"a\\n"',
    'a; b',
    '#',
    '(1',
    'len([1..9])',
  ]
  for (const text of faulty) assert.notEqual(cellFault({ side: 'out', text }), null, text)
  assert.notEqual(cellFault({ side: 'in', text: 'len([1..9])' }), null)
})

test('the samples are the same on every run, know every kind of claim, and stand on both sides of each number compared', () => {
  const samples = sampleFor(usualModel)
  assert.deepEqual(samples, sampleFor(usualModel))
  for (const field of ['category', 'reason', 'standing', 'grade', 'merchantChoice', 'wanted'] as const)
    assert.ok(new Set(samples.map((one) => one[field])).size >= 3, field)
  const pairs = new Set(samples.map(({ category, reason }) => `${category} ${reason}`))
  assert.equal(pairs.size, categories.length * claimReasons.length)
  const amounts = new Set(samples.map(({ amount }) => Number(amount)))
  for (const n of [9_999, 10_000, 19_999, 20_000]) assert.ok(amounts.has(n), String(n))
  for (const { amount, paid } of samples) assert.ok(amount > 0 && amount <= paid)
})

const calendar = { daysOff: [], worked: [] }
const ref = privateRef('words')
const signed: Instruction = {
  ...{ status: 'signed', merchant: 'm', signedBy: 'boss', signedAt: instant(0), signature: ref },
  limits: { amount: fen(1e9), categories: '*', grade: 'B', from: instant(0), until: null },
}
const reaction: Actor = { kind: 'reaction' }

/** What follows once the evidence of a claim with these terms is graded. */
function afterGrading(terms: Terms, { grade, isSigned }: { grade: 'A' | 'B' | 'C' | 'D'; isSigned: boolean }) {
  const claim = claims.evolve(
    claims.evolve(claims.start, {
      ...{ type: 'claim.opened', at: instant(0), by: { kind: 'person', id: 'b', role: 'consumer' } },
      asked: {
        ...{ number: '1', purchase: 'p', line: 1, buyer: 'b', merchant: 'm', category: 'tableware' },
        ...{
          reason: 'damaged',
          wanted: 'refund-only',
          amount: fen(4_000),
          paid: fen(4_000),
          words: ref,
          channel: 'web',
        },
      },
      ...{ terms, until: instant(1) },
    }),
    { type: 'claim.submitted', at: instant(0), by: reaction, missing: [], isLate: false },
  )
  const facts = claims.decide(claim, {
    ...{ type: 'claim.grade', at: instant(1), by: reaction, grade, photos: [], terms, standing: 'good', hearing: 'h' },
    ...{ draw: 0.5, calendar, instruction: isSigned ? { id: 'i', state: signed } : null },
  })
  assert.ok(!isRefusal(facts))
  return facts
}

test('no table, however edited, gives terms by which a claim is refused by itself or paid on evidence C or D', async () => {
  const json = (value: unknown) => JSON.stringify(value)
  const listed = (list: readonly string[]) => fc.subarray([...list, 'refusal', 'approve']).map(json)
  const number = fc.oneof(fc.integer({ min: -100, max: 800 }), fc.double({ min: 0, max: 1, noNaN: true })).map(json)
  const wild = fc.constantFrom('"refusal"', 'true', 'null', '', '"fast"', 'amount', '["refund-only"]', '-1', 'wanted')
  const hours = [
    'evidence',
    'hearing',
    'hearingDoubtful',
    'extension',
    'review',
    'appeal',
    'appealWithNewEvidence',
    'goodsBack',
  ]
  const usualHours = { evidence: 72, hearing: 48, hearingDoubtful: 72, extension: 24, review: 48, appeal: 168 }
  const known: Record<string, number> = { ...usualHours, appealWithNewEvidence: 720, goodsBack: 240 }
  // Mostly sound, so that many get through; every cell now and then anything at all.
  const cell = (sound: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 30, arbitrary: sound }, { weight: 1, arbitrary: wild })
  const cells = fc.record({
    needs: cell(
      fc.oneof(
        { weight: 9, arbitrary: fc.subarray(slots.slice(0, 8)).map(json) },
        { weight: 1, arbitrary: listed(slots) },
      ),
    ),
    lane: cell(fc.constantFrom('"fast"', '"hearing"')),
    remedies: cell(
      fc.oneof(
        { weight: 9, arbitrary: fc.subarray([...remedies], { minLength: 1 }).map(json) },
        { weight: 1, arbitrary: listed(remedies) },
      ),
    ),
    secondAbove: cell(fc.nat(1e8).map(json)),
    sampled: cell(
      fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 100 }).map((n) => json(n / 100)) },
        { weight: 1, arbitrary: number },
      ),
    ),
    ...Object.fromEntries(
      hours.map((name) => [
        `hours.${name}`,
        cell(fc.oneof({ weight: 9, arbitrary: fc.constant(json(known[name])) }, { weight: 1, arbitrary: number })),
      ]),
    ),
  })
  const extra = fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('outcome', 'verdict', 'approve', 'rules', 'status') },
  )
  const seen = { terms: 0, nonsense: 0, paid: 0, heard: 0 }
  const play = async (
    given: Record<string, string>,
    more: string | undefined,
    grade: 'A' | 'B' | 'C' | 'D',
    isSigned: boolean,
  ) => {
    const model = giving({ ...given, ...(more ? { [more]: '"refusal"' } : {}) })
    const [result] = (await engine.evaluate(json(model), [{ ...cup, grade }])) ?? [null]
    const parsed = termsOf(result, 'rules/1')
    if ('issue' in parsed) {
      seen.nonsense++
      return
    }
    seen.terms++
    assert.equal(more, undefined, 'a table has no word beside those it is given')
    assert.equal(parsed.terms.rules, 'rules/1', 'and cannot call itself by another name')
    assert.ok(parsed.terms.hours.hearing >= 24 && parsed.terms.hours.appeal >= 72)
    const facts = afterGrading(parsed.terms, { grade, isSigned })
    const decided = facts.find((fact) => fact.type === 'claim.decided')
    if (!decided) {
      seen.heard++
      assert.equal(facts.at(-1)?.type, 'claim.hearing-called')
      return
    }
    seen.paid++
    assert.ok(decided.type === 'claim.decided' && decided.verdict.outcome === 'refund-only')
    assert.ok(isSigned && parsed.terms.lane === 'fast' && (grade === 'A' || grade === 'B'))
  }
  await fc.assert(fc.asyncProperty(cells, extra, fc.constantFrom(...grades), fc.boolean(), play), {
    numRuns: 600,
    seed: 23,
  })
  for (const [what, n] of Object.entries(seen)) assert.ok(n >= 20, `${what}: ${n}, or the test has proved little`)
})

test('every cell of the shipped tables has its place, by which a fault is told', () => {
  const [first] = cellsOf(usualModel)
  assert.deepEqual([first?.table, first?.row, first?.column], ['举证要求', 1, '申请原因'])
})
