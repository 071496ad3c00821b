import { type Database, sql } from '../db/database.ts'
import { keyring } from './keyring.ts'
import type { Keys } from './keys.ts'
import type { Transit } from './vault.ts'

const channel = 'anxin_keys'
const secretName = 'installation'
const nameOf = (generation: number) => `kek-${generation}`
const generationOf = (name: string): number => Number(/^kek-(\d+)$/.exec(name)?.[1] ?? 0)

/** Keys under Vault: each generation is a data key under a transit key of its own. The wrapped forms lie in the database,
 *  the plain ones in memory only. Processes tell one another when a generation was made or ended. */
export async function openVaultKeys(transit: Transit, db: Database): Promise<Keys> {
  const secret = await kept(transit, db, secretName)
  const loaded = new Map<number, Buffer>()
  const drop = (generation: number) => {
    loaded.get(generation)?.fill(0)
    loaded.delete(generation)
  }
  const refresh = async () => {
    const kept = await keptKeys(db)
    for (const { name, wrapped } of kept) {
      const generation = generationOf(name)
      if (generation === 0 || loaded.has(generation)) continue
      const plain = await transit.open(name, wrapped)
      if (plain) loaded.set(generation, plain) // else it was just destroyed, and its row is about to go
    }
    for (const generation of loaded.keys()) if (!kept.some(({ name }) => name === nameOf(generation))) drop(generation)
  }
  // One after the other: a look at the table must not forget what was made meanwhile.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }
  await inTurn(refresh)
  // Missed when Vault is away: what is needed and unknown is asked for when it is needed.
  const stopListening = await db.listen(channel, () => void inTurn(refresh).catch(() => {}))
  const kek = (generation: number): Buffer => {
    const key = loaded.get(generation)
    if (!key) throw new Error(`generation ${generation} of the wrapping key is not at hand`)
    return key
  }
  return {
    ...keyring(secret, kek),
    newest: () => Math.max(0, ...loaded.keys()),
    load: async (generations) => {
      if (generations.some((generation) => !loaded.has(generation))) await inTurn(refresh)
    },
    generations: async () => (await keptKeys(db)).map(({ name }) => generationOf(name)).filter((one) => one > 0),
    make: (generation) =>
      inTurn(async () => {
        loaded.set(generation, await kept(transit, db, nameOf(generation)))
        await db.announce(channel, '')
      }),
    destroy: (generation) =>
      inTurn(async () => {
        // The row goes last: broken off before that, the next rotation finds it and destroys again.
        await transit.destroy(nameOf(generation))
        await db.transaction('worker', (tx) => tx.rows(sql`delete from vault_keys where name = ${nameOf(generation)}`))
        drop(generation)
        await db.announce(channel, '')
      }),
    close: stopListening,
  }
}

const keptKeys = (db: Database) =>
  db.transaction('worker', (tx) =>
    tx.rows<{ name: string; wrapped: string }>(sql`select name, wrapped from vault_keys order by name`),
  )

/** The key of this name, made now if there is none. Two processes that make it at once get the same. */
async function kept(transit: Transit, db: Database, name: string): Promise<Buffer> {
  const known = (await keptKeys(db)).find((row) => row.name === name)
  if (known) return opened(transit, known)
  const { plain, wrapped } = await transit.dataKey(name)
  const mine = await db.transaction('worker', (tx) =>
    tx.rows(
      sql`insert into vault_keys (name, wrapped) values (${name}, ${wrapped}) on conflict do nothing returning name`,
    ),
  )
  return mine.length > 0 ? plain : kept(transit, db, name)
}

async function opened(transit: Transit, { name, wrapped }: { name: string; wrapped: string }): Promise<Buffer> {
  const plain = await transit.open(name, wrapped)
  if (!plain) throw new Error(`Vault no longer has the key of ${name}: what it encrypted cannot be read.`)
  return plain
}
