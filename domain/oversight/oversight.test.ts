import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, daysBetween } from '../appliances/ageing.ts'
import { fen, instant, privateRef } from '../basics.ts'
import { dayOf } from '../china.ts'
import type { Claim, OpenedClaim, Verdict } from '../claims/claim.ts'
import type { Grade } from '../claims/terms.ts'
import { usualHours } from '../claims/terms.ts'
import type { OpenDecision } from '../decisions/decision.ts'
import type { Hearing } from '../hearings/hearing.ts'
import { decisionKept, hearingKept } from './clocks.ts'
import { labelFindings, labelKinds } from './labels.ts'
import { endOf, lastDays, lengthOf, startOf, stepFor, stepOf, stepsOf } from './period.ts'
import { rate } from './rate.ts'
import { agreementOf, appealEndOf, endingOf, foundIn, instructedOf, resultOf } from './results.ts'
import { binOf, hourBounds, percentile } from './times.ts'

const words = privateRef('words')
const terms = {
  ...{ rules: 'usual/1', needs: [], lane: 'hearing', remedies: ['refund-only'], hours: usualHours, sampled: 0 },
  secondAbove: fen(0),
} as const
const verdict = (outcome: Verdict['outcome'], more: Partial<Verdict> = {}): Verdict => ({
  ...{ outcome, amount: fen(outcome === 'refusal' ? 0 : 100), words, rules: 'usual/1' },
  reasons: [outcome === 'refusal' ? 'not-covered' : 'damage-shown'],
  by: { kind: 'reviewer', person: 'lin', second: null, decision: 'd' },
  ...more,
})
const onInstruction: Verdict['by'] = { kind: 'instruction', instruction: 'i', signedBy: 'm', isSampled: true }

/** A claim with these verdicts; closed unless said. */
function claimed(
  verdicts: readonly Verdict[],
  more: { grade?: Grade | null; appeal?: boolean; status?: Claim['status'] } = {},
) {
  const { grade = 'A', appeal = verdicts.length > 1, status = 'closed' } = more
  const asked = {
    ...{ number: '1', purchase: 'p', line: 1, buyer: 'b', merchant: 'm', category: 'tableware', reason: 'damaged' },
    ...{ wanted: 'refund-only', amount: fen(100), paid: fen(100), words, channel: 'web' },
  } as const
  return {
    ...{ asked, terms, openedAt: instant(0), evidence: [], examined: [], hearings: [], decisions: [], proposal: null },
    ...{ grade, verdicts, status, verdict: verdicts.at(-1), endedAt: instant(9) },
    appeal: appeal ? { side: 'buyer', words, at: instant(5) } : null,
  } as unknown as OpenedClaim // what each status needs, and more
}

test('Wilson intervals are those of the literature', () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Stat. Med. 17 (1998), table I, method 3.
  const published: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ]
  for (const [n, of, low, high] of published) assert.deepEqual(rate(n, of), { n, of, low, high })
  assert.deepEqual(rate(0, 0), { n: 0, of: 0, low: null, high: null })
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (a, b) => {
      const [n, of] = [Math.min(a, b), b]
      const { low, high } = rate(n, of)
      assert.ok(low !== null && high !== null && low >= 0 && high <= 1)
      assert.ok(low <= n / of + 1e-4 && n / of <= high + 1e-4)
    }),
  )
})

test('a day begins and ends at midnight in China, and the days of a period are counted with both ends', () => {
  assert.equal(startOf('2026-11-24'), Date.parse('2026-11-24T00:00:00+08:00'))
  assert.equal(endOf('2026-12-31'), Date.parse('2027-01-01T00:00:00+08:00'))
  assert.equal(lengthOf({ from: '2026-02-28', until: '2026-03-01' }), 2)
  assert.deepEqual(lastDays('2026-03-01', 30), { from: '2026-01-31', until: '2026-03-01' })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (at) => {
      const day = dayOf(at)
      assert.ok(startOf(day) <= at && at < endOf(day))
    }),
  )
})

test('the bars of a period meet, begin on Monday where they are weeks, and hold every day once', () => {
  assert.equal(stepOf('2026-11-29', 'week'), '2026-11-23', 'a Sunday belongs to the Monday before')
  assert.equal(stepOf('1969-12-31', 'week'), '1969-12-29')
  fc.assert(
    fc.property(fc.integer({ min: -9_000, max: 30_000 }), fc.integer({ min: 1, max: 400 }), (first, days) => {
      const from = addDays('1970-01-01', first)
      const period = { from, until: addDays(from, days - 1) }
      const step = stepFor(period)
      assert.equal(step, days <= 45 ? 'day' : 'week')
      const bars = stepsOf(period, step)
      const every = Array.from({ length: days }, (_, i) => stepOf(addDays(from, i), step))
      assert.deepEqual(bars, [...new Set(every)])
      for (const [i, bar] of bars.slice(1).entries())
        assert.equal(daysBetween(bars[i] ?? '', bar), step === 'day' ? 1 : 7)
    }),
  )
})

test('percentiles lie between neighbours, and a value that is a bound begins the next bar', () => {
  assert.equal(percentile([], 0.5), null)
  assert.equal(percentile([7], 0.9), 7)
  assert.equal(percentile([40, 10, 30, 20], 0.5), 25)
  assert.ok(Math.abs((percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9) ?? 0) - 9.1) < 1e-9)
  assert.deepEqual(
    [0, 0.99, 1, 23.9, 24, 335.9, 336, 9_999].map((hours) => binOf(hours, hourBounds)),
    [0, 0, 1, 1, 2, 6, 7, 7],
  )
})

