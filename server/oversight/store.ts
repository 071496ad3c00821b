import type { Id } from '@anxin/domain/basics.ts'
import type { Clock, Kept } from '@anxin/domain/oversight/clocks.ts'
import { labelFindings } from '@anxin/domain/oversight/labels.ts'
import type { Agreement, AppealEnd, Ending, Result } from '@anxin/domain/oversight/results.ts'
import { ageBounds, hourBounds, type Timed } from '@anxin/domain/oversight/times.ts'
import { sql, type Tx } from '../db/database.ts'
import { claimsOf, openedIn, ownClaims, type Span, type Whose, wantedClaims } from './claims.ts'

export type Endings = Record<Ending, number> & { claims: number }
export type MerchantCounts = Endings & {
  id: Id
  name: string | null
  answered: number
  silent: number
  /** Of the silent: somebody of the merchant had looked at the claim. */
  seen: number
}
export type ReviewerCounts = Record<'first' | 'appeal' | 'goods' | 'sample' | 'second', number> & { person: Id }
/** The figures as they are counted; what each means stands in `domain/oversight`. */
export type Counted = {
  totals: Endings & { decided: number; final: number; paid: number; sampled: number; looked: number; disagreed: number }
  days: (Endings & { day: string })[]
  grades: { grade: string | null; result: Result; claims: number }[]
  agreement: { isFinal: boolean; agreement: Agreement; claims: number }[]
  appeals: { side: 'buyer' | 'merchant'; end: AppealEnd; claims: number }[]
  times: { stage: Timed; n: number; p50: number; p90: number }[]
  toDecision: { bin: number; claims: number }[]
  clocks: { clock: Clock; kept: Kept; n: number }[]
  labels: { kind: string; photos: number; claims: number }[]
  inspected: { photos: number; claims: number }
  categories: (Endings & { category: string })[]
  merchants: MerchantCounts[]
  reviewers: ReviewerCounts[]
  backlog: { bin: number; status: string; claims: number }[]
  choices: { merchants: { id: Id; name: string | null }[]; categories: string[] }
}

/** Of merchants and kinds of goods those with the most claims are told; a chooser offers more. */
export const mostTold = 200
const mostOffered = 1_000

const endings = sql`
  count(*)::int as claims,
  count(*) filter (where ending = 'granted')::int as granted, count(*) filter (where ending = 'refused')::int as refused,
  count(*) filter (where ending = 'settled')::int as settled,
  count(*) filter (where ending = 'withdrawn')::int as withdrawn, count(*) filter (where ending = 'open')::int as open`

const totals = sql`
  select ${endings}, count(*) filter (where first is not null)::int as decided,
    count(*) filter (where status = 'closed')::int as final,
    count(*) filter (where first->'by'->>'kind' = 'instruction')::int as paid,
    count(*) filter (where first->'by'->>'isSampled' = 'true')::int as sampled,
    (select count(*) from d where stage = 'sample' and status = 'given')::int as looked,
    (select count(*) from d where stage = 'sample' and status = 'given'
      and state->'judgement'->>'outcome' = 'refusal')::int as disagreed
  from c`

/** Hours of each stage of each claim in which it ended. */
const hours = sql`
  h as (
    select stage, (extract(epoch from ended - began) / 3600)::float8 as hours from c cross join lateral (values
      ('evidence', opened_at, submitted_at), ('examination', submitted_at, graded_at), ('hearing', called_at, heard_at),
      ('total', opened_at, decided_at),
      ('appeal', to_timestamp(appealed_ms / 1000), case when second is not null then last_decided_at end)
    ) as t (stage, began, ended) where ended is not null and began is not null
    union all
    select 'review', ((state->>'givenAt')::float8 - (state->>'openedAt')::float8) / 3600000 from d
    where stage = 'first' and status = 'given')`

