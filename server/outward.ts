import { sql, type Tx } from './db/database.ts'
import type { Statement } from './db/rows.ts'
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
        await lease(tx, stale, now)
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

const leasedUntil = (now: number) => new Date(now + leaseMs)

async function lease(tx: Tx, all: readonly Out[], now: number): Promise<void> {
  if (all.length === 0) return
  await tx.rows(sql`
    update outbox set due_at = ${leasedUntil(now)} where id = any(${all.map(({ errand }) => errand.id)}::bigint[])`)
}

type Present = { now: number; away: readonly Out[]; out: ReadonlyMap<number, Out> }

/** Due errands for which there is room, leased: the first due first, and when more are due than there is room for, those
 *  of tenants that have fewer out before the others. Uses `outbox_out`, once for each tenant and job. */
async function choose(tx: Tx, { outward }: Bench, present: Present): Promise<Out[]> {
  const { now, away, out } = present
  const open = [...outward.values()].filter((job) => roomOf(job, away) > 0)
  if (open.length === 0) return []
  const due = await tx.rows<Taken>(sql`
    select o.* from unnest(${open.map(({ name }) => name)}::text[]) j(name) cross join tenants t cross join lateral (
      select ${takenColumns}, due_at from outbox
      where tenant = t.id and job = j.name and goes_out and dead_at is null and due_at <= ${new Date(now)}
        and id <> all(${[...out.keys()]}::bigint[])
        and ${noneOf(open.map((job) => isAtCrowd(job, away)))}
      order by due_at, id limit ${usuallyAtOnce}) o
    where ${noneOf(open.map((job) => isAtShare(job, away)))}
    order by o.due_at, o.id`)
  const leaving = inTurn({ outward, away }, due)
  if (leaving.length === 0) return []
  // What another process took meanwhile is not due any more.
  const leased = await tx.rows<{ id: number }>(sql`
    update outbox set due_at = ${leasedUntil(now)} where id in (
      select id from outbox where id = any(${leaving.map(({ id }) => id)}::bigint[])
        and dead_at is null and due_at <= ${new Date(now)} for update skip locked) returning id`)
  const ours = new Set(leased.map(({ id }) => id))
  return leaving.flatMap((errand) => {
    const job = outward.get(errand.job)
    return job && ours.has(errand.id) ? [{ errand, job, leasedAt: now }] : []
  })
}

type Line = { errands: Taken[]; out: number }

/** Those that may go, of each job in turn by tenant: whoever has fewest out is next, of several the one whose is due
 *  first. */
function inTurn(
  { outward, away }: { outward: Bench['outward']; away: readonly Out[] },
  due: readonly Taken[],
): Taken[] {
  const place = new Map(due.map(({ id }, index) => [id, index]))
  const lines = [...Map.groupBy(due, ({ tenant, job }) => `${job}/${tenant}`).values()].map(
    (errands): Line => ({ errands, out: errands[0] ? outOf(errands[0], away) : 0 }),
  )
  const isBefore = (one: Line, other: Line | undefined) =>
    !other || one.out < other.out || (one.out === other.out && placeOf(one) < placeOf(other))
  const placeOf = ({ errands }: Line) => place.get(errands[0]?.id ?? 0) ?? 0
  const leaving: Out[] = []
  for (;;) {
    let next: Line | undefined
    for (const line of lines) if (line.errands.length > 0 && isBefore(line, next)) next = line
    const errand = next?.errands.shift()
    if (!next || !errand) return leaving.map((one) => one.errand)
    const job = outward.get(errand.job)
    if (!job || !mayGo(job, errand, [...away, ...leaving])) continue
    leaving.push({ errand, job, leasedAt: 0 })
    next.out++
  }
}

/** How many of the same job and tenant. */
const outOf = ({ tenant, job }: Taken, all: readonly Out[]): number =>
  all.filter(({ errand }) => errand.tenant === tenant && errand.job === job).length

const mayGo = (job: Outward, errand: Taken, all: readonly Out[]): boolean =>
  roomOf(job, all) > 0 && outOf(errand, all) < shareOf(job) && !crowded(job, all).includes(receiverOf(job, errand))

const atOnceOf = (job: Outward): number => job.atOnce ?? usuallyAtOnce
/** What one tenant may have out of a job: the rest is there for another that comes while all of the first do not answer. */
const shareOf = (job: Outward): number => Math.ceil(atOnceOf(job) * 0.75)

const roomOf = (job: Outward, away: readonly Out[]): number =>
  atOnceOf(job) - away.filter((one) => one.job === job).length

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

/** Tenants that have their share of a job out. */
const tenantsAtShare = (job: Outward, away: readonly Out[]): string[] => {
  const own = away.filter((one) => one.job === job)
  const tenants = Map.groupBy(own, ({ errand }) => errand.tenant)
  return [...tenants].flatMap(([tenant, all]) => (all.length >= shareOf(job) ? [tenant] : []))
}

/** Asked of a tenant `t` and a job `j`, so that nothing of theirs is looked through in vain. */
const isAtShare = (job: Outward, away: readonly Out[]) =>
  sql`(j.name = ${job.name} and t.id = any(${tenantsAtShare(job, away)}::uuid[]))`

const isAtCrowd = (job: Outward, away: readonly Out[]) =>
  job.receiver
    ? sql`(job = ${job.name} and payload->>${job.receiver}::text = any(${crowded(job, away)}::text[]))`
    : sql`false`

const noneOf = (all: readonly Statement[]) => sql`(${sql.join(all, sql` or `)}) is not true`
