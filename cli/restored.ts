import { instant } from '@anxin/domain/basics.ts'
import { eraseKeyless } from '@anxin/server/private/erase.ts'
import { type LogParts, withLog } from './logparts.ts'
import { type Found, verifyLog } from './logverify.ts'
import { logLine } from './logwords.ts'

/** What is done once the rows are back: whoever was erased since is, and the log is verified. */
export const afterwards = (
  installation: Parameters<typeof withLog>[0],
): Promise<{ erased: number; found: Found; lines: string }> =>
  withLog(installation, async (parts) => {
    const erased = await eraseEverywhere(parts)
    const found = await verifyLog(parts)
    return { erased, found, lines: found.logs.map(logLine).join('') }
  })

/** Those whose key is not among the keys, in every tenant. */
async function eraseEverywhere({ db, tenants }: LogParts): Promise<number> {
  let erased = 0
  for (const tenant of tenants)
    erased += await db.transaction({ tenant }, (tx) => eraseKeyless(tx, instant(Date.now())))
  return erased
}