test('a claim counts by the verdict that stands; one under appeal is under way again', () => {
  const cases: [OpenedClaim, string, string][] = [
    [claimed([verdict('refund-only')]), 'refund-only', 'granted'],
    [claimed([verdict('repair')], { status: 'decided' }), 'repair', 'granted'],
    [claimed([verdict('refusal')]), 'refusal', 'refused'],
    [claimed([verdict('refusal'), verdict('partial-refund')]), 'partial-refund', 'granted'],
    [claimed([verdict('refusal')], { status: 'hearing', appeal: true }), 'open', 'open'],
    [claimed([], { status: 'settled' }), 'settled', 'settled'],
    [claimed([], { status: 'withdrawn' }), 'withdrawn', 'withdrawn'],
    [claimed([], { status: 'collecting' }), 'open', 'open'],
  ]
  for (const [claim, result, ending] of cases)
    assert.deepEqual([resultOf(claim), endingOf(resultOf(claim))], [result, ending])
})

test('only an appeal that turns the decision to the other side overturns it', () => {
  const cases: [OpenedClaim, string | null][] = [
    [claimed([verdict('refusal')]), null],
    [claimed([verdict('refusal'), verdict('partial-refund')]), 'overturned'],
    [claimed([verdict('repair'), verdict('refusal')]), 'overturned'],
    [claimed([verdict('refund-only'), verdict('repair')]), 'changed'],
    [claimed([verdict('refund-only'), verdict('refund-only', { amount: fen(50) })]), 'changed'],
    [claimed([verdict('refund-only'), verdict('refund-only')]), 'upheld'],
    [claimed([verdict('refusal')], { status: 'review', appeal: true }), 'pending'],
    [claimed([verdict('refusal')], { status: 'settled', appeal: true }), 'dropped'],
  ]
  for (const [claim, end] of cases) assert.equal(appealEndOf(claim), end)
})

test('a grade is held against what a person found, and against nothing else', () => {
  const altered = verdict('refusal', { reasons: ['photo-altered'] })
  const reused = verdict('refusal', { reasons: ['left-in-good-condition', 'photo-reused'] })
  const cases: [Verdict[], Grade | null, string | null][] = [
    [[verdict('refund-only')], 'D', 'false-alarm'],
    [[verdict('replacement')], 'C', 'false-alarm'],
    [[altered], 'D', 'confirmed'],
    [[verdict('refusal')], 'C', 'other-refusal'],
    [[reused], 'A', 'miss'],
    [[altered], 'B', 'miss'],
    [[verdict('refusal')], 'B', 'sound'],
    [[verdict('refund-only')], 'A', 'sound'],
    [[altered], null, null],
    [[altered, verdict('refund-only')], 'D', 'false-alarm'],
    [[verdict('refund-only', { by: onInstruction })], 'A', null],
  ]
  for (const [verdicts, grade, agreement] of cases)
    assert.equal(agreementOf(claimed(verdicts, { grade }), null), agreement, JSON.stringify([verdicts, grade]))
  const paid = claimed([verdict('refund-only', { by: onInstruction })])
  const sample = { outcome: 'refusal', amount: fen(0), reasons: ['photo-altered'], words } as const
  assert.equal(agreementOf(paid, sample), 'miss', 'found by the sample')
  assert.deepEqual(instructedOf(paid), { isSampled: true })
  assert.equal(instructedOf(claimed([verdict('refusal')])), null)
  assert.equal(foundIn(claimed([altered], { status: 'review', appeal: true }), sample), null, 'not while it is open')
  assert.equal(agreementOf(claimed([], { grade: 'D', status: 'settled' }), null), null, 'nobody judged')
})

test('a window is kept to its last moment; what nobody waits for any more counts for neither', () => {
  const until = instant(100)
  const open = {
    claim: 'c',
    side: 'merchant',
    calledAt: instant(0),
    until,
    extension: 0,
    seenAt: null,
    isExtended: false,
  }
  const hearing = (more: object, now: number) =>
    hearingKept({ ...open, ...more } as Exclude<Hearing, { status: 'none' }>, instant(now)) // what the status needs
  assert.equal(hearing({ status: 'open' }, 100), 'running')
  assert.equal(hearing({ status: 'open' }, 101), 'missed', 'before its errand said so')
  assert.equal(hearing({ status: 'answered' }, 500), 'kept')
  assert.equal(hearing({ status: 'lapsed' }, 500), 'missed')
  assert.equal(hearing({ status: 'dropped' }, 500), 'dropped')
  const decision = (more: object, now: number) => decisionKept(more as OpenDecision, { until, now: instant(now) }) // what is looked at
  assert.equal(decision({ status: 'given', givenAt: 100 }, 500), 'kept')
  assert.equal(decision({ status: 'given', givenAt: 101 }, 500), 'missed')
  assert.equal(decision({ status: 'dropped', endedAt: 100 }, 500), 'dropped')
  assert.equal(decision({ status: 'dropped', endedAt: 101 }, 500), 'missed', 'it was late when it was dropped')
  for (const status of ['waiting', 'taken', 'seconding'])
    assert.deepEqual([decision({ status }, 100), decision({ status }, 101)], ['running', 'missed'])
})

test('no finding is of two kinds of label', () => {
  const codes: string[] = Object.values(labelFindings).flat()
  assert.equal(new Set(codes).size, codes.length)
  assert.deepEqual([...labelKinds], Object.keys(labelFindings))
})
