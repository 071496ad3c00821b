/** Checkpoints: the size and root of a log at one moment, signed, as text that anybody may keep and any witness co-sign.
 *  The format is that of C2SP: https://c2sp.org/tlog-checkpoint (three lines: origin, size, root in base64) within
 *  https://c2sp.org/signed-note (a blank line, then a line for each signature), with Ed25519 (RFC 8032) and key ids as
 *  that says. Keys are written as Go's `note` package writes them: `<name>+<key id>+<base64>`. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Hash } from './merkle.ts'

/** What a checkpoint says. `origin` names the log. */
export type Checkpoint = { origin: string; size: number; root: Hash }

/** Whose signatures count: the name in the signature's line, its id, and the key that it is checked with. */
export type Verifier = { name: string; id: Buffer; key: KeyObject }

/** Kinds of keys by signed-note: one that signs, and that of a witness (`cosignature.ts`). */
export type KeyKind = 0x01 | 0x04
const ed25519 = 0x01
/** DER before the 32 bytes of a key (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicHead = Buffer.from('302a300506032b6570032100', 'hex')
/** The mark of a signature's line: an em dash and a space. */
const mark = '— '
/** The specification asks for at least 16. */
const mostSignatures = 64

/** No Unicode space, no plus sign. */
const isName = (text: string): boolean => /^[^\s+]+$/u.test(text)

const keyId = (name: string, kind: KeyKind, key: Uint8Array): Buffer =>
  createHash('sha256').update(`${name}\n`).update(Uint8Array.of(kind)).update(key).digest().subarray(0, 4)

/** The bytes that a base64 text stands for; null for any other spelling than the one that encoding gives. */
export function base64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

/** The private key that 32 secret bytes stand for. */
export const signingKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' })

const rawPublic = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)

/** `<name>+<key id>+<base64 of type and key>`: what whoever checks has to know beforehand. */
export function verifierText(name: string, key: KeyObject, kind: KeyKind = ed25519): string {
  const raw = rawPublic(key)
  return `${name}+${keyId(name, kind, raw).toString('hex')}+${Buffer.concat([Buffer.of(kind), raw]).toString('base64')}`
}

/** Reads such a key; null when it is none of this kind, or when its id is not its own. */
export function verifierOf(text: string, kind: KeyKind = ed25519): Verifier | null {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text) ?? []
  const bytes = base64(encoded)
  if (!name || bytes?.length !== 33 || bytes[0] !== kind) return null
  const raw = bytes.subarray(1)
  if (keyId(name, kind, raw).toString('hex') !== id) return null
  const der = Buffer.concat([publicHead, raw])
  return { name, id: Buffer.from(id, 'hex'), key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

/** Who signs: the name of the key, and its private half. */
export type Signer = { name: string; key: KeyObject }

/** The line of a signature under a note. */
export function signatureLine({ name, key }: Signer, kind: KeyKind, signature: Uint8Array): string {
  if (!isName(name)) throw new RangeError(`no name of a key: ${name}`)
  const bytes = Buffer.concat([keyId(name, kind, rawPublic(key)), signature])
  return `${mark}${name} ${bytes.toString('base64')}\n`
}

/** Text with one signature under it. The text ends with a line feed. */
export const signedNote = (text: string, signer: Signer): string =>
  `${text}\n${signatureLine(signer, ed25519, sign(null, Buffer.from(text), signer.key))}`

/** The text of a note that at least one of these keys has signed; null when none has, when one of them has signed
 *  something else, or when it is no note. Signatures by other keys are passed over, as the specification demands. */
export const openedNote = (note: string, keys: readonly Verifier[]): string | null => signedBy(note, keys)?.text ?? null

/** A signature as it stands under a note: `bytes` after the id of its key. */
export type Signature = { name: string; id: Buffer; bytes: Buffer }
/** A note in its parts, nothing checked; null when it is none. */
export function partsOf(note: string): { text: string; signatures: Signature[] } | null {
  const end = note.lastIndexOf('\n\n')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids them
  if (end < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return null
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > mostSignatures) return null
  const signatures = lines.map(signatureOf)
  return signatures.every((one) => one !== null) ? { text: note.slice(0, end + 1), signatures } : null
}

/** Reads the line of a signature, without its line feed. */
function signatureOf(line: string): Signature | null {
  const [, name = '', encoded = ''] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? []
  const bytes = base64(encoded)
  return name && bytes && bytes.length >= 5 ? { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) } : null
}

/** Whether the signature says that it is by this key. */
export const claimsToBeBy = ({ name, id }: Signature, key: Verifier): boolean => key.name === name && key.id.equals(id)

/** The same, with the first of the keys that signed. */
export function signedBy(note: string, keys: readonly Verifier[]): { text: string; by: Verifier } | null {
  const parts = partsOf(note)
  if (!parts) return null
  let by: Verifier | null = null
  for (const signature of parts.signatures) {
    const known = keys.find((key) => claimsToBeBy(signature, key))
    if (!known) continue
    if (!verify(null, Buffer.from(parts.text), known.key, signature.bytes)) return null
    by ??= known
  }
  return by && { text: parts.text, by }
}

/** The three lines of a checkpoint. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  if (!origin || /[\n\r]/.test(origin)) throw new RangeError('an origin is one line')
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
}

/** Reads them; null when they are none. Lines after the third may say anything, as long as none is empty. */
export function checkpointOf(text: string): Checkpoint | null {
  const [origin = '', size = '', encoded = '', ...more] = text.split('\n')
  const root = base64(encoded)
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size) || root?.length !== 32) return null
  if (more.pop() !== '' || more.includes('')) return null
  return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root } : null
}

/** What an unchecked note claims to be of: to know whose key to check it with. Null when it is no checkpoint at all. */
export function claimedBy(note: string): Checkpoint | null {
  const end = note.lastIndexOf('\n\n')
  return end < 0 ? null : checkpointOf(note.slice(0, end + 1))
}

/** Several notes in one file, each ended by an empty line but the last; and apart again. */
export const joinedNotes = (notes: readonly string[]): string => notes.join('\n')
export const partedNotes = (file: string): string[] => file.split(/(?<=\n— [^\n]*\n)\n/)
