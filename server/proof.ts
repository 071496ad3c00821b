import { rm, stat } from 'node:fs/promises'
import type { Id } from '@anxin/domain/basics.ts'
import { signedNote } from '@anxin/record/checkpoint.ts'
import { originOf } from '@anxin/record/log.ts'
import { headOfSeals, sealsOf } from '@anxin/record/seal.ts'
import { checkedStamp, isBadStamp } from '@anxin/record/timestamp.ts'
import { type NoStamp, stampBy } from './bundles/authority.ts'
import { type Content, writeBundle } from './bundles/bundle.ts'
import { digestsOf } from './bundles/digests.ts'
import type { Config } from './config.ts'
import type { Tx } from './db/database.ts'
import { keyOf, type Secrets, verifierTextOf } from './log/head.ts'
import { newCheckpoint } from './log/jobs.ts'
import { recordOf } from './log/record.ts'

export type { Content }
/** A token of RFC 3161, when it says that the bytes were there, and who says so; or why there is none. `null`: no authority
 *  is set. */
export type Stamped = { token: Uint8Array; at: string; by: string } | { missing: NoStamp['wrong'] | null }

/** What makes anything provable outside: the log, an authority of time, sealed bundles. */
export type Proof = {
  /** Gives every fact a leaf and keeps a checkpoint. */
  checkpoint(tx: Tx, now: number): Promise<unknown>
  /** The record of some cases, line by line. */
  record(tx: Tx, cases: readonly Id[]): Promise<string[]>
  /** Asks the authority of TSA_URL; takes up to twenty seconds. */
  stamp(bytes: Uint8Array): Promise<Stamped>
  /** Writes a bundle anew, sealed by the key of the tenant's log and stamped. */
  bundle(path: string, contents: BundleOf): Promise<{ size: number; stamp: Stamped }>
}
type BundleOf = {
  tenant: Id
  name: string
  contents: readonly Content[]
  info: Readonly<Record<string, string>>
  at: Date
}

export function openProof({ TSA_URL }: Pick<Config, 'TSA_URL'>, secrets: Secrets): Proof {
  const stamp: Proof['stamp'] = async (bytes) => {
    if (TSA_URL === undefined) return { missing: null }
    const token = await stampBy(TSA_URL, bytes)
    if (!(token instanceof Uint8Array)) return { missing: token.wrong }
    const read = await checkedStamp(token, { data: bytes, roots: [] })
    return isBadStamp(read) ? { missing: read.wrong } : { token, at: read.at, by: read.by }
  }
  return {
    checkpoint: (tx, now) => newCheckpoint(tx, secrets, now),
    record: (tx, cases) => recordOf(tx, secrets, cases),
    stamp,
    async bundle(path, { tenant, ...bundle }) {
      let stamped: Stamped = { missing: null }
      // What an earlier try left, when the process ended half-way.
      for (const left of [path, `${path}.part`]) await rm(left, { force: true })
      await writeBundle(path, {
        ...bundle,
        seal: async ({ text, file }) => {
          const sealed = [{ file, ...(await digestsOf([Buffer.from(text)])) }]
          // Not the origin of the log: a seal is no checkpoint of it.
          const head = headOfSeals(`anxin/seals/${tenant}`, sealed)
          const checkpoint = signedNote(head, { name: originOf(tenant), key: keyOf(secrets) })
          stamped = await stamp(Buffer.from(checkpoint))
          const timestamp = 'token' in stamped ? stamped.token : null
          const [seal] = sealsOf(sealed, { checkpoint, key: verifierTextOf(secrets, tenant), timestamp })
          return seal ?? null
        },
      })
      return { size: (await stat(path)).size, stamp: stamped }
    },
  }
}
