import { type Actor, type Id, instant, type PrivateRef } from '@anxin/domain/basics.ts'
import { turns } from '@anxin/domain/claims/allowed.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import { missingFrom, movesOf } from '@anxin/domain/claims/decide.ts'
import { maskName } from '@anxin/domain/people/mask.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { findingsFor, InspectionShown } from './inspection.views.ts'
import { PartsShown, partsOf, refsInParts, showParts } from './parts.views.ts'
import { type ClaimRow, goodsPictures, inspectionsOf, policyOf, sizesOf } from './store.ts'

type Seen = { tx: Tx; deps: Deps; by: Actor; now: number }
const iso = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at).toISOString())
const Moment = z.string().nullable()

/** What a list shows of a claim. */
export const ClaimBrief = z.object({
  id: z.string(),
  number: z.string(),
  version: z.number(),
  status: z.string(),
  /** Whose turn it is, and until when; both sides read the same. */
  turn: z.string(),
  dueAt: Moment,
  title: z.string(),
  category: z.string(),
  merchant: z.object({ id: z.string(), name: z.string() }),
  reason: z.string(),
  wanted: z.string(),
  amount: z.number(),
  paid: z.number(),
  grade: z.string().nullable(),
  openedAt: z.string(),
  outcome: z.string().nullable(),
})

/** Whose turn it is: of a hearing, the side that is heard. */
const turnOf = (claim: OpenedClaim): string => (claim.status === 'hearing' ? claim.heard : turns[claim.status])

function dueOf(claim: OpenedClaim): number | null {
  if (claim.status === 'collecting' || claim.status === 'hearing') return claim.until
  return claim.status === 'decided' ? claim.appealable.until : null
}

const outcomeOf = (claim: OpenedClaim): string | null =>
  claim.status === 'settled' ? claim.remedy : (claim.verdicts.at(-1)?.outcome ?? null)

export function briefOf({ id, version, state: claim, merchantName, title }: ClaimRow): z.input<typeof ClaimBrief> {
  const { number, category, merchant, reason, wanted, amount, paid } = claim.asked
  return {
    ...{ id, version, number, category, reason, wanted, amount, paid, title },
    status: claim.status,
    turn: turnOf(claim),
    dueAt: iso(dueOf(claim)),
    merchant: { id: merchant, name: merchantName },
    grade: claim.grade,
    openedAt: new Date(claim.openedAt).toISOString(),
    outcome: outcomeOf(claim),
  }
}

const EvidenceShown = z.object({
  media: z.string(),
  slot: z.string(),
  side: z.string(),
  at: z.string(),
  isLive: z.boolean(),
  sha256: z.string(),
  /** Photo or video, and its size in pixels, upright: what regions of findings are measured in. */
  kind: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** False when nobody can look at it any more: its term is over, or its person was erased. */
  isThere: z.boolean(),
})
const VerdictShown = z.object({
  outcome: z.string(),
  amount: z.number(),
  reasons: z.array(z.string()),
  words: z.string().nullable(),
  rules: z.string(),
  /** `reviewer`, or the merchant's own `instruction`. */
  by: z.string(),
  hasSecond: z.boolean(),
})
const ProposalShown = z.object({
  side: z.string(),
  remedy: z.string(),
  amount: z.number(),
  words: z.string().nullable(),
})

/** What each side sees of one claim. Fields are listed; nothing is taken away from a whole. */
export const ClaimShown = ClaimBrief.extend({
  words: z.string().nullable(),
  /** The buyer, by mask; the person's id for reviewers alone. */
  buyer: z.object({ name: z.string().nullable(), id: z.string().nullable() }),
  rules: z.string(),
  remedies: z.array(z.string()),
  needs: z.array(z.string()),
  missing: z.array(z.string()),
  evidence: z.array(EvidenceShown),
  /** Pictures of the goods, as listed and as packed; `packed`: those of them that come from the packing film. */
  goods: z.array(z.string()),
  packed: z.array(z.string()),
  /** The merchant's own rules of the day of the purchase. */
  policy: z.object({ text: z.string(), from: z.string() }).nullable(),
  inspections: z.array(InspectionShown),
  proposal: ProposalShown.nullable(),
  verdicts: z.array(VerdictShown),
  appeal: z.object({ side: z.string(), words: z.string().nullable(), at: z.string() }).nullable(),
  appealable: z.object({ until: z.string(), withNewEvidenceUntil: z.string() }).nullable(),
  withdrawnFor: z.string().nullable(),
  moves: z.array(z.string()),
}).extend(PartsShown.shape)