/** A hearing or a decision as it stands beside its moment. Where it ran out is told by the clock, not by its errand. */
const windows = sql`
  w as (
    select 'hearing.' || side as clock, case status when 'answered' then 'kept' when 'lapsed' then 'missed'
      when 'dropped' then 'dropped' else case when ms > (state->>'until')::float8 then 'missed' else 'running' end end as kept,
      1 as n
    from heard
    union all
    select clock, case status when 'given' then case when (state->>'givenAt')::float8 <= until then 'kept' else 'missed' end
      when 'dropped' then case when (state->>'endedAt')::float8 <= until then 'dropped' else 'missed' end
      else case when ms > until then 'missed' else 'running' end end, 1
    from d cross join lateral (values
      ('review.' || stage, (state->>'dueAt')::float8),
      (case when stage in ('first', 'appeal') then 'review.cap' end, (state->>'capAt')::float8)
    ) as t (clock, until) where clock is not null
    union all
    select 'evidence', kept, n from c cross join lateral (values
      ('kept', in_time), ('missed', late + is_overdue::int), ('running', is_collecting::int),
      ('dropped', windows - in_time - late - is_overdue::int - is_collecting::int)
    ) as t (kept, n)
    union all
    select 'goods', kept, n from (
      select (select count(*) from facts where case_id = r.id and kind = 'remedy' and type = 'remedy.goods-sent') as sent,
        (select count(*) from facts where case_id = r.id and kind = 'remedy' and type = 'remedy.lapsed') as lapsed,
        (r.status = 'sending' and (r.state->>'until')::float8 < ms)::int as overdue,
        (r.status = 'sending' and (r.state->>'until')::float8 >= ms)::int as running
      from c join remedies r on r.id = c.id cross join moment) as g cross join lateral (values
      ('kept', sent), ('missed', lapsed + overdue), ('running', running)) as t (kept, n))`

const labels = sql`
  l as (
    select distinct i.claim_id, i.media, k.kind
    from c join inspections i on i.claim_id = c.id cross join lateral jsonb_array_elements(i.report->'findings') as finding
    join (values ${sql.join(
      Object.entries(labelFindings).flatMap(([kind, codes]) => codes.map((code) => sql`(${kind}, ${code})`)),
    )}) as k (kind, code) on k.code = finding->>'code')`

const merchants = sql`
  select c.merchant as id, m.name, ${endings}, coalesce(max(q.answered), 0)::int as answered,
    coalesce(max(q.silent), 0)::int as silent, coalesce(max(q.seen), 0)::int as seen
  from c left join merchants m on m.id = c.merchant left join (
    select c.merchant, count(*) filter (where q.status = 'answered') as answered,
      count(*) filter (where q.status = 'lapsed') as silent,
      count(*) filter (where q.status = 'lapsed' and q.state->>'seenAt' is not null) as seen
    from heard q join c on c.id = q.claim_id where q.side = 'merchant' group by c.merchant) as q on q.merchant = c.merchant
  group by c.merchant, m.name order by count(*) desc, m.name, c.merchant limit ${mostTold}`

const reviewers = sql`
  select person, count(*) filter (where part = 'first')::int as first, count(*) filter (where part = 'appeal')::int as appeal,
    count(*) filter (where part = 'goods')::int as goods, count(*) filter (where part = 'sample')::int as sample,
    count(*) filter (where part = 'second')::int as second
  from (
    select state->>'reviewer' as person, stage as part from d where status = 'given'
    union all select state->>'second', 'second' from d where status = 'given' and state->>'second' is not null) as p
  group by person order by person`

/** A list of rows as JSON; of none an empty one. */
const listOf = (rows: ReturnType<typeof sql>) => sql`(select coalesce(json_agg(x), '[]') from (${rows}) as x)`
const one = (row: ReturnType<typeof sql>) => sql`(select to_json(x) from (${row}) as x)`

/** Everything that is counted of the claims of a period, by one statement: all figures are of the same moment. Uses
 *  `claims_all` or `claims_of_merchant`, `hearings_of_claim`, `decisions_of_claim`, and `claims_under_way` for the backlog. */
