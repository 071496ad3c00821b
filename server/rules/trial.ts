import { fen, type Id } from '@anxin/domain/basics.ts'
import type { OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Terms } from '@anxin/domain/claims/terms.ts'
import { standingOf } from '@anxin/domain/instructions/standing.ts'
import type { RuleInput } from '@anxin/domain/rules/input.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Rules, Tables } from './rules.ts'
import type { RuleSetRow } from './store.ts'

/** Tables tried on claims of the past: what each of them would have been asked, given and offered, beside what the version
 *  in force asks, gives and offers for the same claim. */

export const mostTried = 5_000
const day = 86_400_000

type Span = { from: Date; until: Date }
type Past = {
  number: string
  state: OpenedClaim
  opened_at: Date
  placed_at: Date | null
  delivered_at: Date | null
  purchases: number
  claims: number
  forged: number
}

/** Claims opened in the span, the newest first, with what was known of the buyer then. Uses `claims_all`, and for the
 *  buyers `purchases_of_buyer` and `claims_of_buyer`. */
const pastClaims = (tx: Tx, { from, until }: Span) =>
  tx.rows<Past>(sql`
    select c.number, c.state, c.opened_at, p.placed_at, p.delivered_at,
      (select count(*) from purchases b where b.tenant = c.tenant and b.buyer = c.buyer
        and b.placed_at > c.opened_at - interval '365 days' and b.placed_at <= c.opened_at)::int as purchases,
      (select count(*) from claims b where b.tenant = c.tenant and b.buyer = c.buyer
        and b.opened_at > c.opened_at - interval '365 days' and b.opened_at < c.opened_at)::int as claims,
      (select count(*) from claims b where b.tenant = c.tenant and b.buyer = c.buyer
        and b.opened_at < c.opened_at and b.status = 'closed' and b.state->'verdict'->>'outcome' = 'refusal'
        and b.state->'verdict'->'reasons' ?| array['photo-altered', 'photo-reused'])::int as forged
    from claims c left join purchases p on p.id = c.purchase
    where c.tenant = ${tx.tenant} and c.opened_at >= ${from} and c.opened_at < ${until}
    order by c.opened_at desc, c.id desc limit ${mostTried}`)

/** What the tables were asked about the claim, as far as it can still be told. */
function inputOf({ state, opened_at, placed_at, delivered_at, ...record }: Past): RuleInput {
  const { category, reason, wanted, amount, paid } = state.asked
  const daysSince = (date: Date) => Math.max(0, Math.floor((opened_at.getTime() - date.getTime()) / day))
  return {
    ...{ category, reason, wanted, amount: fen(amount), paid: fen(paid) },
    orderAgeDays: placed_at ? daysSince(placed_at) : 0,
    deliveredDays: delivered_at && daysSince(delivered_at),
    standing: standingOf(record),
    grade: state.grade,
    merchantChoice: null,
  }
}

/** What a side, the desk or the clock would notice. */
const compared = ['lane', 'needs', 'remedies', 'hours', 'secondAbove', 'sampled'] as const satisfies (keyof Terms)[]
export type Compared = Pick<Terms, (typeof compared)[number]>
export type TriedRow = {
  number: string
  category: string
  reason: string
  amount: number
  grade: string | null
  /** Null: the tables gave nothing that makes sense, for the field named. */
  before: Compared | null
  after: Compared | null
  field: string | null
}
export type Tried = { compared: number; changed: number; broken: number; rows: TriedRow[] }

const shown = (terms: Terms): Compared => ({
  ...{ lane: terms.lane, needs: terms.needs, remedies: terms.remedies, hours: terms.hours },
  ...{ secondAbove: terms.secondAbove, sampled: terms.sampled },
})
/** Where the order of a list says nothing. */
const plain = ({ needs, remedies, ...terms }: Compared) =>
  JSON.stringify({ ...terms, needs: [...needs].sort(), remedies: [...remedies].sort() })

/** Null when the tables take too long. */
export async function tryTables(
  { tx, rules }: { tx: Tx; rules: Rules },
  tables: Tables,
  span: Span,
): Promise<(Tried & { against: string }) | null> {
  const past = await pastClaims(tx, span)
  const inputs = past.map(inputOf)
  const old = await rules.inForce(tx)
  const [before, after] = [await rules.givenBy(old, inputs), await rules.givenBy(tables, inputs)]
  if (!before || !after) return null
  const rows = past.flatMap(({ number, state }, n): TriedRow[] => {
    const [was, is] = [before[n], after[n]]
    const earlier = was && 'terms' in was ? shown(was.terms) : null
    const later = is && 'terms' in is ? shown(is.terms) : null
    if (earlier && later && plain(earlier) === plain(later)) return []
    const { category, reason, amount } = state.asked
    const field = is && 'issue' in is ? is.issue.path.join('.') : null
    return [{ number, category, reason, amount, grade: state.grade, before: earlier, after: later, field }]
  })
  const broken = rows.filter(({ after: later }) => later === null).length
  return { compared: past.length, changed: rows.length - broken, broken, rows, against: old.name }
}

type Keeping = { id: Id; ruleSet: Id; sha256: string; at: Date; span: Span; tried: Tried & { against: string } }
/** Keeps what a trial gave with the version it was of. */
export function keepTrial(tx: Tx, { id, ruleSet, sha256, at, span, tried }: Keeping): void {
  const { rows, against } = tried
  tx.write(sql`
    insert into rule_trials (id, tenant, rule_set, sha256, against, at, opened_from, opened_until, rows)
    values (${id}, ${tx.tenant}, ${ruleSet}, ${sha256}, ${against}, ${at}, ${span.from}, ${span.until}, ${JSON.stringify(rows)}::jsonb)`)
}

type Row = { at: Date; opened_from: Date; opened_until: Date; against: string; rows: TriedRow[] }
/** The trial that counts for the version as it stands. Uses the primary key. */
export async function lastTrial(tx: Tx, { state }: RuleSetRow) {
  const trial = 'trial' in state ? state.trial : null
  if (!trial) return null
  const row = await tx.first<Row>(
    sql`select at, opened_from, opened_until, against, rows from rule_trials where id = ${trial.id}`,
  )
  if (!row) throw new Error('a trial that was kept is there')
  const { compared, changed, broken } = trial
  const span = { from: row.opened_from.toISOString(), until: row.opened_until.toISOString() }
  return { compared, changed, broken, at: row.at.toISOString(), ...span, against: row.against, rows: row.rows }
}
