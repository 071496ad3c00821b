import type { Actor, Id } from '@anxin/domain/basics.ts'
import type { AddresseeName, Purpose } from '@anxin/domain/dossiers/addressees.ts'
import { addressees } from '@anxin/domain/dossiers/addressees.ts'
import { colleagueFor, type Known, personFor, textFor, waybillFor } from '@anxin/domain/dossiers/dossier.ts'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { adviceFor } from '../liability.routes.ts'
import { type ClaimRow, timelineOf } from '../store.ts'
import { showSteps } from '../timeline.ts'
import { showClaim } from '../views.ts'
import { purchaseOf, tenantName } from './store.ts'

type For = { addressee: AddresseeName; purpose: Purpose; person: Id }
type Here = { tx: Tx; deps: Deps; now: number }

/** Everything that is told of a claim to this addressee, as codes, amounts in fen and moments in ISO 8601: what
 *  `data/claim.json` holds and the PDF says in words. Fields are listed; names, numbers and texts as the addressee may
 *  see them. */
export type Told = Awaited<ReturnType<typeof toldOf>>

export async function toldOf(here: Here, row: ClaimRow, { addressee, purpose, person }: For) {
  const { tx, deps, now } = here
  const { asked } = row.state
  const by: Actor = { kind: 'person', id: person, role: 'reviewer' }
  const shown = await showClaim({ ...here, by }, row)
  const deciders = row.state.verdicts.map(({ by: decider }) => decider)
  const names = await deps.private.people(tx, [asked.buyer, person, ...deciders.flatMap(peopleIn)])
  const buyer = names.get(asked.buyer) ?? nobody
  const words = (text: string | null) => text && textFor(addressee, text, [buyer])
  const colleague = (id: Id | null) => (id === null ? null : colleagueFor(addressee, names.get(id)?.name ?? null))
  const { sees, why } = addressees[addressee]
  const bought = await purchaseOf(tx, asked)
  const isAlone = sees.others === 'masked'
  return {
    format: 'anxin-dossier-1',
    ...{ addressee, purpose, sees, why },
    madeAt: new Date(now).toISOString(),
    madeBy: colleague(person),
    platform: await tenantName(tx),
    /** The buyer asked to be forgotten: what they wrote and sent cannot be opened any more. */
    isErased: (await deps.private.mediaKey(tx, asked.buyer)) === null,
    claim: claimTold(shown, words),
    purchase: bought ? { ...bought, placedAt: iso(bought.placedAt), deliveredAt: iso(bought.deliveredAt) } : null,
    buyer: personFor(addressee, buyer),
    merchant: shown.merchant.name,
    evidence: shown.evidence,
    goods: shown.goods,
    packed: shown.packed,
    inspections: shown.inspections.map(inspectionTold),
    procedure: procedureTold(shown, { words, waybill: (text) => waybillFor(addressee, text) }),
    verdicts: shown.verdicts.map((verdict, i) => verdictTold(verdict, { words, decider: deciders[i], colleague })),
    steps: await stepsTold(here, row.id, words),
    law: await adviceFor(tx, row, { place: null, now, isAlone }),
  }
}

type Shown = Awaited<ReturnType<typeof showClaim>>
type Words = (text: string | null) => string | null
type Decider = ClaimRow['state']['verdicts'][number]['by']

const nobody: Known = { name: null, phone: null }
const iso = (at: Date | null) => at?.toISOString() ?? null
const peopleIn = (by: Decider): Id[] =>
  by.kind === 'reviewer' ? [by.person, ...(by.second === null ? [] : [by.second])] : [by.signedBy]

const claimTold = (shown: Shown, words: Words) => ({
  ...{ id: shown.id, number: shown.number, status: shown.status, title: shown.title, category: shown.category },
  ...{ reason: shown.reason, wanted: shown.wanted, amount: shown.amount, paid: shown.paid, grade: shown.grade },
  ...{ openedAt: shown.openedAt, outcome: shown.outcome, rules: shown.rules },
  words: words(shown.words),
})

const inspectionTold = ({ media, grade, flaws, findings, against }: Shown['inspections'][number]) => ({
  ...{ media, grade, flaws, against },
  findings: findings.map(({ code, family, strength, zh, en, region }) => ({ code, family, strength, zh, en, region })),
})

function procedureTold(shown: Shown, { words, waybill }: { words: Words; waybill: Words }) {
  const { remedy, appeal, proposal } = shown
  return {
    hearings: shown.hearings.map(({ side, status, calledAt, until, isExtended, seenAt, answeredAt, statement }) => ({
      ...{ side, status, calledAt, until, isExtended, seenAt, answeredAt },
      statement: words(statement),
    })),
    // A sample changes nothing for the sides, and is no part of how this claim was decided.
    decisions: shown.decisions
      .filter(({ stage }) => stage !== 'sample')
      .map(({ stage, status, dueAt, capAt, isOverdue, needsSecond }) => ({
        ...{ stage, status, dueAt, capAt, isOverdue, needsSecond },
      })),
    appeal: appeal && { side: appeal.side, at: appeal.at, words: words(appeal.words) },
    appealable: shown.appealable,
    proposal: proposal && {
      ...{ side: proposal.side, remedy: proposal.remedy, amount: proposal.amount, words: words(proposal.words) },
    },
    withdrawnFor: words(shown.withdrawnFor),
    remedy: remedy && {
      ...{
        status: remedy.status,
        outcome: remedy.outcome,
        amount: remedy.amount,
        paid: remedy.paid,
        owed: remedy.owed,
      },
      waybill: waybill(remedy.waybill),
    },
  }
}

type Deciding = { words: Words; decider: Decider | undefined; colleague: (id: Id | null) => string | null }
function verdictTold(verdict: Shown['verdicts'][number], { words, decider, colleague }: Deciding) {
  const { outcome, amount, reasons, rules, by } = verdict
  const isReviewer = decider?.kind === 'reviewer'
  return {
    ...{ outcome, amount, reasons, rules, by },
    words: words(verdict.words),
    decidedBy: isReviewer ? colleague(decider.person) : null,
    approvedBy: isReviewer ? colleague(decider.second) : null,
  }
}

/** The steps that both sides were told of: what reviewers note for each other is not for outside. */
async function stepsTold({ tx, deps }: Here, claim: Id, words: Words) {
  const by: Actor = { kind: 'system', id: 'dossier' }
  const steps = await showSteps({ tx, deps, by }, await timelineOf(tx, claim))
  return steps.map(({ at, type, who, detail }) => ({
    ...{ at, type, who },
    detail: Object.fromEntries(
      Object.entries(detail).map(([field, value]) => [field, typeof value === 'string' ? words(value) : value]),
    ),
  }))
}
