import type { Id } from '@anxin/domain/basics.ts'
import { alterationReasons } from '@anxin/domain/oversight/results.ts'
import { sql, type Tx } from '../db/database.ts'

/** Which claims are asked about. `own`: the merchants that the caller speaks for, and then only claims that they were told of;
 *  null: all of the tenant. */
export type Whose = { own: readonly Id[] | null; merchant: Id | null; category: string | null }
/** `from` up to but without `to`: moments. */
export type Span = { from: Date; to: Date }

const wasTold = sql`jsonb_array_length(c.state->'hearings') + jsonb_array_length(c.state->'verdicts') > 0`

/** Of the claims `c`, those of the tenant that this caller may count. */
export const ownClaims = (tx: Tx, { own }: Pick<Whose, 'own'>) => sql`
  c.tenant = ${tx.tenant} ${own ? sql`and c.merchant = any(${[...own]}::uuid[]) and ${wasTold}` : sql``}`

/** … and of these the ones that are asked about. */
export const wantedClaims = (tx: Tx, whose: Whose) => sql`
  ${ownClaims(tx, whose)}
  ${whose.merchant ? sql`and c.merchant = ${whose.merchant}` : sql``}
  ${whose.category ? sql`and c.category = ${whose.category}` : sql``}`

/** Opened in the span. Uses `claims_all`, or `claims_of_merchant`. */
export const openedIn = ({ from, to }: Span) => sql`c.opened_at >= ${from} and c.opened_at < ${to}`

/** What the claim's own facts say of its windows and stages. Uses the facts' unique index, once for each claim. */
const told = sql`
  left join lateral (
    select
      min(at) filter (where type = 'claim.submitted') as submitted_at,
      min(at) filter (where type = 'claim.graded') as graded_at,
      min(at) filter (where type = 'claim.hearing-called') as called_at,
      min(at) filter (where type = 'claim.heard') as heard_at,
      min(at) filter (where type = 'claim.decided') as decided_at,
      max(at) filter (where type = 'claim.decided') as last_decided_at,
      1 + count(*) filter (where type = 'claim.more-asked') as windows,
      count(*) filter (where type = 'claim.submitted' and body->>'isLate' = 'false') as in_time,
      count(*) filter (where type = 'claim.submitted' and body->>'isLate' = 'true') as late
    from facts where case_id = c.id and kind = 'claim') f on true`

/** What a reviewer found who looked at what an instruction paid. Uses `decisions_of_claim`. */
const sample = sql`
  left join lateral (
    select d.state->'judgement' as judgement from decisions d
    where d.claim_id = c.id and d.stage = 'sample' and d.status = 'given' order by d.id limit 1) s on true`

/** The claims of the period, a narrow row each: what `domain/oversight/results.ts` says of a claim, in SQL. That both say the
 *  same is tried on histories of any kind (figures.test.ts). */
export const claimsOf = (tx: Tx, whose: Whose, span: Span) => sql`
  opened as materialized (
    select c.id, c.merchant, c.category, c.status, c.grade, c.opened_at, f.*,
      (c.opened_at at time zone 'Asia/Shanghai')::date as day,
      c.state->'verdicts'->0 as first, c.state->'verdicts'->1 as second,
      c.state->'appeal'->>'side' as appealed_by, (c.state->'appeal'->>'at')::float8 as appealed_ms,
      case when c.status in ('decided', 'closed') then c.state->'verdict'->>'outcome'
        when c.status in ('settled', 'withdrawn') then c.status else 'open' end as result,
      case when c.status in ('decided', 'closed') then
        case when c.state->'verdict'->'by'->>'kind' = 'reviewer' then c.state->'verdict' else s.judgement end end as found,
      c.status = 'collecting' and (c.state->>'until')::float8 >= moment.ms as is_collecting,
      c.status = 'collecting' and (c.state->>'until')::float8 < moment.ms as is_overdue
    from moment, claims c ${told} ${sample}
    where ${wantedClaims(tx, whose)} and ${openedIn(span)}),
  c as materialized (
    select *,
      case when result = 'refusal' then 'refused' when result in ('settled', 'withdrawn', 'open') then result
        else 'granted' end as ending,
      case when appealed_by is null then null when status in ('settled', 'withdrawn') then 'dropped'
        when second is null then 'pending'
        when (first->>'outcome' = 'refusal') <> (second->>'outcome' = 'refusal') then 'overturned'
        when first->>'outcome' = second->>'outcome' and first->'amount' = second->'amount' then 'upheld'
        else 'changed' end as appeal_end,
      case when found is null or grade is null then null
        when grade in ('A', 'B') then
          case when found->>'outcome' = 'refusal' and found->'reasons' ?| ${[...alterationReasons]}::text[] then 'miss'
            else 'sound' end
        when found->>'outcome' <> 'refusal' then 'false-alarm'
        when found->'reasons' ?| ${[...alterationReasons]}::text[] then 'confirmed' else 'other-refusal' end as agreement
    from opened)`
