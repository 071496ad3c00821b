import { sql, type Tx } from './db/database.ts'
import type { Outward } from './job.ts'
import { type Bench, fail, type Taken, takenColumns } from './outbox.ts'

/** Errands that ask somebody outside: a gateway, another system, a key service, a disk. Each goes out by itself and is
 *  over when it is back, so that one who does not answer keeps nobody waiting but those who ask them as well. */

const usuallyAtOnce = 16
const toOneReceiver = 4
/** An errand that is out is leased: if the process dies meanwhile, another sends it again when the lease is over. As
 *  long as it lives, it renews the lease in time. */
const leaseMs = 60_000
const renewAfterMs = leaseMs / 3

type Out = { errand: Taken; job: Outward; leasedAt: number }
type Back = { one: Out; isDone: boolean; error?: unknown }

/** Sends errands out and takes in those that come back. */
export type Goer = {
  /** Notes who came back, and sends out as many as there is room for (`isLast`: none any more). */
  round(options?: { isLast: boolean }): Promise<'worked' | 'idle'>
  isAnyOut(): boolean
}

/** `onBack` is called whenever one comes back: a round is due then. */
export function openGoer(bench: Bench, onBack: () => void): Goer {
  const { db, deps } = bench
  const out = new Map<number, Out>()
  const back: Back[] = []
  const go = async (one: Out) => {
    const { errand, job } = one
    const { id, tenant } = errand
    try {
      await job.outward({ tenant, payload: job.payload.parse(errand.payload), deps, errand: id })
      back.push({ one, isDone: true })
    } catch (error) {
      back.push({ one, isDone: false, error })
    }
    onBack()
  }
  return {
    async round({ isLast } = { isLast: false }) {
      const now = deps.now()
      const home = [...back]
      const away = [...out.values()].filter((one) => !home.some((came) => came.one === one))
      const stale = away.filter(({ leasedAt }) => Math.abs(now - leasedAt) > renewAfterMs)
      if (isLast && home.length + stale.length === 0) return 'idle'
      // Durable: whoever is asked outside must not hear of what a crash would still undo.
      const leaving = await db.transaction('worker', async (tx) => {
        await noteDown(tx, bench, home)
        const leaving = isLast ? [] : await choose(tx, bench, { now, away, out })
        await lease(tx, [...stale, ...leaving], now)
        return leaving
      })
      back.splice(0, home.length)
      for (const { one } of home) out.delete(one.errand.id)
      for (const one of stale) one.leasedAt = now
      for (const one of leaving) {
        out.set(one.errand.id, one)
        void go(one)
      }
      return home.length + leaving.length > 0 ? 'worked' : 'idle'
    },
    isAnyOut: () => out.size > 0,
  }
}

/** Those that are done are removed together; the others wait for their next try. */
async function noteDown(tx: Tx, { deps }: Bench, home: readonly Back[]): Promise<void> {
  const done = home.filter(({ isDone }) => isDone).map(({ one }) => one.errand.id)
  if (done.length > 0) tx.write(sql`delete from outbox where id = any(${done}::bigint[])`)
  for (const { one, isDone, error } of home) if (!isDone) await fail(tx, { ...one, error }, deps)
}

async function lease(tx: Tx, all: readonly Out[], now: number): Promise<void> {
  if (all.length === 0) return
  await tx.rows(sql`
    update outbox set due_at = ${new Date(now + leaseMs)}
    where id = any(${all.map(({ errand }) => errand.id)}::bigint[])`)
}

type Present = { now: number; away: readonly Out[]; out: ReadonlyMap<number, Out> }

/** Due errands for which there is room, the first due first. */
async function choose(tx: Tx, { outward }: Bench, { now, away, out }: Present): Promise<Out[]> {
  const open = [...outward.values()].filter((job) => roomOf(job, away) > 0)
  const limit = open.reduce((sum, job) => sum + roomOf(job, away), 0)
  if (limit === 0) return []
  const crowds = open.map((job) => sql`and ${isCrowded(job, away)} is not true`)
  const due = await tx.rows<Taken>(sql`
    select ${takenColumns} from outbox
    where dead_at is null and due_at <= ${new Date(now)} and job = any(${open.map(({ name }) => name)}::text[])
      and id <> all(${[...out.keys()]}::bigint[]) ${sql.join(crowds, sql` `)}
    order by due_at, id limit ${limit} for update skip locked`)
  const leaving: Out[] = []
  for (const errand of due) {
    const job = outward.get(errand.job)
    const all = [...away, ...leaving]
    if (job && roomOf(job, all) > 0 && !crowded(job, all).includes(receiverOf(job, errand)))
      leaving.push({ errand, job, leasedAt: now })
  }
  return leaving
}

const roomOf = (job: Outward, away: readonly Out[]): number =>
  (job.atOnce ?? usuallyAtOnce) - away.filter((one) => one.job === job).length

const receiverOf = ({ receiver }: Outward, { payload }: Taken): string => String(receiver && payload[receiver])

/** Receivers of a job who are being asked by as many as may. */
function crowded(job: Outward, away: readonly Out[]): string[] {
  if (!job.receiver) return []
  const asked = Map.groupBy(
    away.filter((one) => one.job === job),
    ({ errand }) => receiverOf(job, errand),
  )
  return [...asked].flatMap(([receiver, all]) => (all.length >= toOneReceiver ? [receiver] : []))
}

const isCrowded = (job: Outward, away: readonly Out[]) =>
  job.receiver
    ? sql`(job = ${job.name} and payload->>${job.receiver}::text = any(${crowded(job, away)}::text[]))`
    : sql`false`