export async function countIn(tx: Tx, asked: { whose: Whose; span: Span; now: number }): Promise<Counted> {
  const { whose, span, now } = asked
  const row = await tx.first<{ counted: Counted }>(sql`
    with moment as (select ${now}::float8 as ms),
      ${claimsOf(tx, whose, span)},
      heard as materialized (select q.claim_id, q.side, q.status, q.state, ms
        from hearings q join c on c.id = q.claim_id cross join moment),
      d as materialized (select q.claim_id, q.stage, q.status, q.state, ms
        from decisions q join c on c.id = q.claim_id cross join moment),
      ${hours}, ${windows}, ${labels}
    select json_build_object(
      'totals', ${one(totals)},
      'days', ${listOf(sql`select to_char(day, 'YYYY-MM-DD') as day, ${endings} from c group by c.day order by c.day`)},
      'grades', ${listOf(sql`select grade, result, count(*)::int as claims from c group by grade, result order by 1, 2`)},
      'agreement', ${listOf(sql`
        select status = 'closed' as "isFinal", agreement, count(*)::int as claims from c
        where agreement is not null group by 1, 2 order by 1, 2`)},
      'appeals', ${listOf(sql`
        select appealed_by as side, appeal_end as end, count(*)::int as claims from c
        where appeal_end is not null group by 1, 2 order by 1, 2`)},
      'times', ${listOf(sql`
        select stage, count(*)::int as n, percentile_cont(0.5) within group (order by hours) as p50,
          percentile_cont(0.9) within group (order by hours) as p90 from h group by stage`)},
      'toDecision', ${listOf(sql`
        select width_bucket(hours, ${[...hourBounds]}::float8[]) as bin, count(*)::int as claims from h
        where stage = 'total' group by 1 order by 1`)},
      'clocks', ${listOf(sql`select clock, kept, sum(n)::int as n from w group by clock, kept having sum(n) > 0`)},
      'labels', ${listOf(sql`
        select kind, count(*)::int as photos, count(distinct claim_id)::int as claims from l group by kind`)},
      'inspected', ${one(sql`
        select count(*)::int as photos, count(distinct claim_id)::int as claims from c join inspections i on i.claim_id = c.id`)},
      'categories', ${listOf(sql`
        select category, ${endings} from c group by category order by count(*) desc, category limit ${mostTold}`)},
      'merchants', ${listOf(merchants)},
      'reviewers', ${listOf(reviewers)},
      'backlog', ${listOf(backlog(tx, whose))},
      'choices', ${choices(tx, whose, span)}
    ) as counted`)
  if (!row) throw new Error('a count answers with a row')
  return row.counted
}

/** Claims that somebody has still to do something about, whenever they were opened. Uses `claims_under_way`. */
const backlog = (tx: Tx, whose: Whose) => sql`
  select width_bucket((ms / 1000 - extract(epoch from c.opened_at)::float8) / 86400, ${[...ageBounds]}::float8[]) as bin,
    c.status, count(*)::int as claims
  from moment, claims c
  where ${wantedClaims(tx, whose)} and c.status in ('collecting', 'examining', 'hearing', 'review')
  group by 1, 2 order by 1, 2`

/** What can be chosen among: the merchants and kinds of goods of the period, whatever is chosen now. */
const choices = (tx: Tx, whose: Whose, span: Span) => sql`json_build_object(
  'merchants', ${listOf(sql`
    select c.merchant as id, m.name from claims c left join merchants m on m.id = c.merchant
    where ${ownClaims(tx, whose)} and ${openedIn(span)} group by c.merchant, m.name order by m.name limit ${mostOffered}`)},
  'categories', (select coalesce(json_agg(x.category), '[]') from (
    select c.category from claims c where ${ownClaims(tx, whose)} and ${openedIn(span)}
    group by c.category order by c.category limit ${mostOffered}) as x))`
