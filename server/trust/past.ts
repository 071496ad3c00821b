import { type Actor, fen, type Id, type Instant, instant, privateRef } from '@anxin/domain/basics.ts'
import type { Claim, ClaimFact, OpenedClaim, Verdict } from '@anxin/domain/claims/claim.ts'
import type { ClaimCommand } from '@anxin/domain/claims/decide.ts'
import { claimNumber } from '@anxin/domain/claims/number.ts'
import { type Grade, grades, type Terms, usualHours } from '@anxin/domain/claims/terms.ts'
import type { DecisionCommand } from '@anxin/domain/decisions/decide.ts'
import type { Decision, Judgement } from '@anxin/domain/decisions/decision.ts'
import type { Hearing, HearingCommand } from '@anxin/domain/hearings/hearing.ts'
import { labelFindings } from '@anxin/domain/oversight/labels.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import type { RemedyCommand } from '@anxin/domain/remedies/decide.ts'
import type { RemedyState } from '@anxin/domain/remedies/remedy.ts'
import { seeded } from '@anxin/inspect/reuse/testing.ts'
import { act, type Unstamped } from '../act.ts'
import { claimCase } from '../claims/case.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import { decisionCase } from '../decisions/case.ts'
import { hearingCase } from '../hearings/case.ts'
import { newId } from '../ids.ts'
import { remedyCase } from '../remedies/case.ts'

/** Claims of the past, made by the commands that make them, with what each sets off in the other cases done at once: a walk
 *  through the procedure in which dice say what happens next and how long it takes. */
type Dice = () => number
/** Dice that fall in the same way for the same seed. */
export function diceOf(seed: number): Dice {
  const draw = seeded(seed)
  return () => draw() / 2 ** 32
}
type Past = {
  number: number
  openedAt: number
  merchants: readonly Id[]
  categories: readonly string[]
  reviewers: readonly Id[]
  dice: Dice
  /** Nothing happens any more after it. */
  until?: number
  /** Nobody leaves it lying, and reviewers mostly find what the grade warned of: without, the dice alone decide. */
  isTended?: boolean
}

const hour = 3_600_000
const calendar = { daysOff: [], worked: [] }
const reaction: Actor = { kind: 'reaction' }
const clock: Actor = { kind: 'clock' }
const words = privateRef('past')
const paid = fen(20_000)
const terms: Terms = {
  ...{ rules: 'usual/1', needs: ['damage'], lane: 'fast', sampled: 0.5, hours: usualHours, secondAbove: fen(10_000) },
  remedies: ['refund-only', 'partial-refund', 'return-and-refund', 'replacement', 'repair'],
}
const judgements: Omit<Judgement, 'words'>[] = [
  { outcome: 'refund-only', amount: fen(5_000), reasons: ['damage-shown'] },
  { outcome: 'refund-only', amount: fen(12_000), reasons: ['merchant-has-no-record'] },
  { outcome: 'partial-refund', amount: fen(1_000), reasons: ['minor-damage'] },
  { outcome: 'return-and-refund', amount: fen(8_000), reasons: ['goods-must-come-back'] },
  { outcome: 'replacement', amount: fen(0), reasons: ['damage-in-transit'] },
  { outcome: 'repair', amount: fen(0), reasons: ['damage-shown'] },
  { outcome: 'refusal', amount: fen(0), reasons: ['photo-altered'] },
  { outcome: 'refusal', amount: fen(0), reasons: ['left-in-good-condition', 'photo-reused'] },
  { outcome: 'refusal', amount: fen(0), reasons: ['not-covered'] },
]
const person = (id: Id, role: 'consumer' | 'merchant' | 'reviewer'): Actor => ({ kind: 'person', id, role })
type Moved = { until: number }

