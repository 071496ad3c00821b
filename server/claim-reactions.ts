import { days, type Id, type Instant, later } from '@anxin/domain/basics.ts'
import type { Claim, ClaimFact } from '@anxin/domain/claims/claim.ts'
import { otherSide, type Side } from '@anxin/domain/claims/terms.ts'
import type { Custody, CustodyFact } from '@anxin/domain/custody/custody.ts'
import { nextTick } from '@anxin/domain/decisions/decide.ts'
import type { Decision, DecisionFact } from '@anxin/domain/decisions/decision.ts'
import type { Hearing, HearingFact } from '@anxin/domain/hearings/hearing.ts'
import type { Inquiry, InquiryFact } from '@anxin/domain/inquiries/inquiry.ts'
import type { Recording, RecordingFact } from '@anxin/domain/recordings/recording.ts'
import type { RemedyFact, RemedyState } from '@anxin/domain/remedies/remedy.ts'
import { type Errand, notice, now, type Reactions, wake } from './errand.ts'
import type { Occasion } from './notices/texts.ts'

/** What the cases of a refund claim set off in each other. */

type Opened = Exclude<Claim, { status: 'none' }>
const opened = (claim: Claim, errands: (claim: Opened) => Errand[]): Errand[] =>
  claim.status === 'none' ? [] : errands(claim)

type At = { at: Parameters<typeof notice>[1]['at'] }
/** Tells one side of a claim. */
const tell = (side: Side, text: Occasion, { fact, claim }: { fact: At; claim: Id }): Errand =>
  notice(text, fact, { claim, side }, { claim })
const tellBoth = (text: Occasion, fact: At, claim: Id): Errand[] => [
  tell('buyer', text, { fact, claim }),
  tell('merchant', text, { fact, claim }),
]

export const ofClaims: Reactions<ClaimFact, Claim> = {
  'claim.opened': ({ id, fact }) => [
    wake('claim.lapse', fact.until, { claim: id }),
    tell('buyer', 'claim.opened', { fact, claim: id }),
  ],
  'claim.submitted': ({ id, fact }) => [now('claim.examine', fact, { claim: id })],
  'claim.evidence-added': ({ id, fact, state }) =>
    opened(state, ({ status }) => [
      ...(fact.side === 'buyer'
        ? [now('media.adopt', fact, { claim: id, media: fact.pieces.map(({ media }) => media) })]
        : []),
      ...(status === 'collecting' ? [] : [now('claim.examine', fact, { claim: id })]),
    ]),
  'claim.hearing-called': ({ id, fact, state }) =>
    opened(state, ({ terms }) => {
      const { hearing, side, until } = fact
      return [now('hearing.call', fact, { claim: id, hearing, side, until, extension: terms.hours.extension })]
    }),
  'claim.heard': ({ id, fact, state }) =>
    opened(state, (claim) => [
      now('decision.open', fact, { claim: id, decision: fact.decision, stage: claim.appeal ? 'appeal' : 'first' }),
      ...tellBoth(`claim.heard.${fact.how}`, fact, id),
    ]),
  'claim.more-asked': ({ id, fact, state }) =>
    opened(state, (claim) => [
      ...dropped(claim, fact, 'more-asked'),
      wake('claim.lapse', fact.until, { claim: id }),
      ...tellBoth('claim.more_asked', fact, id),
    ]),
  'claim.proposed': ({ id, fact }) => [tell(otherSide(fact.proposal.side), 'claim.proposed', { fact, claim: id })],
  'claim.settled': ({ id, fact, state }) =>
    opened(state, (claim) => [
      ...dropped(claim, fact, 'settled'),
      now('remedy.award', fact, { claim: id, outcome: fact.remedy, amount: fact.amount, because: 'settlement' }),
      now('custody.date', fact, { claim: id }),
      ...tellBoth('claim.settled', fact, id),
    ]),
  'claim.withdrawn': ({ id, fact, state }) =>
    opened(state, (claim) => [
      ...dropped(claim, fact, 'withdrawn'),
      now('custody.date', fact, { claim: id }),
      // A merchant who was never told of the claim need not hear of its end.
      ...(claim.hearings.length > 0 ? tellBoth('claim.withdrawn', fact, id) : []),
    ]),
  'claim.decided': ({ id, fact, state }) =>
    opened(state, (claim) => {
      const { outcome, amount } = fact.verdict
      const because = claim.appeal ? 'appeal' : 'decision'
      return [
        now('remedy.award', fact, { claim: id, outcome, amount, because }),
        ...(fact.verdict.by.kind === 'instruction' && fact.verdict.by.isSampled
          ? [now('decision.sample', fact, { claim: id })]
          : []),
        fact.appealable
          ? wake('claim.close', fact.appealable.withNewEvidenceUntil, { claim: id })
          : now('custody.date', fact, { claim: id }),
        ...tellBoth(outcome === 'refusal' ? 'claim.refused' : 'claim.granted', fact, id),
      ]
    }),
  'claim.appealed': ({ id, fact }) => [
    now('remedy.hold', fact, { claim: id }),
    ...tellBoth('claim.appealed', fact, id),
  ],
  'claim.closed': ({ id, fact }) => [now('custody.date', fact, { claim: id })],
}

