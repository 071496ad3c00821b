/** A seal says that a file was there, byte for byte, at a moment: its hashes are a leaf of a small Merkle tree over all files
 *  that were sealed together, the tree has a checkpoint (`checkpoint.ts`), signed where there is a key, and an authority
 *  stamped the checkpoint (`timestamp.ts`). Whoever holds file and seal can check them anywhere; the other files of the
 *  tree need not be known. */
import { canonical } from './canonical.ts'
import { checkpointOf, checkpointText, signedBy, type Verifier, verifierOf } from './checkpoint.ts'
import { type Hash, inclusionProof, isIncluded, leafHash, openTree, rootAt } from './merkle.ts'
import { type BadStamp, checkedStamp, isBadStamp, type Stamp } from './timestamp.ts'

/** What is known of a file's bytes: their number and hashes in hex, SM3 (GB/T 32905-2016) where it was asked for. */
export type Digests = { size: number; sha256: string; sm3?: string }
/** `file`: its name without folders. */
export type Sealed = { file: string } & Digests

/** As it is written down, in JSON. `proof` in hex; `checkpoint` is text, a signed note where there is a `key` to check it
 *  with; `timestamp`: an RFC 3161 token over the bytes of that text, in base64. */
export type Seal = Sealed & {
  format: typeof format
  leaf: number
  proof: string[]
  checkpoint: string
  key: string | null
  timestamp: string | null
}
const format = 'anxin-seal-1'

const leafOf = ({ file, size, sha256, sm3 }: Sealed): Buffer => leafHash(canonical({ file, size, sha256, sm3 }))

/** The three lines that the files' tree is named by. */
export function headOfSeals(origin: string, files: readonly Sealed[]): string {
  const tree = treeOf(files)
  return checkpointText({ origin, size: files.length, root: rootAt(tree.nodes, files.length) })
}

function treeOf(files: readonly Sealed[]) {
  const tree = openTree()
  for (const file of files) tree.append(leafOf(file))
  return tree
}

type Named = { checkpoint: string; key: string | null; timestamp: Uint8Array | null }

/** A seal for each file. `checkpoint` holds the lines of `headOfSeals` for the same files. */
export function sealsOf(files: readonly Sealed[], { checkpoint, key, timestamp }: Named): Seal[] {
  const tree = treeOf(files)
  return files.map((file, leaf) => ({
    format,
    ...file,
    leaf,
    proof: inclusionProof(tree.nodes, leaf, files.length).map((hash) => Buffer.from(hash).toString('hex')),
    checkpoint,
    key,
    timestamp: timestamp && Buffer.from(timestamp).toString('base64'),
  }))
}

/** Reads a seal; null when the text is none. */
export function sealOf(text: string): Seal | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isSeal(value) ? value : null
}

const isHex = (value: unknown, bytes: number): value is string =>
  typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string'
/** A tree of 2^53 leaves has no longer proof. */
const longestProof = 53

function isSeal(value: unknown): value is Seal {
  if (typeof value !== 'object' || value === null) return false
  const {
    format: said,
    file,
    size,
    sha256,
    sm3,
    leaf,
    proof,
    checkpoint,
    key,
    timestamp,
  }: Partial<Record<keyof Seal, unknown>> = value
  return (
    said === format &&
    typeof file === 'string' &&
    isCount(size) &&
    isHex(sha256, 32) &&
    (sm3 === undefined || isHex(sm3, 32)) &&
    isCount(leaf) &&
    Array.isArray(proof) &&
    proof.length <= longestProof &&
    proof.every((hash) => isHex(hash, 32)) &&
    typeof checkpoint === 'string' &&
    isTextOrNull(key) &&
    isTextOrNull(timestamp)
  )
}

/** What can be wrong with a seal, beside its time stamp. */
export type SealWrong =
  | 'seal.size'
  | 'seal.sha256'
  | 'seal.sm3'
  | 'seal.checkpoint'
  | 'seal.proof'
  | 'seal.key'
  | 'seal.signature'
  | 'seal.unstamped'
export type BadSeal = { wrong: SealWrong } | BadStamp

/** What a sound seal proves. `signedBy`: the key's name, null where nobody signed; `isKeyTrusted`: it is one of those that
 *  were given. `stamp`: null where no authority was asked. */
export type SoundSeal = { signedBy: string | null; isKeyTrusted: boolean; stamp: Stamp | null }

/** `keys`: whose signatures count; none: the key in the seal is believed. `roots`: as in `checkedStamp`. */
type Against = {
  digests: Required<Digests>
  keys: readonly Verifier[]
  roots: Parameters<typeof checkedStamp>[1]['roots']
}

/** Whether these are the bytes that were sealed, and everything that the seal claims of itself is so. */
export async function checkedSeal(seal: Seal, { digests, keys, roots }: Against): Promise<SoundSeal | BadSeal> {
  const differs = differing(seal, digests)
  if (differs) return { wrong: differs }
  const signed = signatureOn(seal, keys)
  if ('wrong' in signed) return signed
  const { text, signedBy: name } = signed
  const head = checkpointOf(text)
  if (!head) return { wrong: 'seal.checkpoint' }
  const proof = seal.proof.map((hash): Hash => Buffer.from(hash, 'hex'))
  if (!isIncluded({ leaf: leafOf(seal), index: seal.leaf, size: head.size, proof, root: head.root }))
    return { wrong: 'seal.proof' }
  // Whoever names authorities wants the word of one of them.
  if (seal.timestamp === null && roots.length > 0) return { wrong: 'seal.unstamped' }
  if (seal.timestamp === null) return { signedBy: name, isKeyTrusted: keys.length > 0, stamp: null }
  const stamp = await checkedStamp(Buffer.from(seal.timestamp, 'base64'), { data: Buffer.from(seal.checkpoint), roots })
  return isBadStamp(stamp) ? stamp : { signedBy: name, isKeyTrusted: keys.length > 0, stamp }
}

function differing({ size, sha256, sm3 }: Seal, digests: Required<Digests>): SealWrong | null {
  if (size !== digests.size) return 'seal.size'
  if (sha256 !== digests.sha256) return 'seal.sha256'
  return sm3 !== undefined && sm3 !== digests.sm3 ? 'seal.sm3' : null
}

/** The lines of the checkpoint, and who signed them. */
function signatureOn(
  { checkpoint, key }: Seal,
  keys: readonly Verifier[],
): { text: string; signedBy: string | null } | { wrong: SealWrong } {
  if (key === null && keys.length === 0) return { text: checkpoint, signedBy: null }
  const own = key === null ? null : verifierOf(key)
  if (key !== null && !own) return { wrong: 'seal.key' }
  const trusted = keys.length > 0 ? keys : own ? [own] : []
  const opened = signedBy(checkpoint, trusted)
  return opened ? { text: opened.text, signedBy: opened.by.name } : { wrong: 'seal.signature' }
}
