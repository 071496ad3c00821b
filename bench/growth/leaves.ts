import { openDatabase } from '../../server/db/database.ts'
import { emptyMemory, sequence } from '../../server/log/sequencer.ts'
import { lockLog, tenantIds } from '../../server/log/store.ts'

/** Gives the facts of a filled database their leaves, as an installation's worker has long done with all but the newest: a
 *  server that begins would do it beside what is measured. */
export async function giveLeaves(url: string): Promise<void> {
  const db = openDatabase(url, { connections: 2 })
  const memory = emptyMemory()
  for (const tenant of await db.transaction('worker', tenantIds)) {
    const floor = async () => (await db.transaction({ tenant }, lockLog)).floor
    const before = await floor()
    // The last looks find nothing, and learn that nothing before them can come any more.
    for (let looks = 0; looks < 5 && (await floor()) === before; looks++)
      while (await db.transaction({ tenant }, (tx) => sequence(tx, memory, 20_000)));
  }
  await db.close()
}
