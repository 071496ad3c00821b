import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import type pg from 'pg'
import { type Change, isSomething, together } from './rows.ts'

/** Builds typed queries and never runs them: a query runs only through a `Tx`, which knows whose data it may see. */
export const query = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** What can be compiled to SQL: a built query, or a finished ``sql`…` `` template. */
type Query<T> = Compilable<T> | { compile(db: typeof query): Compiled }
type Compiled = { sql: string; parameters: readonly unknown[] }

/** One transaction, bound to one tenant: row level security lets it see nothing else. Useless after it has ended. */
export type Tx = {
  readonly tenant: string
  rows<T>(query: Query<T>): Promise<T[]>
  /** The first row, if there is one. */
  first<T>(query: Query<T>): Promise<T | undefined>
  /** Changes whose result nobody needs (insert, update, delete; none with a WITH of its own): kept back until something
   *  is asked or the transaction ends, then sent as one statement. What is written between two questions must not touch
   *  the same row twice. If it fails, the transaction fails. */
  write(...changes: readonly Change[]): void
  /** A part that may fail without the rest: what it changed is undone then, what it wanted after the commit forgotten,
   *  and its error thrown. Not in company, where the part's savepoint would hold what others wrote meanwhile: throws. */
  attempt<T>(part: (tx: Tx) => Promise<T>): Promise<T>
  /** Of those who work side by side in this transaction, one at a time: for what is chosen by what the others chose. It
   *  sees all that was written by those whose turn was before. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Runs after a successful commit, never after a rollback. Must not throw. */
  onCommit(run: () => void): void
}

/** Whose rows a transaction may see: one tenant's, or, for the worker that empties the outbox, the outbox of all.
 *  `errands`: the worker doing errands. Its commit need not wait for the disk: a crash undoes effect and removal
 *  together, and the errand is done again; and no later acknowledged commit can be kept without it. */
export type Scope = { tenant: string } | 'worker' | 'errands'

const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** One statement opens the transaction, takes the role and names the tenant: a round trip saved on every request. */
function opening(scope: Scope): string {
  const role = 'begin; set local role anxin_app;'
  // The outbox swings between empty and many thousands. A statement that is prepared, or a table that is analysed, while
  // it is nearly empty would sort all that is due at each look; so its indexes, which are in order, are used always.
  const worker = `${role} set local app.worker = 'yes'; set local enable_sort = off`
  if (scope === 'worker') return worker
  if (scope === 'errands') return `${worker}; set local synchronous_commit = off`
  if (!isUuid.test(scope.tenant)) throw new Error(`not a tenant: ${scope.tenant}`)
  return `${role} set local app.tenant = '${scope.tenant}'`
}

/** Statements are prepared once per connection: planning row level security anew costs more than most of them take.
 *  Texts that vary without end (a list of any length) would fill the server's memory: after these many, no more. */
const mostPrepared = 500
const prepared = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = prepared.get(text)
  if (known !== undefined || prepared.size >= mostPrepared) return known
  const name = `anxin_${prepared.size}`
  prepared.set(text, name)
  return name
}

/** A result that is awaited later, or never: its failure is no crash. */
function inTime<T>(result: Promise<T>): Promise<T> {
  result.catch(() => {})
  return result
}

/** What is sent to a connection within one turn of the event loop leaves in one system call, which in a virtual machine
 *  costs as much as a small statement. */
function gathered({ connection: { stream } }: pg.PoolClient): void {
  if (corked.has(stream)) return
  corked.add(stream)
  stream.cork()
  process.nextTick(() => {
    corked.delete(stream)
    stream.uncork()
  })
}
const corked = new WeakSet<object>()

/** Nothing of the transaction was kept. */
export class RolledBack extends Error {
  constructor() {
    super('the transaction was rolled back')
  }
}

/** A transaction that was begun on a connection. Statements are sent as they come, without waiting for the answer to the
 *  one before (pipelined): a round trip costs more than most statements. After a failed one PostgreSQL refuses the rest
 *  of the transaction, and answers COMMIT with ROLLBACK, so nothing is kept in part. */
export type Begun = {
  ask(statement: Compiled): Promise<pg.QueryResult>
  /** Waits for those who asked before. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Throws when the transaction did not get that far; then it is to be undone. */
  commit(): Promise<void>
  undo(): Promise<void>
}