/** Every reference that the claim itself holds to what somebody wrote. */
const refsIn = (claim: OpenedClaim): PrivateRef[] =>
  [
    claim.asked.words,
    claim.proposal?.words,
    claim.appeal?.words,
    ...claim.verdicts.map(({ words }) => words),
    claim.status === 'withdrawn' ? claim.reason : null,
  ].filter((ref) => ref !== null && ref !== undefined)

export async function showClaim(seen: Seen, row: ClaimRow): Promise<z.input<typeof ClaimShown>> {
  const { tx, deps, by } = seen
  const { state: claim } = row
  const parts = await partsOf(tx, row.id)
  const opened = await deps.private.open(tx, [...refsIn(claim), ...refsInParts(parts)])
  const words = (ref: PrivateRef | null | undefined) => (ref ? (opened.get(ref) ?? null) : null)
  const reader = readerOf(by)
  const { listing, packed } = await goodsPictures(tx, claim.asked)
  const policy = await policyOf(tx, claim.asked)
  return {
    ...briefOf(row),
    words: words(claim.asked.words),
    buyer: await buyerOf(seen, claim.asked.buyer, reader),
    rules: claim.terms.rules,
    remedies: [...claim.terms.remedies],
    needs: claim.status === 'collecting' ? [...claim.needs] : [...claim.terms.needs],
    missing: claim.status === 'collecting' ? missingFrom(claim) : [],
    evidence: await evidenceOf(tx, claim),
    ...{ goods: [...listing, ...packed], packed },
    policy: policy && { text: policy.text, from: policy.from.toISOString() },
    inspections: findingsFor(await inspectionsOf(tx, row.id), claim, reader),
    proposal: claim.proposal && { ...claim.proposal, words: words(claim.proposal.words) },
    verdicts: claim.verdicts.map(({ outcome, amount, reasons, rules, by: decider, ...verdict }) => ({
      ...{ outcome, amount, rules, reasons: [...reasons], words: words(verdict.words), by: decider.kind },
      hasSecond: decider.kind === 'reviewer' && decider.second !== null,
    })),
    appeal: claim.appeal && {
      side: claim.appeal.side,
      words: words(claim.appeal.words),
      at: new Date(claim.appeal.at).toISOString(),
    },
    appealable: appealableOf(claim),
    withdrawnFor: claim.status === 'withdrawn' ? words(claim.reason) : null,
    moves: movesOf(claim, moverFor(by), instant(seen.now)),
    ...showParts(parts, { reader, by, words }),
  }
}

/** The pieces of both sides; of a file that is gone with its person nothing but the name is left. */
async function evidenceOf(tx: Tx, { evidence }: OpenedClaim): Promise<z.input<typeof EvidenceShown>[]> {
  const sizes = await sizesOf(
    tx,
    evidence.map(({ media }) => media),
  )
  return evidence.map(({ at, ...piece }) => {
    const found = sizes.find(({ id }) => id === piece.media)
    const { kind = 'photo', width = null, height = null, isThere = false } = found ?? {}
    return { ...piece, at: new Date(at).toISOString(), kind, width, height, isThere }
  })
}

const appealableOf = (claim: OpenedClaim) =>
  claim.status === 'decided'
    ? {
        until: new Date(claim.appealable.until).toISOString(),
        withNewEvidenceUntil: new Date(claim.appealable.withNewEvidenceUntil).toISOString(),
      }
    : null

export type Reader = 'buyer' | 'merchant' | 'reviewer'
const readerOf = (by: Actor): Reader => {
  if (by.kind !== 'person') return 'merchant'
  return by.role === 'consumer' ? 'buyer' : by.role === 'merchant' ? 'merchant' : 'reviewer'
}
const moverFor = (by: Actor) => {
  if (by.kind !== 'person') return 'system'
  return by.role === 'merchant' || by.role === 'reviewer' ? by.role : 'consumer'
}

async function buyerOf({ tx, deps }: Seen, buyer: Id, reader: Reader) {
  const name = (await deps.private.people(tx, [buyer])).get(buyer)?.name
  return { name: name ? maskName(name) : null, id: reader === 'reviewer' ? buyer : null }
}
