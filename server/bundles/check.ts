import {
  type BadBag,
  declaration,
  differenceOf,
  type Listed,
  manifestName,
  manifestOf,
  payload,
  sealName,
  tagManifestName,
} from '@anxin/record/bag.ts'
import type { Verifier } from '@anxin/record/checkpoint.ts'
import { type BadSeal, checkedSeal, type SoundSeal, sealOf } from '@anxin/record/seal.ts'
import type { certificatesIn } from '@anxin/record/timestamp.ts'
import { type Container, openContainer, Unsafe } from './container.ts'
import { digestsOf, requireSm3 } from './digests.ts'
import { type BadInRecord, checkRecord, type RecordFound, recordName, recordStampName } from './record.ts'

/** What was found out about a bundle. `bad`: the first thing that fails, and in which file. */
export type BundleVerdict = {
  files: number
  bytes: number
  /** None: nobody sealed it, and whoever changed it may have made the manifests anew. */
  seal: SoundSeal | null
  /** What its record proves (`record.ts`), where there is one. */
  record?: RecordFound
  bad: BadBundle | null
}
export type BadBundle =
  | BadBag
  | BadInRecord
  | (BadSeal & { file: string })
  | { wrong: `unsafe.${Unsafe['reason']}` | 'bag.unreadable' | 'seal.unreadable' | 'seal.none'; file: string }

type Against = {
  keys: readonly Verifier[]
  roots: ReturnType<typeof certificatesIn>
  onFile?: (done: number, of: number) => void
}

/** A manifest or a seal is read whole; more than that is none of ours. */
const mostOfTag = 64 * 2 ** 20

/** Checks every byte of a bundle: that it is a bag, that nothing is missing, more or changed, and the seal of its manifests.
 *  Throws the system's error when it cannot be read at all. */
export async function checkBundle(path: string, against: Against): Promise<BundleVerdict> {
  const verdict: BundleVerdict = { files: 0, bytes: 0, seal: null, bad: null }
  try {
    const container = await openContainer(path)
    try {
      verdict.bad = await checkBag(container, verdict, against)
    } finally {
      await container.close()
    }
  } catch (error) {
    if (!(error instanceof Unsafe)) throw error
    verdict.bad = { wrong: `unsafe.${error.reason}`, file: error.entry }
  }
  return verdict
}

async function checkBag(bag: Container, verdict: BundleVerdict, against: Against): Promise<BadBundle | null> {
  if ((await textIn(bag, declaration.name))?.startsWith('BagIt-Version: ') !== true)
    return { wrong: 'bag.none', file: declaration.name }
  const listed: Listed[] = []
  const parts: [string, (path: string) => boolean][] = [
    [manifestName, (path) => path.startsWith(payload)],
    [tagManifestName, (path) => !path.startsWith(payload) && path !== tagManifestName && path !== sealName],
  ]
  for (const [name, isPart] of parts) {
    const files = manifestOf((await textIn(bag, name)) ?? '?')
    if ('badLine' in files) return { wrong: 'bag.manifest', file: name }
    const differs = differenceOf(bag.names, files, isPart)
    if (differs) return differs
    listed.push(...files)
  }
  return (
    (await checkFiles(bag, listed, { verdict, against })) ??
    (await checkRecordIn(bag, listed, { verdict, against })) ??
    checkSealIn(bag, verdict, against)
  )
}

type Looking = { verdict: BundleVerdict; against: Against }

/** What its files hold is known by now to be what the manifest lists. */
async function checkRecordIn(
  bag: Container,
  listed: readonly Listed[],
  { verdict, against: { keys, roots } }: Looking,
): Promise<BadBundle | null> {
  if (!bag.names.includes(recordName)) return null
  const record = await bytesIn(bag, recordName)
  if (!record) return { wrong: 'record.line', file: recordName }
  const hasStamp = bag.names.includes(recordStampName)
  const stamp = hasStamp ? await bytesIn(bag, recordStampName) : null
  if (hasStamp && !stamp) return { wrong: 'stamp.unreadable', file: recordStampName }
  const files = new Map(listed.map(({ path, sha256 }) => [path, sha256]))
  const found = await checkRecord({ record, stamp, files, keys, roots })
  if ('wrong' in found) return found
  verdict.record = found
  return null
}

async function checkFiles(
  bag: Container,
  listed: readonly Listed[],
  { verdict, against }: Looking,
): Promise<BadBundle | null> {
  for (const { path, sha256 } of listed) {
    const found = await digestsOf(await bag.open(path)).catch((error) => {
      if (error instanceof Error && 'syscall' in error) throw error
      return null
    })
    if (!found) return { wrong: 'bag.unreadable', file: path }
    if (found.sha256 !== sha256) return { wrong: 'bag.changed', file: path }
    verdict.files++
    verdict.bytes += found.size
    against.onFile?.(verdict.files, listed.length)
  }
  return null
}

async function checkSealIn(
  bag: Container,
  verdict: BundleVerdict,
  { keys, roots }: Against,
): Promise<BadBundle | null> {
  // Whoever names keys or authorities wants the word of one of them: taking the seal away must not help.
  if (!bag.names.includes(sealName))
    return keys.length + roots.length > 0 ? { wrong: 'seal.none', file: sealName } : null
  const seal = sealOf((await textIn(bag, sealName)) ?? '')
  if (!seal) return { wrong: 'seal.unreadable', file: sealName }
  if (seal.sm3 !== undefined) requireSm3()
  const { size, sha256, sm3 = '' } = await digestsOf(await bag.open(tagManifestName), { sm3: seal.sm3 !== undefined })
  const checked = await checkedSeal(seal, { digests: { size, sha256, sm3 }, keys, roots })
  if ('wrong' in checked) return { ...checked, file: sealName }
  verdict.seal = checked
  return null
}

/** A small file; null when it is not there, too large, or cannot be read. */
async function bytesIn(bag: Container, name: string): Promise<Buffer | null> {
  if (!bag.names.includes(name) || bag.size(name) > mostOfTag) return null
  try {
    const parts: Uint8Array[] = []
    for await (const part of await bag.open(name)) parts.push(part)
    return Buffer.concat(parts)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    return null
  }
}

/** The same as text; null when it is no UTF-8. */
async function textIn(bag: Container, name: string): Promise<string | null> {
  const bytes = await bytesIn(bag, name)
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
