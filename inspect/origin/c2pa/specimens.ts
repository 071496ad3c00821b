/** Content credentials for the tests: certificates, signatures, time stamps and manifests, made on the spot. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { encode, Tag } from 'cbor2'
import { box, join, raw, text, u16, u32 } from '../specimens.ts'

type Bytes = Uint8Array

const der = (tag: number, ...content: Bytes[]): Bytes => {
  const body = join(...content)
  const n = body.length
  const length = n < 128 ? Uint8Array.of(n) : n < 256 ? Uint8Array.of(0x81, n) : join(Uint8Array.of(0x82), u16(n))
  return join(Uint8Array.of(tag), length, body)
}
const sequence = (...content: Bytes[]) => der(0x30, ...content)
const set = (...content: Bytes[]) => der(0x31, ...content)
/** A number below 128, or one of four bytes. */
const integer = (value: number) => der(2, value < 128 ? Uint8Array.of(value) : u32(value))
const octets = (bytes: Bytes) => der(4, bytes)

/** An object identifier out of dots. */
export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const base = (n: number): number[] => (n < 128 ? [n] : [...base(Math.floor(n / 128)).map((b) => b | 128), n % 128])
  return der(6, Uint8Array.from([first * 40 + second, ...rest.flatMap(base)]))
}

const ecdsaSha256 = sequence(oid('1.2.840.10045.4.3.2'))
const ed25519 = sequence(oid('1.3.101.112'))
const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'))
const nameOf = (common: string) => sequence(set(sequence(oid('2.5.4.3'), der(0x0c, text(common)))))
/** `20260304050607Z`. */
const time = (moment: string) => der(0x18, raw(moment))

export type Holder = { der: Bytes; key: KeyObject; name: string }
type Issue = { name: string; by?: Holder; isAuthority?: boolean; from?: string; to?: string; isFixed?: boolean }

/** A key that is the same on every run: Ed25519 from the name; or a new one on P-256, as cameras have. */
function keyOf({ name, isFixed }: Issue): KeyObject {
  if (!isFixed) return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const der = join(Buffer.from('302e020100300506032b657004220420', 'hex'), digest(text(name)))
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
}

const isFixed = (key: KeyObject) => key.asymmetricKeyType === 'ed25519'
const signed = (bytes: Bytes, key: KeyObject) => new Uint8Array(sign(isFixed(key) ? null : 'sha256', bytes, key))

/** A certificate with its key; by itself unless another issues it. */
export function certificateOf(issue: Issue): Holder {
  const { name, by, isAuthority = false, from = '20200101000000Z', to = '20400101000000Z' } = issue
  const key = keyOf(issue)
  const algorithm = isFixed(by?.key ?? key) ? ed25519 : ecdsaSha256
  const yes = der(1, Uint8Array.of(255))
  const body = sequence(
    der(0xa0, integer(2)),
    integer(0x01020304),
    algorithm,
    nameOf(by?.name ?? name),
    sequence(time(from), time(to)),
    nameOf(name),
    new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' })),
    der(0xa3, sequence(sequence(oid('2.5.29.19'), yes, octets(sequence(...(isAuthority ? [yes] : [])))))),
  )
  const signature = signed(body, by?.key ?? key)
  return { der: sequence(body, algorithm, der(3, Uint8Array.of(0), signature)), key, name }
}

/** An RFC 3161 token over these bytes. */
export function tokenOver(stamped: Bytes, clock: Holder, moment = '20260304050607Z'): Bytes {
  const imprint = sequence(sha256, octets(digest(stamped)))
  const info = sequence(integer(1), oid('1.2.3'), imprint, integer(7), time(moment))
  const attribute = (type: string, value: Bytes) => sequence(oid(type), set(value))
  const attributes = [
    attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.9.16.1.4')),
    attribute('1.2.840.113549.1.9.4', octets(digest(info))),
  ]
  const signature = new Uint8Array(sign('sha256', set(...attributes), clock.key))
  const signer = sequence(
    integer(1),
    sequence(nameOf(clock.name), integer(0x01020304)),
    sha256,
    der(0xa0, ...attributes),
    ecdsaSha256,
    octets(signature),
  )
  const data = sequence(
    integer(3),
    set(sha256),
    sequence(oid('1.2.840.113549.1.9.16.1.4'), der(0xa0, octets(info))),
    der(0xa0, clock.der),
    set(signer),
  )
  const token = sequence(oid('1.2.840.113549.1.7.2'), der(0xa0, data))
  return sequence(sequence(integer(0)), token)
}

