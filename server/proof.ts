import { rm, stat } from 'node:fs/promises'
import type { Id } from '@anxin/domain/basics.ts'
import { headOfSeals, sealsOf } from '@anxin/record/seal.ts'
import { type Content, writeBundle } from './bundles/bundle.ts'
import { digestsOf } from './bundles/digests.ts'
import { type Stamped, stampedBy } from './bundles/stamped.ts'
import type { Config } from './config.ts'
import type { Tx } from './db/database.ts'
import { type Secrets, signedFor, verifierTextOf } from './log/head.ts'
import { newCheckpoint } from './log/jobs.ts'
import { recordOf } from './log/record.ts'
import type { Witness } from './log/witness.ts'

export type { Content }
/** What makes anything provable outside: the log, an authority of time, sealed bundles. */
export type Proof = {
  /** Gives every fact a leaf and keeps a checkpoint. */
  checkpoint(tx: Tx, now: number): Promise<unknown>
  /** The record of some cases, line by line. */
  record(tx: Tx, cases: readonly Id[]): Promise<string[]>
  /** Whether TSA_URL names one. */
  hasAuthority: boolean
  /** The witness of WITNESS_URL, who is shown the log's checkpoints. */
  witness: Witness | null
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

type Settings = Pick<Config, 'TSA_URL' | 'WITNESS_URL' | 'WITNESS_KEY'>
export function openProof({ TSA_URL, WITNESS_URL, WITNESS_KEY }: Settings, secrets: Secrets): Proof {
  const stamp: Proof['stamp'] = (bytes) => stampedBy(TSA_URL, bytes)
  return {
    hasAuthority: TSA_URL !== undefined,
    witness: WITNESS_URL && WITNESS_KEY ? { url: WITNESS_URL, key: WITNESS_KEY } : null,
    checkpoint: (tx, now) => newCheckpoint(tx, secrets, now),
    record: (tx, cases) => recordOf(tx, secrets, cases),
    stamp,
    async bundle(path, { tenant, ...bundle }) {
      let stamped: Stamped = { missing: null }
      await rm(path, { force: true }) // what an earlier try left
      await writeBundle(path, {
        ...bundle,
        seal: async ({ text, file }) => {
          const sealed = [{ file, ...(await digestsOf([Buffer.from(text)])) }]
          // Not the origin of the log: a seal is no checkpoint of it.
          const checkpoint = signedFor(secrets, tenant, headOfSeals(`anxin/seals/${tenant}`, sealed))
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
