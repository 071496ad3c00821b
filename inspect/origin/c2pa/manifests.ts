/** Content credentials (C2PA 2.2): a store of manifests, each a signed claim with assertions. All of them are walked: what
 *  AI did stands as often in an older manifest as in the active one. */
import { createHash } from 'node:crypto'
import { latin1, type Piece } from '../read/bytes.ts'
import { type Binding, type Bound, bindingOf } from './binding.ts'
import { at, bytesAt, cbor, listOf, textAt, type Value } from './cbor.ts'
import { childOf, type Jumbf, jumbfIn } from './jumbf.ts'
import { type Signature, signatureOf } from './signature.ts'

/** What was done to a picture, by which program, and what kind of source it came from. */
export type Action = { action: string; agent: string; sourceType: string; when: string }

export type Manifest = {
  label: string
  /** The program that made the claim. */
  generator: string
  signature: Signature | null
  /** Assertions whose content is no longer what was signed, or is missing. */
  altered: string[]
  /** Only of the active manifest; the others were bound to earlier files. */
  binding: Binding
  actions: Action[]
}

/** What can be read of a file's credentials: the manifests, the active one last; `isOrphan` when boxes of this kind stand
 *  there, but no manifest in them. */
export type Credentials = { manifests: Manifest[]; isOrphan: boolean }

const most = { manifests: 50, assertions: 300, actions: 200 }
const hashes = new Set(['sha256', 'sha384', 'sha512'])

/** Reads and checks all manifests; null for a file without any such box. */
export function credentialsIn(bound: Bound): Credentials | null {
  const { jumbf } = bound.parts
  if (jumbf.length === 0) return null
  const stores = jumbf.flatMap(({ bytes }: Piece) => jumbfIn(bytes)).filter(({ label }) => label === 'c2pa')
  const boxes = stores.flatMap(({ children }) => children).slice(-most.manifests)
  const read = boxes.flatMap((box) => rawOf(box) ?? [])
  const redacted = new Set(read.flatMap(({ claim }) => listOf(at(claim, 'redacted_assertions')).map(lastOf)))
  const manifests = read.map((raw, i) =>
    manifestOf(raw, { bound, redacted, all: read, isActive: i === read.length - 1 }),
  )
  return { manifests, isOrphan: manifests.length === 0 }
}

/** A manifest as it stands: its boxes and the decoded claim. */
type Raw = { label: string; claimBytes: Uint8Array; claim: Value; signature: Uint8Array | null; assertions: Jumbf[] }

function rawOf(box: Jumbf): Raw | null {
  const claimBox = childOf(box, 'c2pa.claim.v2') ?? childOf(box, 'c2pa.claim')
  const claimBytes = claimBox?.contents.find(({ type }) => type === 'cbor')?.bytes
  if (!claimBytes) return null
  const signature = childOf(box, 'c2pa.signature')?.contents.find(({ type }) => type === 'cbor')?.bytes ?? null
  const assertions = childOf(box, 'c2pa.assertions')?.children.slice(0, most.assertions) ?? []
  return { label: box.label, claimBytes, claim: cbor(claimBytes), signature, assertions }
}

type Around = { bound: Bound; redacted: Set<string>; all: readonly Raw[]; isActive: boolean }

function manifestOf(raw: Raw, { bound, redacted, all, isActive }: Around): Manifest {
  return {
    label: raw.label,
    generator: generatorOf(raw.claim),
    signature: raw.signature ? signatureOf(raw.signature, raw.claimBytes) : null,
    altered: alteredIn(raw, redacted),
    binding: isActive ? activeBinding(raw, { bound, all }) : 'unchecked',
    actions: raw.assertions.flatMap(actionsIn).slice(0, most.actions),
  }
}

function generatorOf(claim: Value): string {
  const info = at(claim, 'claim_generator_info')
  const first = Array.isArray(info) ? listOf(info)[0] : info
  const named = [textAt(first, 'name'), textAt(first, 'version')].filter((part) => part !== '').join(' ')
  return named || textAt(claim, 'claim_generator')
}

const lastOf = (url: Value): string => (typeof url === 'string' ? (url.split('/').at(-1) ?? '') : '')

/** Names of assertions that are referred to and are not what was hashed. */
function alteredIn({ claim, assertions }: Raw, redacted: Set<string>): string[] {
  const referred = ['assertions', 'created_assertions', 'gathered_assertions'].flatMap((key) => listOf(at(claim, key)))
  const byLabel = new Map(assertions.map((box) => [box.label, box]))
  return referred.slice(0, most.assertions).flatMap((reference) => {
    const label = lastOf(textAt(reference, 'url').replace(/^self#jumbf=/, ''))
    const box = byLabel.get(label)
    if (!box) return redacted.has(label) ? [] : [label]
    const algorithm = textAt(reference, 'alg') || textAt(claim, 'alg') || 'sha256'
    const expected = bytesAt(reference, 'hash')
    if (!hashes.has(algorithm) || !expected) return [label]
    return Buffer.compare(createHash(algorithm).update(box.payload).digest(), expected) === 0 ? [] : [label]
  })
}

/** The hash of the active manifest; a manifest that only adds statements relies on that of the one before. */
function activeBinding(raw: Raw, { bound, all }: { bound: Bound; all: readonly Raw[] }): Binding {
  const hashesOf = (one: Raw) => one.assertions.filter(({ label }) => /^c2pa\.hash\.(data|bmff|boxes)/.test(label))
  const own = hashesOf(raw)
  const holder = own.length > 0 ? raw : all.findLast((one) => one !== raw && hashesOf(one).length > 0)
  const box = holder ? hashesOf(holder)[0] : undefined
  const content = box?.contents.find(({ type }) => type === 'cbor')?.bytes
  if (!holder || !box || !content) return 'absent'
  const algorithm = textAt(holder.claim, 'alg') || 'sha256'
  return bindingOf({ label: box.label, value: cbor(content), algorithm, isUpdated: holder !== raw }, bound)
}

/** What an assertion says was done. Older manifests file the source type under other assertions, in JSON. */
function actionsIn(box: Jumbf): Action[] {
  if (!box.label.startsWith('c2pa.actions')) return statedIn(box)
  const content = box.contents.find(({ type }) => type === 'cbor')?.bytes
  return listOf(content ? at(cbor(content), 'actions') : null).map((action) => {
    const agent = at(action, 'softwareAgent')
    return {
      action: textAt(action, 'action'),
      agent: typeof agent === 'string' ? agent : textAt(agent, 'name'),
      sourceType: textAt(action, 'digitalSourceType'),
      when: textAt(action, 'when'),
    }
  })
}

function statedIn({ label, contents }: Jumbf): Action[] {
  const json = contents.find(({ type }) => type === 'json')?.bytes
  if (!json) return []
  const found = /digitalSourceType"\s*:\s*"([^"]{1,200})"/i.exec(latin1(json, 0, 64 << 10))?.[1]
  return found ? [{ action: label, agent: '', sourceType: found, when: '' }] : []
}