/** A hearing or a decision that nobody waits for any more. */
function dropped({ hearings, decisions }: Opened, fact: At, reason: string): Errand[] {
  const [hearing, decision] = [hearings.at(-1), decisions.at(-1)]
  return [
    ...(hearing && reason !== 'more-asked' ? [now('hearing.drop', fact, { hearing, reason })] : []),
    ...(decision ? [now('decision.drop', fact, { decision, reason })] : []),
  ]
}

export const ofHearings: Reactions<HearingFact, Hearing> = {
  'hearing.called': ({ id, fact }) => [
    wake('hearing.lapse', fact.until, { hearing: id }),
    tell(fact.side, 'hearing.called', { fact, claim: fact.claim }),
    tell(otherSide(fact.side), 'hearing.called_other', { fact, claim: fact.claim }),
  ],
  'hearing.extended': ({ id, fact, state }) => [
    wake('hearing.lapse', fact.until, { hearing: id }),
    ...ofClaim(state, (claim) => tellBoth('hearing.extended', fact, claim)),
  ],
  'hearing.answered': ({ id, fact, state }) =>
    ofClaim(state, (claim) => [now('claim.hear', fact, { claim, hearing: id, how: 'answered', pieces: fact.pieces })]),
  'hearing.lapsed': ({ id, fact, state }) =>
    ofClaim(state, (claim) => [now('claim.hear', fact, { claim, hearing: id, how: 'not-heard', pieces: [] })]),
}

const ofClaim = (state: Hearing | Decision, errands: (claim: Id) => Errand[]): Errand[] =>
  state.status === 'none' ? [] : errands(state.claim)

export const ofDecisions: Reactions<DecisionFact, Decision> = {
  'decision.opened': ({ id, state }) => ticks(id, state),
  'decision.proposed': ({ fact, state }) =>
    ofClaim(state, (claim) => [notice('decision.second_needed', fact, { desk: 'reviewer' }, { claim })]),
  'decision.overdue': ({ id, fact, state }) => [
    ...ticks(id, state),
    ...ofClaim(state, (claim) => [notice('decision.overdue', fact, { desk: 'reviewer' }, { claim })]),
  ],
  'decision.capped': ({ fact, state }) =>
    ofClaim(state, (claim) => [notice('decision.capped', fact, { desk: 'operator' }, { claim })]),
  'decision.given': ({ id, fact, state }) =>
    ofClaim(state, (claim) => {
      const { judgement, reviewer, second } = fact
      const stage = state.status === 'none' ? 'first' : state.stage
      if (stage === 'sample') return []
      if (stage === 'goods')
        return [now('remedy.judge', fact, { claim, decision: id, isAccepted: judgement.outcome !== 'refusal' })]
      return [now('claim.decide', fact, { claim, decision: id, judgement, reviewer, second })]
    }),
}