/** One claim, from its opening to wherever the dice leave it. */
export async function happen(tx: Tx, past: Past): Promise<Id> {
  const { dice } = past
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T // below the length
  const id = newId()
  const buyer = newId()
  const seller = newId()
  const merchant = pick(past.merchants)
  const category = pick(past.categories)
  const amount = fen(pick([3_000, 12_000]))
  let now = past.openedAt
  let claim: Claim = { status: 'none' }
  let hearing: Hearing = { status: 'none' }
  let remedy: RemedyState = { status: 'none' }
  const decided = new Map<Id, Decision>()
  let sample: Id | null = null
  const stamp = (by: Actor) => ({ at: instant(now), by })

  const toClaim = async (by: Actor, command: Unstamped<ClaimCommand>): Promise<void> => {
    const how = { id, isNew: command.type === 'claim.open' }
    const done = await act(tx, claimCase, how, { ...command, ...stamp(by) } as ClaimCommand) // the step plus its stamp
    if (isRefusal(done)) throw new Error(`${command.type}: ${done.refusal}`)
    claim = done.state
    for (const fact of done.facts) await follow(fact)
  }
  const toHearing = async (hearingId: Id, by: Actor, command: Unstamped<HearingCommand>) => {
    const done = await act(tx, hearingCase, { id: hearingId }, { ...command, ...stamp(by) } as HearingCommand) // the same
    if (isRefusal(done)) return
    hearing = done.state
    const last = done.facts.at(-1)
    if (last?.type === 'hearing.answered' || last?.type === 'hearing.lapsed')
      await toClaim(reaction, {
        ...{ type: 'claim.hear', hearing: hearingId, pieces: [], decision: newId() },
        how: last.type === 'hearing.answered' ? 'answered' : 'not-heard',
      })
  }
  const toDecision = async (decision: Id, by: Actor, command: Unstamped<DecisionCommand>) => {
    const done = await act(tx, decisionCase, { id: decision }, { ...command, ...stamp(by) } as DecisionCommand) // the same
    if (isRefusal(done)) return false
    decided.set(decision, done.state)
    for (const fact of done.facts) {
      if (fact.type !== 'decision.given' || done.state.status === 'none' || done.state.stage === 'sample') continue
      const { judgement, reviewer, second } = fact
      const verdict: Verdict = {
        ...{ ...judgement, rules: terms.rules },
        by: { kind: 'reviewer', person: reviewer, second, decision },
      }
      await toClaim(reaction, { type: 'claim.decide', verdict, calendar })
    }
    return true
  }
  const toRemedy = async (by: Actor, command: Unstamped<RemedyCommand>) => {
    const done = await act(tx, remedyCase, { id }, { ...command, ...stamp(by) } as RemedyCommand) // the same
    if (!isRefusal(done)) remedy = done.state
  }
  const openDecision = (decision: Id, stage: 'first' | 'appeal' | 'sample') => {
    const barred = (claim as OpenedClaim).verdicts.flatMap(({ by }) =>
      by.kind === 'reviewer' ? [by.person, by.second ?? ''] : [],
    )
    return toDecision(decision, reaction, {
      ...{ type: 'decision.open', claim: id, stage, barred: stage === 'appeal' ? barred : [], rules: terms.rules },
      ...{ remedies: terms.remedies, paid, stake: amount, secondAbove: terms.secondAbove, reviewHours: 48, calendar },
    })
  }
  const award = async (outcome: Verdict['outcome'], due: Verdict['amount']) => {
    const parties = { buyer, merchant, purchase: id }
    const what = { outcome, amount: due, because: 'decision' as const }
    await toRemedy(reaction, { type: 'remedy.award', award: what, parties, hours: 240, calendar })
  }
  const drop = async (reason: 'settled' | 'withdrawn' | 'more-asked') => {
    if (claim.status === 'none') return
    const [last, open] = [claim.hearings.at(-1), claim.decisions.at(-1)]
    if (last && reason !== 'more-asked') await toHearing(last, reaction, { type: 'hearing.drop', reason })
    if (open) await toDecision(open, reaction, { type: 'decision.drop', reason })
  }
  const follow = async (fact: ClaimFact): Promise<void> => {
    if (claim.status === 'none') return
    if (fact.type === 'claim.hearing-called') {
      const { side, until } = fact
      await toHearing(fact.hearing, reaction, { type: 'hearing.call', claim: id, side, until, extension: 24 })
    }
    if (fact.type === 'claim.heard') await openDecision(fact.decision, claim.appeal ? 'appeal' : 'first')
    if (fact.type === 'claim.more-asked') await drop('more-asked')
    if (fact.type === 'claim.settled' || fact.type === 'claim.withdrawn')
      await drop(fact.type === 'claim.settled' ? 'settled' : 'withdrawn')
    if (fact.type === 'claim.settled') await award(fact.remedy, fact.amount)
    if (fact.type !== 'claim.decided') return
    await award(fact.verdict.outcome, fact.verdict.amount)
    const { by } = fact.verdict
    if (by.kind === 'instruction' && by.isSampled) {
      sample = newId()
      await openDecision(sample, 'sample')
    }
  }
  const review = async (decision: Id) => {
    // Nobody decides the same claim twice.
    const [one, other] = (claim as OpenedClaim).verdicts.length > 0 ? [3, 4] : dice() < 0.5 ? [0, 1] : [2, 1]
    const reviewer = past.reviewers[one] ?? ''
    if (!(await toDecision(decision, person(reviewer, 'reviewer'), { type: 'decision.take', interest: false }))) return
    now += dice() * 10 * hour
    now = Math.round(now)
    const { appeal, verdicts } = claim as OpenedClaim
    const before = appeal && dice() < 0.4 ? verdicts[0] : undefined
    const warned = (judgement: (typeof judgements)[number]) => {
      const { grade } = claim as OpenedClaim
      return (grade === 'C' || grade === 'D') === judgement.reasons.some((reason) => reason.startsWith('photo-'))
    }
    const likely = past.isTended && dice() < 0.85 ? judgements.filter(warned) : judgements
    const { outcome, amount, reasons } = before ?? pick(likely)
    const judgement = { outcome, amount, reasons, words }
    await toDecision(decision, person(reviewer, 'reviewer'), { type: 'decision.give', judgement, interest: false })
    const second = past.reviewers[other] ?? ''
    if (decided.get(decision)?.status === 'seconding')
      await toDecision(decision, person(second, 'reviewer'), { type: 'decision.approve', interest: false })
  }
  /** Lets the time of a window run out, or a part of it. */
  const runOut = (until: Instant) => {
    now = Math.max(now, until) + Math.round(dice() * hour)
  }

  const steps: {
    [S in Claim['status']]?: (state: Extract<Claim, { status: S }>, roll: number) => Promise<Moved | null>
  } = {
    async collecting({ until }, roll) {
      if (roll < 0.06) return null
      if (roll < 0.12) await toClaim(person(buyer, 'consumer'), { type: 'claim.withdraw', reason: null })
      else if (roll < 0.25) {
        runOut(until)
        await toClaim(clock, { type: 'claim.lapse' })
      } else await toClaim(person(buyer, 'consumer'), { type: 'claim.submit', without: ['damage', 'label'] })
      return { until: now }
    },
    async examining(state, roll) {
      if (roll < 0.04) return null
      const grade: Grade = grades[Math.floor(((roll * 100) % 1) * 4)] ?? 'A'
      const signed = { merchant, signedBy: seller, signedAt: instant(0), signature: words }
      const limits = { amount: fen(5_000), categories: '*', grade: 'B', from: instant(0), until: null } as const
      await toClaim(reaction, {
        ...{
          type: 'claim.grade',
          grade,
          photos: [],
          terms,
          standing: 'good',
          draw: dice(),
          hearing: newId(),
          calendar,
        },
        instruction: roll < 0.5 ? { id: newId(), state: { status: 'signed', ...signed, limits } } : null,
      })
      return state ? { until: now } : null
    },
    async hearing({ hearing: called, heard, until, appeal }, roll) {
      if (roll < (appeal ? 0.15 : 0.06)) return null
      const side = heard === 'merchant' ? person(seller, 'merchant') : person(buyer, 'consumer')
      if (roll < 0.5) await toHearing(called, side, { type: 'hearing.see' })
      if (roll > 0.4 && roll < 0.5) await toHearing(called, side, { type: 'hearing.extend', reason: words, calendar })
      if (roll < 0.1) await toClaim(person(buyer, 'consumer'), { type: 'claim.withdraw', reason: null })
      else if (roll < 0.16 && heard === 'merchant' && (claim as OpenedClaim).proposal)
        await toClaim(person(seller, 'merchant'), { type: 'claim.accept' })
      else if (roll < 0.75) await toHearing(called, side, { type: 'hearing.answer', statement: words, pieces: [] })
      else {
        runOut(until)
        await toHearing(called, clock, { type: 'hearing.lapse' })
      }
      if (hearing.status === 'open') {
        runOut(hearing.until)
        await toHearing(called, clock, { type: 'hearing.lapse' })
      }
      return { until: now }
    },
    async review({ decision, proposal }, roll) {
      if (roll < 0.06) return null
      if (roll < 0.1) await toClaim(person(buyer, 'consumer'), { type: 'claim.withdraw', reason: null })
      else if (roll < 0.14 && proposal?.side === 'buyer')
        await toClaim(person(seller, 'merchant'), { type: 'claim.accept' })
      else if (roll < 0.22) {
        const asker = person(past.reviewers[0] ?? '', 'reviewer')
        await toClaim(asker, { type: 'claim.ask-more', needs: ['label'], words, decision, calendar })
      } else {
        if (roll > 0.8) now += Math.round((roll - 0.75) * 1_200) * hour
        await review(decision)
      }
      return { until: now }
    },
    async decided({ appealable, verdict }, roll) {
      if (sample && decided.get(sample)?.status === 'waiting' && roll < 0.8) await review(sample)
      await sendGoods()
      if (roll < 0.2) return null
      const isBuyer = verdict.outcome === 'refusal' || verdict.by.kind === 'instruction'
      if (roll < 0.6 && now < appealable.until) {
        const by = isBuyer ? person(buyer, 'consumer') : person(seller, 'merchant')
        await toRemedy(reaction, { type: 'remedy.hold' })
        await toClaim(by, { type: 'claim.appeal', words, pieces: [], hearing: newId(), calendar })
      } else {
        runOut(appealable.withNewEvidenceUntil)
        await toClaim(clock, { type: 'claim.close' })
      }
      return { until: now }
    },
  }

  const asked = {
    ...{ number: claimNumber(past.number), purchase: newId(), line: 1, buyer, merchant, category, amount, paid },
    ...({ reason: 'damaged', wanted: 'refund-only', words, channel: 'web' } as const),
  }
  await toClaim(person(buyer, 'consumer'), { type: 'claim.open', asked, terms, calendar })
  for (let step = 0; step < 20; step++) {
    // What follows directly comes at the very moment now and then: the bounds of windows and bars are met as well.
    const pause = dice() < 0.15 ? 0 : Math.round(dice() * 30 * hour)
    if (past.until !== undefined && now + pause > past.until) break
    now += pause
    const state: Claim = claim
    const next = steps[state.status] as ((state: Claim, roll: number) => Promise<Moved | null>) | undefined // of this status
    if (!next || (!(await next(state, dice())) && !past.isTended)) break
  }
  await keepFindings(tx, { claim: id, dice, pick })
  return id

  async function sendGoods(): Promise<void> {
    if (remedy.status !== 'sending') return
    const roll = dice()
    if (roll < 0.3) return
    if (roll > 0.7) now = Math.max(now, remedy.until)
    const by = remedy.side === 'buyer' ? person(buyer, 'consumer') : person(seller, 'merchant')
    if (roll > 0.7) await toRemedy(clock, { type: 'remedy.lapse', decision: newId() })
    else await toRemedy(by, { type: 'remedy.send', waybill: words, hours: 240, calendar })
  }
}

