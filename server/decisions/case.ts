import { type DecisionCommand, decisions } from '@anxin/domain/decisions/decide.ts'
import type { Decision, DecisionFact } from '@anxin/domain/decisions/decision.ts'
import type { Case } from '../act.ts'

/** Decisions as the server keeps them. */
export const decisionCase: Case<Decision, DecisionCommand, DecisionFact> = {
  machine: decisions,
  table: 'decisions',
  columns: (decision) =>
    decision.status === 'none'
      ? {}
      : {
          claim_id: decision.claim,
          stage: decision.stage,
          reviewer: 'reviewer' in decision ? decision.reviewer : null,
          stake: decision.stake,
          due_at: new Date(decision.dueAt),
        },
}
