import { headOfSeals, type Seal, type Sealed, sealsOf } from '@anxin/record/seal.ts'
import { stampBy } from '@anxin/server/bundles/authority.ts'
import { stampSentence } from './sealwords.ts'

/** What the tree over them is called: not of any installation. */
const origin = 'anxin/seals'

/** Seals of these, with a time stamp where there is an authority. One that does not give it is told of, and the exit says
 *  so; the seals are there, and can be had anew. */
export async function stamped(files: readonly Sealed[], authority: string | undefined): Promise<Seal[]> {
  const checkpoint = headOfSeals(origin, files)
  const stamp = authority === undefined ? null : await stampBy(authority, Buffer.from(checkpoint))
  const isThere = stamp instanceof Uint8Array
  if (stamp === null) process.stderr.write('TSA_URL is not set: sealed without a time stamp.\n')
  else if (!isThere) {
    process.stderr.write(`${authority}: ${stampSentence(stamp)} Sealed without a time stamp.\n`)
    process.exitCode = 1
  }
  return sealsOf(files, { checkpoint, key: null, timestamp: isThere ? stamp : null })
}