const digest = (bytes: Bytes) => new Uint8Array(createHash('sha256').update(bytes).digest())

/** A superbox with this label. */
export const superbox = (type: string, label: string, ...content: Bytes[]): Bytes =>
  box(
    'jumb',
    box('jumd', raw(type), raw('\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71'), Uint8Array.of(3), raw(`${label}\0`)),
    ...content,
  )
const cborBox = (type: string, label: string, value: unknown) => superbox(type, label, box('cbor', encode(value)))

export type Action = { action: string; digitalSourceType?: string; softwareAgent?: unknown }
export type Made = {
  label: string
  actions?: Action[]
  /** The hash assertion: its label and content; without one the manifest relies on an older one. */
  hash?: { label: string; value: unknown }
  others?: Bytes[]
  signer: Holder
  chain?: Holder[]
  clock?: Holder
  moment?: string
  /** What happens to the boxes after they were signed. */
  spoil?: 'claim' | 'assertion' | 'signature'
}

const structure = (context: string, head: Bytes, payload: Bytes) => encode([context, head, new Uint8Array(0), payload])

/** One signed manifest. */
export function manifest(made: Made): Bytes {
  const actions = cborBox('cbor', 'c2pa.actions.v2', { actions: made.actions ?? [{ action: 'c2pa.created' }] })
  const hash = made.hash ? [cborBox('cbor', made.hash.label, made.hash.value)] : []
  const assertions = [actions, ...hash, ...(made.others ?? [])]
  const labels = ['c2pa.actions.v2', ...(made.hash ? [made.hash.label] : [])]
  const created = labels.map((label, i) => ({
    url: `self#jumbf=c2pa.assertions/${label}`,
    hash: digest((assertions[i] ?? new Uint8Array(0)).subarray(8)),
  }))
  const claim = encode({
    instanceID: 'xmp:iid:1',
    claim_generator_info: { name: 'Test', version: '1' },
    signature: 'self#jumbf=c2pa.signature',
    created_assertions: created,
    alg: 'sha256',
  })
  const store = made.spoil === 'assertion' ? [spoiled(actions), ...assertions.slice(1)] : assertions
  return superbox(
    'c2ma',
    made.label,
    superbox('c2as', 'c2pa.assertions', ...store),
    superbox('c2cl', 'c2pa.claim.v2', box('cbor', made.spoil === 'claim' ? spoiled(claim) : claim)),
    superbox('c2cs', 'c2pa.signature', box('cbor', signatureOver(claim, made))),
  )
}

function signatureOver(claim: Bytes, { signer, chain = [], clock, moment, spoil }: Made): Bytes {
  const head = encode(
    new Map<number, unknown>([
      [1, isFixed(signer.key) ? -8 : -7],
      [33, [signer.der, ...chain.map((one) => one.der)]],
    ]),
  )
  const covered = structure('Signature1', head, claim)
  const signature = isFixed(signer.key)
    ? signed(covered, signer.key)
    : new Uint8Array(sign('sha256', covered, { key: signer.key, dsaEncoding: 'ieee-p1363' }))
  const token = clock ? tokenOver(structure('CounterSignature', head, encode(signature)), clock, moment) : null
  const unprotected = token ? { sigTst2: { tstTokens: [{ val: token }] } } : {}
  return encode(new Tag(18, [head, unprotected, null, spoil === 'signature' ? spoiled(signature) : signature]))
}

/** The same with one bit of its last byte changed. */
export function spoiled(bytes: Bytes): Bytes {
  const copy = Uint8Array.from(bytes)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

export const storeOf = (...manifests: Bytes[]): Bytes => superbox('c2pa', 'c2pa', ...manifests)

type Put = (store: Bytes) => { file: Bytes; from: number; length: number }

/** Puts a store into a file whose hash it holds: built again until the stretch it leaves out is as long as it is. Signatures
 *  in DER are of 70 to 72 bytes, so that this is a matter of a few tries. */
export function sealed(build: (hash: { label: string; value: unknown }) => Bytes, put: Put): Bytes {
  const valueWith = (hash: Bytes, from: number, length: number) => ({
    label: 'c2pa.hash.data',
    value: { exclusions: [{ start: from, length }], alg: 'sha256', hash, pad: new Uint8Array(8) },
  })
  let spot = put(build(valueWith(new Uint8Array(32), 0, 2_000)))
  for (;;) {
    const rest = join(spot.file.subarray(0, spot.from), spot.file.subarray(spot.from + spot.length))
    const next = put(build(valueWith(digest(rest), spot.from, spot.length)))
    if (next.length === spot.length) return next.file
    spot = next
  }
}
