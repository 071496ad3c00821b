import { later } from '@anxin/domain/basics.ts'
import { type Hotline, type HotlineFact, proofsAt } from '@anxin/domain/hotlines/hotline.ts'
import { isRecord, lookAgain, lookForAgain, lookSoon } from '@anxin/domain/hotlines/proof.ts'
import type { Report, ReportFact } from '@anxin/domain/hotlines/report.ts'
import type { RuleSetFact } from '@anxin/domain/rules/ruleset.ts'
import { notice, now, type Reactions, wake } from './errand.ts'

/** What the cases of whoever runs the installation set off. Of hotlines: records are looked at again, proofs end, people are
 *  told. */

export const ofHotlines: Reactions<HotlineFact, Hotline> = {
  'hotline.look-asked': ({ id, fact }) => [
    now('hotline.look', fact, { hotline: id, method: fact.method, since: null }),
  ],
  'hotline.proved': ({ id, fact }) => {
    const { method, until, at } = fact
    const next = { hotline: id, method, since: at }
    return [
      wake('hotline.end-proof', until, { hotline: id, method }),
      ...(isRecord(method) ? [wake('hotline.look', later(at, lookAgain), next)] : []),
    ]
  },
  'hotline.missed': ({ id, fact, state }) => {
    const proof = state.status === 'listed' ? state.proofs[fact.method] : undefined
    if (!proof) return []
    return [wake('hotline.look', later(fact.at, lookSoon), { hotline: id, method: fact.method, since: proof.at })]
  },
  'hotline.proof-ended': ({ id, fact, state }) => {
    const { method, why, at } = fact
    const again = why === 'gone' && isRecord(method) ? lookForAgain : []
    // Another proof may stand still.
    const isBare = state.status === 'listed' && proofsAt(state, at).length === 0
    return [
      ...again.map((after) => wake('hotline.look', later(at, after), { hotline: id, method, since: null })),
      ...(isBare ? [notice('desk.hotline_lapsed', fact, { desk: 'operator' }, { hotline: id })] : []),
    ]
  },
}

export const ofHotlineReports: Reactions<ReportFact, Report> = {
  'hotline-report.opened': ({ id, fact }) => [
    notice('desk.hotline_reported', fact, { desk: 'operator' }, { report: id }),
  ],
  'hotline-report.confirmed': ({ id, fact, state }) =>
    state.status === 'none' ? [] : [notice('hotline.confirmed', fact, { person: state.by }, { report: id })],
  'hotline-report.dismissed': ({ id, fact, state }) =>
    state.status === 'none' ? [] : [notice('hotline.dismissed', fact, { person: state.by }, { report: id })],
}

/** What a version of the rules sets off: when it comes into force, those before it are over. */
export const ofRules: Reactions<RuleSetFact, unknown> = {
  'rules.published': ({ id, fact }) => [wake('rules.supersede', fact.from, { successor: id })],
}
