import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import pg from 'pg'

export { sql }

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
type Query<T> = Compilable<T> | { compile(db: typeof query): { sql: string; parameters: readonly unknown[] } }

/** One transaction, bound to one tenant: row level security lets it see nothing else. Useless after it has ended. */
export type Tx = {
  readonly tenant: string
  rows<T>(query: Query<T>): Promise<T[]>
  /** The first row, if there is one. */
  first<T>(query: Query<T>): Promise<T | undefined>
  /** A change whose result nobody needs: sent at once, not waited for. If it fails, the transaction fails. */
  write(query: Query<unknown>): void
  /** A part that may fail without the rest: what it changed is undone then, what it wanted after the commit forgotten,
   *  and its error thrown. */
  attempt<T>(part: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs after a successful commit, never after a rollback. Must not throw. */
  onCommit(run: () => void): void
}

/** Whose rows a transaction may see: one tenant's, or, for the worker that empties the outbox, the outbox of all.
 *  `errand`: the worker doing one errand. Its commit need not wait for the disk: a crash undoes effect and removal
 *  together, and the errand is done again; and no later acknowledged commit can be kept without it. */
export type Scope = { tenant: string } | 'worker' | 'errand'

export type Database = {
  transaction<T>(scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T>
  /** A connection that hears what other processes announce; calls `hear` with each payload. Returns how to stop. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  /** Tells every listening process; outside any transaction, since NOTIFY serialises commits. */
  announce(channel: string, payload: string): Promise<void>
  /** Throws when the server cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}

const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

// pg hands back bigint as text; ours are sequence numbers and counts, far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Opens a pool that always acts as the role `anxin_app`, for which row level security is forced. */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 12,
    idleTimeoutMillis: 30_000,
    pipeline: true,
  })
  // Without a listener an idle connection that the server closes would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    transaction: (scope, run) => inTransaction(pool, scope, run),
    listen: (channel, hear) => listen(url, channel, hear),
    announce: async (channel, payload) => {
      await pool.query('select pg_notify($1, $2)', [channel, payload])
    },
    ping: async () => {
      await pool.query('select 1')
    },
    close: () => pool.end(),
  }
}

/** One statement opens the transaction, takes the role and names the tenant: a round trip saved on every request. */
function opening(scope: Scope): string {
  const role = 'begin; set local role anxin_app;'
  if (scope === 'worker') return `${role} set local app.worker = 'yes'`
  if (scope === 'errand') return `${role} set local app.worker = 'yes'; set local synchronous_commit = off`
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

/** Why a transaction failed: the write that PostgreSQL refused, rather than the next question, which it then refused
 *  because the transaction was over. */
async function firstFailure(writes: readonly Promise<unknown>[], error: unknown): Promise<unknown> {
  const failed = (await Promise.allSettled(writes)).find(({ status }) => status === 'rejected')
  return failed?.status === 'rejected' ? failed.reason : error
}

/** One transaction on one connection. Statements are sent as they come, without waiting for the answer to the one
 *  before (pipelined): a round trip costs more than most statements. After a failed one PostgreSQL refuses the rest of
 *  the transaction, and answers COMMIT with ROLLBACK, so nothing is kept in part. */
async function inTransaction<T>(pool: pg.Pool, scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T> {
  const start = opening(scope)
  const client = await pool.connect()
  const afterwards: (() => void)[] = []
  const writes: Promise<unknown>[] = []
  let isOver = false
  const ask = (q: Query<unknown>) => {
    if (isOver) throw new Error('this transaction has ended')
    const { sql, parameters } = q.compile(query)
    const name = nameOf(sql)
    return inTime(client.query({ text: sql, values: [...parameters], ...(name ? { name } : {}) }))
  }
  const rows = async <R>(q: Query<R>): Promise<R[]> => (await ask(q)).rows
  const written = async () => void (await Promise.all(writes.splice(0)))
  const attempt: Tx['attempt'] = async (part) => {
    await written()
    const before = afterwards.length
    writes.push(ask(sql`savepoint attempt`))
    try {
      const result = await part(tx)
      await written()
      return result
    } catch (error) {
      // Writes that failed in the part are its failure, told just now: they must not fail the rest as well.
      const cause = await firstFailure(writes.splice(0), error)
      afterwards.length = before
      await ask(sql`rollback to savepoint attempt`)
      throw cause
    }
  }
  const tx: Tx = {
    tenant: typeof scope === 'string' ? '' : scope.tenant,
    rows,
    first: async (q) => (await rows(q))[0],
    write: (q) => void writes.push(ask(q)),
    attempt,
    onCommit: (after) => afterwards.push(after),
  }
  try {
    writes.push(inTime(client.query(start)))
    const result = await run(tx)
    isOver = true
    const ended = inTime(client.query('commit'))
    await written()
    if ((await ended).command !== 'COMMIT') throw new Error('the transaction was rolled back')
    client.release()
    for (const after of afterwards) after()
    return result
  } catch (error) {
    isOver = true
    // A connection whose rollback fails is broken: it is thrown away rather than handed to the next request.
    const isUsable = await client.query('rollback').then(
      () => true,
      () => false,
    )
    client.release(!isUsable)
    throw await firstFailure(writes, error)
  }
}

async function listen(url: string, channel: string, hear: (payload: string) => void): Promise<() => Promise<void>> {
  let isStopped = false
  let client: pg.Client | null = null
  const connect = async (): Promise<void> => {
    client = new pg.Client({ connectionString: url, keepAlive: true })
    client.on('error', () => {})
    client.on('end', () => {
      if (!isStopped) setTimeout(() => void connect().catch(() => {}), 1_000).unref()
    })
    client.on('notification', (message) => hear(message.payload ?? ''))
    await client.connect()
    await client.query(`listen ${pg.escapeIdentifier(channel)}`)
  }
  await connect()
  return async () => {
    isStopped = true
    await client?.end()
  }
}