function ticks(decision: Id, state: Decision): Errand[] {
  const next = nextTick(state)
  return next === null ? [] : [wake('decision.tick', next, { decision })]
}

/** The case of a remedy has the claim's id. */
export const ofRemedies: Reactions<RemedyFact, RemedyState> = {
  'remedy.awarded': ({ id, fact }) => (fact.until ? [wake('remedy.lapse', fact.until, { claim: id })] : []),
  'remedy.payment-due': ({ id, fact }) => [now('remedy.pay', fact, { claim: id, n: fact.n })],
  'remedy.overturned': ({ id, fact }) => [now('ledger.compensate', fact, { claim: id, amount: fact.amount })],
  'remedy.paid': ({ id, fact }) => tellBoth('remedy.paid', fact, id),
  'remedy.goods-sent': ({ id, fact }) => [
    wake('remedy.lapse', fact.until, { claim: id }),
    tell(otherSide(fact.side), 'remedy.goods_sent', { fact, claim: id }),
  ],
  'remedy.goods-questioned': ({ id, fact }) => [
    now('decision.open', fact, { claim: id, decision: fact.decision, stage: 'goods' }),
    tell('buyer', 'remedy.goods_questioned', { fact, claim: id }),
  ],
  'remedy.lapsed': ({ id, fact }) => [tell('buyer', 'remedy.lapsed', { fact, claim: id })],
}

/** What a film of a parcel sets off: it is checked, stamped, and removed when its term is over. One that is held then is
 *  looked at again when it is let go. */
export const ofRecordings: Reactions<RecordingFact, Recording> = {
  'recording.handed-in': ({ id, fact }) => [now('recording.check', fact, { recording: id })],
  'recording.sealed': ({ id, fact }) => keptFor(id, fact),
  'recording.broken': ({ id, fact }) => keptFor(id, fact),
  'recording.held': ({ id, fact }) => [now('media.guard', fact, { recording: id })],
  'recording.released': ({ id, fact, state }) => [
    now('media.guard', fact, { recording: id }),
    ...(state.status === 'sealed' ? [wake('recording.expire', state.keepUntil, { recording: id })] : []),
  ],
  'recording.removed': ({ id, fact }) => [now('media.drop-recording', fact, { recording: id })],
}
const keptFor = (recording: Id, fact: { at: Instant; keepUntil: Instant }): Errand[] => [
  now('recording.stamp', fact, { recording }),
  now('media.guard', fact, { recording }),
  wake('recording.expire', fact.keepUntil, { recording }),
]

/** The evidence of a claim is removed when its term is over; one that is held then, when it is let go. */
export const ofCustodies: Reactions<CustodyFact, Custody> = {
  'custody.dated': ({ id, fact }) => [
    now('media.guard', fact, { claim: id }),
    wake('custody.expire', fact.keepUntil, { claim: id }),
  ],
  'custody.held': ({ id, fact }) => [now('media.guard', fact, { claim: id })],
  'custody.released': ({ id, fact }) => [
    now('media.guard', fact, { claim: id }),
    ...(fact.keepUntil ? [wake('custody.expire', fact.keepUntil, { claim: id })] : []),
  ],
  'custody.removed': ({ id, fact }) => [now('media.drop-evidence', fact, { claim: id })],
}

/** A question goes out at once; one that nobody has answered when its tries are over has lapsed. */
export const ofInquiries: Reactions<InquiryFact, Inquiry> = {
  'inquiry.asked': ({ id, fact }) => [
    now('inquiry.send', fact, { inquiry: id, service: fact.service }),
    wake('inquiry.lapse', later(fact.at, days(4)), { inquiry: id }),
  ],
}
