import { setTimeout as pause } from 'node:timers/promises'
import { ERRORS, type Locker } from '@tus/server'
import type { Database } from '../db/database.ts'
import type { Locks } from '../db/locks.ts'

const channel = 'anxin_upload_wanted'
/** How often somebody who waits tries again, and for how long; the holder was asked and has `lockDrainTimeout` to end. */
const patience = { everyMs: 40, forMs: 8_000 }

export type UploadLocker = Locker & { close(): Promise<void> }

/** One writer per upload, whichever process it is in. Who wants a lock that is held asks the holder to let go: a client
 *  whose line broke comes back while its old request still hangs (tus 1.0, "Core Protocol"). */
export async function openUploadLocker(db: Database, locks: Locks): Promise<UploadLocker> {
  const holders = new Map<string, () => void>()
  const deaf = await db.listen(channel, (id) => holders.get(id)?.())
  return {
    newLock: (id) => ({
      async lock(signal, requestRelease) {
        const letGo = () => void requestRelease()
        const name = `upload ${id}`
        const until = performance.now() + patience.forMs
        for (let tries = 0; !(await locks.take(name, letGo)); tries++) {
          if (tries % 25 === 0) await db.announce(channel, id)
          if (signal.aborted || performance.now() > until) throw ERRORS.ERR_LOCK_TIMEOUT
          await pause(patience.everyMs)
        }
        holders.set(id, letGo)
      },
      async unlock() {
        holders.delete(id)
        await locks.release(`upload ${id}`)
      },
    }),
    close: async () => {
      await deaf()
      await locks.close()
    },
  }
}
