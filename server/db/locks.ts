import pg from 'pg'

/** Locks that all processes on one database share. They lie on a connection of their own, which many locks share:
 *  whoever dies loses that connection, and with it its locks. */
export type Locks = {
  /** Takes the lock if nobody has it. `lost` is called when the connection breaks while it is held. */
  take(name: string, lost: () => void): Promise<boolean>
  release(name: string): Promise<void>
  close(): Promise<void>
}

/** Advisory locks of PostgreSQL. One session may take a lock twice, so this process keeps its own list besides. */
export function openLocks(url: string): Locks {
  const held = new Map<string, () => void>()
  let connection: Promise<pg.Client> | null = null
  const connect = async () => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, pipeline: true })
    client.on('error', () => {})
    client.on('end', () => {
      connection = null
      for (const lost of held.values()) lost()
      held.clear()
    })
    await client.connect()
    return client
  }
  const connected = () => {
    connection ??= connect().catch((error) => {
      connection = null
      throw error
    })
    return connection
  }
  return {
    async take(name, lost) {
      if (held.has(name)) return false
      held.set(name, lost)
      try {
        const client = await connected()
        const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [name])
        if (rows[0]?.taken === true) return held.get(name) === lost
      } catch (error) {
        if (held.get(name) === lost) held.delete(name)
        throw error
      }
      held.delete(name)
      return false
    },
    async release(name) {
      if (!held.has(name)) return
      try {
        const client = await connected()
        await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
      } finally {
        held.delete(name)
      }
    },
    close: async () => void (await (await connection)?.end()),
  }
}
