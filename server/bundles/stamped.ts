import { checkedStamp, isBadStamp } from '@anxin/record/timestamp.ts'
import { type NoStamp, stampBy } from './authority.ts'

/** A token of RFC 3161, when it says that the bytes were there, and who says so; or why there is none. `null`: no authority
 *  is set. */
export type Stamped = { token: Uint8Array; at: string; by: string } | { missing: NoStamp['wrong'] | null }

/** Asks the authority; one that does not give a stamp is told of and stops nothing. */
export async function stampedBy(url: string | undefined, bytes: Uint8Array): Promise<Stamped> {
  if (url === undefined) return { missing: null }
  const token = await stampBy(url, bytes)
  if (!(token instanceof Uint8Array)) return { missing: token.wrong }
  const read = await checkedStamp(token, { data: bytes, roots: [] })
  return isBadStamp(read) ? { missing: read.wrong } : { token, at: read.at, by: read.by }
}
