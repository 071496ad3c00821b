import { createReadStream } from 'node:fs'
import type { Verifier } from '@anxin/record/checkpoint.ts'
import { checkedSeal, type Seal } from '@anxin/record/seal.ts'
import type { BundleVerdict } from '@anxin/server/bundles/check.ts'
import { digestsOf, requireSm3 } from '@anxin/server/bundles/digests.ts'
import type { Roots } from './tsaroots.ts'
import { whyNotRead } from './unreadable.ts'

type Against = { keys: Verifier[]; roots: Roots }

/** The file at a place against its seal. Throws one sentence when it cannot be read. */
export async function checkFile(seal: Seal, { at, against }: { at: string; against: Against }): Promise<BundleVerdict> {
  if (seal.sm3 !== undefined) requireSm3()
  const {
    size,
    sha256,
    sm3 = '',
  } = await digestsOf(createReadStream(at), { sm3: seal.sm3 !== undefined }).catch((error) => {
    throw new Error(whyNotRead(at, error, 'the file that was sealed (or --file FILE)'))
  })
  const checked = await checkedSeal(seal, { digests: { size, sha256, sm3 }, ...against })
  const isBad = 'wrong' in checked
  return { files: 1, bytes: size, seal: isBad ? null : checked, bad: isBad ? { ...checked, file: at } : null }
}
