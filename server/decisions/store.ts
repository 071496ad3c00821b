import type { Id } from '@anxin/domain/basics.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { OpenDecision } from '@anxin/domain/decisions/decision.ts'
import { sql, type Tx } from '../db/database.ts'

/** The claim that a decision is about. Uses the primary key. */
export const claimState = async (tx: Tx, id: Id): Promise<OpenedClaim | undefined> =>
  (await tx.first<{ state: OpenedClaim }>(sql`select state from claims where id = ${id}`))?.state

export type DecisionRow = { id: Id; version: number; state: OpenDecision; claim_id: Id; claim: OpenedClaim }
const columns = sql`d.id, d.version, d.state, d.claim_id, c.state as claim`

/** One decision with its claim. Uses the primary keys. */
export const decisionById = (tx: Tx, id: Id) =>
  tx.first<DecisionRow>(sql`select ${columns} from decisions d join claims c on c.id = d.claim_id where d.id = ${id}`)

export type Queue = {
  grades: readonly string[]
  stages: readonly string[]
  /** Only those that this person has taken; null: all. */
  reviewer: Id | null
  after: { dueAt: string; id: Id } | null
  limit: number
}

/** What waits for reviewers, the nearest deadline first. Uses `decisions_open`. */
export const waitingDecisions = (tx: Tx, { grades, stages, reviewer, after, limit }: Queue) =>
  tx.rows<DecisionRow>(sql`
    select ${columns} from decisions d join claims c on c.id = d.claim_id
    where d.tenant = ${tx.tenant} and d.status in ('waiting', 'taken', 'seconding')
      ${grades.length > 0 ? sql`and c.grade = any(${[...grades]})` : sql``}
      ${stages.length > 0 ? sql`and d.stage = any(${[...stages]})` : sql``}
      ${reviewer ? sql`and d.reviewer = ${reviewer}` : sql``}
      ${after ? sql`and (d.due_at, d.id) > (${after.dueAt}::timestamptz, ${after.id}::uuid)` : sql``}
    order by d.due_at, d.id limit ${limit}`)
