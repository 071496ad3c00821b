import type pg from 'pg'
import { together } from './rows.ts'
import { alone, begin, type Member, memberOf, query, RolledBack, type Tx } from './transaction.ts'

/** Transactions in company: requests of one tenant that arrive while another such transaction is on its way share the
 *  next one. Beginning, committing and waiting for the disk are then paid once for all of them (group commit, one level
 *  above PostgreSQL's own). Each still stands or falls by itself: one that says no before it has written leaves the
 *  others alone; if anything else fails, all is undone and each goes again by itself. So a run may happen twice, and
 *  must change nothing but through its `tx`; nor may it use `attempt`, which would undo what others wrote, and throws. */

type Waiting = { run(tx: Tx): Promise<unknown>; resolve(value: unknown): void; reject(error: unknown): void }

/** More in one transaction would only make the first wait for the last. */
const most = 32
/** How many shared transactions of a tenant are under way in this process: while one waits for the disk, the next fills. */
const atOnce = 2
/** A second one departs beside the first when so many wait; fewer gain more by filling up until the first is back. */
const worthwhile = 5

export type Company = <T>(scope: { tenant: string }, run: (tx: Tx) => Promise<T>) => Promise<T>

export function openCompany(pool: pg.Pool): Company {
  const queues = new Map<string, { waiting: Waiting[]; underWay: number }>()

  const depart = (tenant: string) => {
    const queue = queues.get(tenant)
    if (!queue || queue.underWay >= atOnce) return
    if (queue.waiting.length < (queue.underWay > 0 ? worthwhile : 1)) return
    queue.underWay++
    void ride(pool, tenant, queue.waiting.splice(0, most)).finally(() => {
      queue.underWay--
      if (queue.underWay === 0 && queue.waiting.length === 0) queues.delete(tenant)
      depart(tenant)
    })
  }
  return ({ tenant }, run) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(tenant) ?? { waiting: [], underWay: 0 }
      queues.set(tenant, queue)
      queue.waiting.push({
        run: (tx) => run({ ...tx, attempt: notHere }),
        resolve: resolve as Waiting['resolve'],
        reject,
      }) // what `run` gives is what is resolved
      // Whoever arrives in the same turn of the event loop comes along.
      setImmediate(depart, tenant)
    })
}

/** Also for one who happens to ride alone: what may not be done in company must not depend on who else is there. */
const notHere = (): never => {
  throw new Error('`attempt` undoes what others in the same transaction wrote: not in company')
}

type Ended = { one: Waiting; member: Member; value?: unknown; error?: unknown; isDone: boolean }

async function ride(pool: pg.Pool, tenant: string, all: readonly Waiting[]): Promise<void> {
  const [first, ...others] = all
  if (!first) return
  if (others.length === 0) return goAlone(pool, tenant, first)
  const begun = await begin(pool, { tenant }).catch((error) => {
    for (const one of all) one.reject(error)
  })
  if (!begun) return
  const ended = await Promise.all(
    all.map(async (one): Promise<Ended> => {
      const member = memberOf(begun, tenant)
      try {
        return { one, member, value: await one.run(member.tx), isDone: true }
      } catch (error) {
        return { one, member, error, isDone: false }
      }
    }),
  )
  const done = ended.filter(({ isDone }) => isDone)
  const saidNo = ended.filter(({ isDone, member, error }) => !isDone && !member.hasWritten() && !isFromServer(error))
  try {
    if (done.length + saidNo.length < all.length) throw new RolledBack()
    const changes = done.flatMap(({ member }) => member.handOver())
    if (changes.length > 0) void begun.ask(together(changes).compile(query))
    await begun.commit()
  } catch (error) {
    await Promise.all(ended.map(({ member }) => member.cause(error)))
    await begun.undo()
    // Nothing was kept: each by itself. But if the connection broke in the commit, nobody knows, and each is told so.
    const isUndone = error instanceof RolledBack || isFromServer(error)
    for (const { one } of ended) isUndone ? void goAlone(pool, tenant, one) : one.reject(error)
    return
  }
  for (const { one, error } of saidNo) one.reject(error)
  for (const { one, member, value } of done) {
    member.afterCommit()
    one.resolve(value)
  }
}

const goAlone = (pool: pg.Pool, tenant: string, { run, resolve, reject }: Waiting): Promise<void> =>
  alone(pool, { tenant }, run).then(resolve, reject)

/** PostgreSQL's errors carry a code of five characters; after one the transaction is of no use to anybody in it. */
const isFromServer = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code))