/** What the inspection said of its photos: up to three, labels among them. */
async function keepFindings(
  tx: Tx,
  { claim, dice, pick }: { claim: Id; dice: Dice; pick: <T>(list: readonly T[]) => T },
): Promise<void> {
  const codes = [...Object.values(labelFindings).flat(), 'origin.bare', 'alteration.trace_missing', 'origin.bare']
  const finding = () => ({ code: pick(codes), family: 'origin', strength: 0.5, zh: '—', en: '—', region: null })
  const photos = Array.from({ length: Math.floor(dice() * 4) }, () => ({
    ...{ tenant: tx.tenant, claim_id: claim, media: newId(), sha256: Buffer.alloc(32), at: new Date(0) },
    report: { findings: dice() < 0.6 ? [] : [finding(), finding()], flaws: [], against: [] },
  }))
  if (photos.length > 0) tx.write(rowsInto('inspections', photos))
}

/** Merchants, entered as rows, and ids of five reviewers. */
export async function sides(tx: Tx, names: readonly string[]): Promise<{ merchants: Id[]; reviewers: Id[] }> {
  const merchants = names.map(() => newId())
  for (const [i, name] of names.entries())
    await tx.rows(sql`
      insert into merchants (id, tenant, name, created_at) values (${merchants[i]}, ${tx.tenant}, ${name}, ${new Date(0)})`)
  return { merchants, reviewers: [newId(), newId(), newId(), newId(), newId()] }
}
