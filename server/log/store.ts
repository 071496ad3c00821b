import type { Id } from '@anxin/domain/basics.ts'
import type { Kept } from '@anxin/record/attested.ts'
import type { Leaf } from '@anxin/record/log.ts'
import { type CompactRange, isRange } from '@anxin/record/merkle.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'

/** Where a tenant's log stands; `floor` and `swept` as the migration explains them. */
export type LogRow = { range: CompactRange; floor: number; swept: number }
type Row = { size: number; peaks: Buffer; floor: number; swept: number }

const columns = sql`size, peaks, floor, swept`

/** The log as it is; of a tenant to whom nothing has happened, the empty one. */
export async function logOf(tx: Tx): Promise<LogRow> {
  const row = await tx.first<Row>(sql`select ${columns} from logs where tenant = ${tx.tenant}`)
  return row ? asLog(row) : { range: { size: 0, peaks: [] }, floor: 0, swept: 0 }
}

/** The same, and nobody else adds to it before the end of the transaction. */
export async function lockLog(tx: Tx): Promise<LogRow> {
  const locked = sql`select ${columns} from logs where tenant = ${tx.tenant} for update`
  const known = await tx.first<Row>(locked)
  if (known) return asLog(known)
  await tx.rows(sql`insert into logs (tenant) values (${tx.tenant}) on conflict do nothing`)
  const row = await tx.first<Row>(locked)
  if (!row) throw new Error('the log has no row')
  return asLog(row)
}

function asLog({ size, peaks, floor, swept }: Row): LogRow {
  const range = {
    size,
    peaks: Array.from({ length: peaks.length / 32 }, (_, i) => peaks.subarray(i * 32, i * 32 + 32)),
  }
  if (peaks.length % 32 !== 0 || !isRange(range)) throw new Error(`the log of ${size} leaves cannot be gone on with`)
  return { range, floor, swept }
}

export type Fact = Leaf & { fact: number }

/** Facts after `floor` that have no leaf, the oldest first. Uses `facts_pkey` and, for each, `log_leaves_of_fact`: asked
 *  for one by one, since of tables that were never analysed all leaves there are were read at each look. */
export const factsWithoutLeaf = (tx: Tx, { floor, limit }: { floor: number; limit: number }) =>
  tx.rows<Fact>(sql`
    select f.seq as fact, f.kind, f.case_id as case, f.n, f.hash from facts f
    where f.tenant = ${tx.tenant} and f.seq > ${floor}
      and (select l.leaf from log_leaves l where l.fact = f.seq) is null
    order by f.seq limit ${limit}`)

/** How many facts have no leaf: one look at all of them. */
export const countWithoutLeaf = async (tx: Tx): Promise<number> =>
  (
    await tx.first<{ n: number }>(sql`
      select count(*) as n from facts f
      where f.tenant = ${tx.tenant} and not exists (select from log_leaves l where l.fact = f.seq)`)
  )?.n ?? 0

/** Adds leaves after the first `size`, and says where the log stands then. */
export function keepLeaves(tx: Tx, size: number, { facts, log }: { facts: readonly Fact[]; log: LogRow }): void {
  const rows = facts.map(({ fact, kind, case: case_id, n, hash }, i) => ({
    tenant: tx.tenant,
    leaf: size + i,
    ...{ fact, kind, case_id, n, hash },
  }))
  tx.write(
    rowsInto('log_leaves', rows),
    sql`update logs set size = ${log.range.size}, peaks = ${Buffer.concat(log.range.peaks)}, floor = ${log.floor},
      swept = ${log.swept} where tenant = ${tx.tenant}`,
  )
}

export type Snapshot = { oldest: number; next: number; top: number }

/** The oldest transaction that still runs, the next that will begin (each by its number), and the highest number that a
 *  fact was given so far, by anybody. */
export async function snapshotNow(tx: Tx): Promise<Snapshot> {
  const row = await tx.first<Snapshot>(sql`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next,
      (select case when is_called then last_value else 0 end from facts_seq_seq) as top`)
  if (!row) throw new Error('no snapshot')
  return row
}

export type KeptEntry = Leaf & {
  leaf: number
  /** The fact that the leaf was made of, and the one that it names: the same, or the leaf was changed. */
  of: number
  seq: number | null
  type: string
  at: Date
  by: unknown
  body: unknown
  kept: Buffer
  before: Buffer | null
}

/** Leaves from one on, with the fact that each names and the hash of the one before that in its case. Uses the primary
 *  key and, for each, `facts_case_id_kind_n_key`. */
export const entriesFrom = (tx: Tx, { leaf, limit }: { leaf: number; limit: number }) =>
  tx.rows<KeptEntry>(sql`
    select l.leaf, l.fact as of, l.kind, l.case_id as case, l.n, l.hash,
      f.seq, f.type, f.at, f.by, f.body, f.hash as kept, b.hash as before
    from log_leaves l
    left join facts f on f.case_id = l.case_id and f.kind = l.kind and f.n = l.n and f.tenant = l.tenant
    left join facts b on b.case_id = l.case_id and b.kind = l.kind and b.n = l.n - 1 and b.tenant = l.tenant
    where l.tenant = ${tx.tenant} and l.leaf >= ${leaf}
    order by l.leaf limit ${limit}`)

/** Keeps a checkpoint; one of the same size is there already, and says the same. */
export const keepCheckpoint = (tx: Tx, { size, at, note }: { size: number; at: Date; note: string }) =>
  tx.rows(sql`
    insert into log_checkpoints (tenant, size, at, note) values (${tx.tenant}, ${size}, ${at}, ${note})
    on conflict do nothing`)

/** The checkpoints that were kept, the smallest first, each with its witnesses' lines and its time stamp. */
export async function checkpointsKept(tx: Tx): Promise<Kept[]> {
  return tx.rows<Kept>(sql`
    select c.size, s.token, c.note || coalesce((
        select string_agg(w.line, '' order by w.at) from log_sightings w where w.tenant = c.tenant and w.size = c.size
      ), '') as note
    from log_checkpoints c left join log_stamps s on s.tenant = c.tenant and s.size = c.size
    where c.tenant = ${tx.tenant} order by c.size`)
}

export const tenantIds = async (tx: Tx): Promise<Id[]> =>
  (await tx.rows<{ id: Id }>(sql`select id from tenants order by id`)).map(({ id }) => id)
