import type { Verifier } from './checkpoint.ts'
import { type Sighting, sightings } from './cosignature.ts'
import { checkedStamp, isBadStamp } from './timestamp.ts'

/** What others say of the kept checkpoints of a log: when an authority saw each (RFC 3161), and which witness. */

/** A kept checkpoint with the lines of its witnesses, and the authority's token over the note without them.
 *  `line`: where in a file. */
export type Kept = { size: number; note: string; token: Uint8Array | null; line?: number }

export type Attested = {
  /** Checkpoints with a time stamp, and the newest of them; `isTrusted`: it leads to a root that was given. */
  stamped: number
  stamp: { size: number; at: string; by: string; isTrusted: boolean } | null
  /** Checkpoints that a known witness has seen, and the newest of them. */
  witnessed: number
  sighting: (Sighting & { size: number }) | null
}
export const nothingAttested: Attested = { stamped: 0, stamp: null, witnessed: 0, sighting: null }

export type AttestedWrong = 'checkpoint.stamp' | 'checkpoint.witness'
export type BadAttested = { wrong: AttestedWrong; leaf: number; head: string; line?: number }
type Roots = Parameters<typeof checkedStamp>[1]['roots']
/** `roots`: authorities that are trusted; none: who stamped is named and not judged. */
export type Trusted = { roots: Roots; witnesses: readonly Verifier[] }

/** Goes through the kept checkpoints, the smallest first. What is wrong with the first that does not hold; `head` is what
 *  the caller calls all of them. */
export async function attested(
  kept: readonly Kept[],
  { roots, witnesses }: Trusted,
  head: string,
): Promise<Attested & { bad: BadAttested | null }> {
  let found = nothingAttested
  for (const { size, note, token, line } of kept) {
    const fail = (wrong: AttestedWrong) => ({
      ...found,
      bad: { wrong, leaf: size, head, ...(line === undefined ? {} : { line }) },
    })
    const seen = sightings(note, witnesses)
    if (!seen) return fail('checkpoint.witness')
    const [first] = seen
    if (first) found = { ...found, witnessed: found.witnessed + 1, sighting: { size, ...first } }
    if (!token) continue
    const stamp = await checkedStamp(token, { data: Buffer.from(unwitnessed(note)), roots })
    if (isBadStamp(stamp)) return fail('checkpoint.stamp')
    const { at, by, isTrusted } = stamp
    found = { ...found, stamped: found.stamped + 1, stamp: { size, at, by, isTrusted } }
  }
  return { ...found, bad: null }
}

/** The note as the log signed it: the log's own line is the first. */
export function unwitnessed(note: string): string {
  const end = note.lastIndexOf('\n\n')
  const line = note.indexOf('\n', end + 2)
  return line < 0 ? note : note.slice(0, line + 1)
}
