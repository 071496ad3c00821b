import { sql } from 'kysely'
import pg from 'pg'
import { type Company, openCompany } from './company.ts'
import { alone, type Scope, type Tx } from './transaction.ts'

export { type Scope, sql, type Tx }

export type Database = {
  transaction<T>(scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T>
  /** One transaction for all who ask at the same moment; `run` may happen twice. */
  inCompany: Company
  /** A connection that hears what other processes announce; calls `hear` with each payload. Returns how to stop. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>
  /** Tells every listening process; outside any transaction, since NOTIFY serialises commits. */
  announce(channel: string, payload: string): Promise<void>
  /** Throws when the server cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}

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
    transaction: (scope, run) => alone(pool, scope, run),
    inCompany: openCompany(pool),
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