/** Takes a connection and begins. Must be ended by `commit` or `undo`. */
export async function begin(pool: pg.Pool, scope: Scope): Promise<Begun> {
  const start = opening(scope)
  const client = await pool.connect()
  let isOver = false
  const send = (statement: string | pg.QueryConfig) => {
    gathered(client)
    return inTime(client.query(statement))
  }
  const opened = send(start)
  let last: Promise<unknown> = Promise.resolve()
  return {
    inTurn(work) {
      const mine = last.then(work)
      last = mine.catch(() => {})
      return mine
    },
    ask({ sql, parameters }) {
      if (isOver) throw new Error('this transaction has ended')
      const name = nameOf(sql)
      return send({ text: sql, values: [...parameters], ...(name ? { name } : {}) })
    },
    async commit() {
      isOver = true
      const ended = send('commit')
      await opened
      if ((await ended).command !== 'COMMIT') throw new RolledBack()
      client.release()
    },
    async undo() {
      isOver = true
      // A connection whose rollback fails is broken: it is thrown away rather than handed to the next request.
      const isUsable = await client.query('rollback').then(
        () => true,
        () => false,
      )
      client.release(!isUsable)
    },
  }
}

/** One who works in a begun transaction, alone or with others: what it has written, and wants done afterwards. */
export type Member = {
  tx: Tx
  /** Sends what is still kept back. */
  flush(): void
  /** Whether anything was sent that changes rows. */
  hasWritten(): boolean
  /** Hands over what was not sent: to be written together with others, or forgotten. */
  handOver(): Change[]
  /** When all that was written has been taken; throws what PostgreSQL refused. */
  settled(): Promise<void>
  /** Why it failed: the write that PostgreSQL refused, rather than the next question, which it then refused because the
   *  transaction was over. */
  cause(error: unknown): Promise<unknown>
  afterCommit(): void
}

export function memberOf(begun: Begun, tenant: string): Member {
  const afterwards: (() => void)[] = []
  const kept: Change[] = []
  const writes: Promise<unknown>[] = []
  let hasWritten = false
  const put = (q: Query<unknown>) => {
    const statement = q.compile(query)
    hasWritten ||= !/^\s*select\b/i.test(statement.sql)
    return begun.ask(statement)
  }
  const flush = () => {
    if (kept.length > 0) writes.push(put(together(kept.splice(0))))
  }
  const ask = (q: Query<unknown>) => {
    flush()
    return put(q)
  }
  const rows = async <R>(q: Query<R>): Promise<R[]> => (await ask(q)).rows
  const settled = async () => {
    flush()
    await Promise.all(writes.splice(0))
  }
  const cause = async (error: unknown) => {
    const failed = (await Promise.allSettled(writes.splice(0))).find(({ status }) => status === 'rejected')
    return failed?.status === 'rejected' ? failed.reason : error
  }
  const attempt: Tx['attempt'] = async (part) => {
    await settled()
    const before = afterwards.length
    writes.push(ask(sql`savepoint attempt`))
    try {
      const result = await part(tx)
      await settled()
      return result
    } catch (error) {
      kept.length = 0
      // Writes that failed in the part are its failure, told just now: they must not fail the rest as well.
      const why = await cause(error)
      afterwards.length = before
      await ask(sql`rollback to savepoint attempt`)
      throw why
    }
  }
  const tx: Tx = {
    tenant,
    rows,
    first: async (q) => (await rows(q))[0],
    write: (...changes) => void kept.push(...changes.filter(isSomething)),
    attempt,
    inTurn: (work) =>
      begun.inTurn(async () => {
        const result = await work()
        flush()
        return result
      }),
    onCommit: (after) => afterwards.push(after),
  }
  return {
    tx,
    flush,
    hasWritten: () => hasWritten,
    handOver: () => kept.splice(0),
    settled,
    cause,
    afterCommit: () => {
      for (const after of afterwards) after()
    },
  }
}

/** One transaction for one alone. */
export async function alone<T>(pool: pg.Pool, scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T> {
  const begun = await begin(pool, scope)
  const member = memberOf(begun, tenantOf(scope))
  try {
    const result = await run(member.tx)
    member.flush()
    await begun.commit()
    member.afterCommit()
    return result
  } catch (error) {
    const why = await member.cause(error)
    await begun.undo()
    throw why
  }
}

export const tenantOf = (scope: Scope): string => (typeof scope === 'string' ? '' : scope.tenant)
