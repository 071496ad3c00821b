import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { certificate, isListed } from './c2pa/certificates.ts'
import { credentialsIn } from './c2pa/manifests.ts'
import {
  type Action,
  certificateOf,
  type Made,
  manifest,
  sealed,
  spoiled,
  storeOf,
  superbox,
  tokenOver,
} from './c2pa/specimens.ts'
import { stampOf } from './c2pa/timestamp.ts'
import trust from './data/c2pa-trust.json' with { type: 'json' }
import { credentials } from './probes/credentials.ts'
import { partsOf } from './read/file.ts'
import {
  box,
  chunk,
  ftyp,
  gif,
  join,
  jumbfSegments,
  look,
  plainJpeg,
  plainPng,
  plainWebp,
  raw,
  tiff,
  u32,
  withChunks,
  withRiff,
  withSegments,
} from './specimens.ts'

const jpeg = await plainJpeg()
const png = await plainPng()
const webp = await plainWebp()
const signer = certificateOf({ name: 'Camera Maker' })
const clock = certificateOf({ name: 'Clock' })
const ai = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia'
const capture = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture'
const edited: Action[] = [{ action: 'c2pa.edited', digitalSourceType: ai, softwareAgent: { name: 'Photo assist' } }]

const inJpeg = (size?: number) => (store: Uint8Array) => {
  const file = withSegments(jpeg, jumbfSegments(store, size))
  return { file, from: 2, length: file.length - jpeg.length }
}
const inPng = (store: Uint8Array) => ({
  file: withChunks(png, chunk('caBX', store)),
  from: 33,
  length: store.length + 12,
})
const inWebp = (store: Uint8Array) => ({
  file: withRiff(webp, ['C2PA', store]),
  from: webp.length,
  length: store.length + 8 + (store.length & 1),
})

type Change = Partial<Made> & { older?: Uint8Array[] }
const made = ({ older = [], ...change }: Change, put = inJpeg()) =>
  sealed((hash) => storeOf(...older, manifest({ label: 'urn:c2pa:1', signer, clock, hash, ...change })), put)
const codes = (findings: { code: string; strength: number }[]) =>
  findings.map(({ code, strength }) => `${code.replace('origin.c2pa.', '')} ${strength}`)

test('an edit by AI in a sound manifest is found in every container', async () => {
  for (const put of [inJpeg(), inJpeg(300), inPng, inWebp]) {
    const findings = await look(credentials, made({ actions: edited }, put))
    assert.deepEqual(codes(findings), ['ai 1', 'state 0'])
    assert.match(findings[0]?.en ?? '', /edited or composed with generative AI .*Photo assist/)
    assert.match(
      findings[1]?.en ?? '',
      /signature valid; belongs to this file; signed by Camera Maker, not on the C2PA trust list .*; time stamp 2026-03-04T05:06:07Z \(its authority is not on the list\), when the certificate was in its period/,
    )
  }
})

test('what AI did in an older manifest counts, though the active one only opened the picture', async () => {
  const older = manifest({ label: 'urn:c2pa:0', signer, actions: [{ action: 'c2pa.created', digitalSourceType: ai }] })
  const findings = await look(credentials, made({ older: [older], actions: [{ action: 'c2pa.opened' }] }))
  assert.deepEqual(codes(findings), ['ai 1', 'state 0'])
  assert.match(findings[0]?.en ?? '', /in an earlier manifest/)
})

test('a picture that was changed after signing is told, and its manifest is believed less', async () => {
  const file = made({ actions: edited }, inPng)
  const changed = Uint8Array.from(file)
  changed[file.length - 30] = (changed[file.length - 30] ?? 0) ^ 1
  assert.deepEqual(codes(await look(credentials, changed)), ['ai 0.8', 'changed 0.6', 'state 0'])
  const honest = made({ actions: [{ action: 'c2pa.created', digitalSourceType: capture }] }, inPng)
  const moved = withChunks(honest, chunk('tEXt', raw('a\0b')))
  assert.deepEqual(codes(await look(credentials, moved)), ['changed 0.6', 'state 0'])
})

test('a manifest that was changed after signing is told', async () => {
  for (const spoil of ['claim', 'assertion', 'signature'] as const) {
    const findings = await look(credentials, made({ spoil }))
    assert.equal(findings[0]?.code, 'origin.c2pa.tampered', spoil)
    assert.equal(findings[0]?.strength, 0.6)
  }
  const [changed] = await look(credentials, made({ spoil: 'assertion' }))
  assert.match(changed?.en ?? '', /records in it .*c2pa\.actions\.v2/)
})

test('a sound record of a camera is information that speaks for the photo', async () => {
  const taken = [{ action: 'c2pa.created', digitalSourceType: capture }]
  assert.deepEqual(codes(await look(credentials, made({ actions: taken }))), ['capture 0', 'state 0'])
  const both = [...taken, ...edited]
  assert.deepEqual(codes(await look(credentials, made({ actions: both }))), ['ai 1', 'state 0'])
})

test('signature, time and period are told apart', async () => {
  const state = async (change: Change) =>
    (await look(credentials, made(change))).find(({ code }) => code.endsWith('state'))?.en ?? ''
  const { clock: _, ...without } = { clock }
  assert.match(await state({ ...without, clock: undefined as never }), /no time stamp that can be verified/)
  const short = certificateOf({ name: 'Short', to: '20250101000000Z' })
  assert.match(await state({ signer: short }), /when the certificate was not in its period/)
  assert.match(await state({ moment: '19990101000000Z' }), /no time stamp that can be verified/)
})

test('a manifest that leaves out more than itself is loose, one without a hash is not bound', async () => {
  const free = {
    label: 'c2pa.hash.data',
    value: {
      exclusions: [{ start: 0, length: 200_000 }],
      alg: 'sha256',
      hash: digest(new Uint8Array(0)),
      pad: new Uint8Array(8),
    },
  }
  const big = join(jpeg, new Uint8Array(300_000))
  const store = storeOf(manifest({ label: 'urn:c2pa:1', signer, hash: free }))
  const file = withSegments(big, jumbfSegments(store))
  const rest = file.subarray(200_000)
  const bound = { ...free, value: { ...free.value, hash: digest(rest) } }
  const loose = withSegments(big, jumbfSegments(storeOf(manifest({ label: 'urn:c2pa:1', signer, hash: bound }))))
  assert.deepEqual(codes(await look(credentials, loose)), ['loose 0.3', 'state 0'])
  const unbound = withSegments(jpeg, jumbfSegments(storeOf(manifest({ label: 'urn:c2pa:1', signer, actions: edited }))))
  const [first, state] = await look(credentials, unbound)
  assert.deepEqual([first?.code, first?.strength], ['origin.c2pa.ai', 0.9])
  assert.match(state?.en ?? '', /has no fingerprint of the file/)
})

test('a later manifest without a hash relies on the one before, in a store that has grown', async () => {
  const update = manifest({ label: 'urn:c2pa:2', signer, actions: [{ action: 'c2pa.published' }] })
  // Sealed with its first manifest alone, the file gets the second afterwards, behind the 38 bytes that head a store.
  const grown = (store: Uint8Array) => superbox('c2pa', 'c2pa', store.subarray(38), update)
  const first = made({ actions: edited }, inPng)
  const store = partsOf(first).jumbf[0]?.bytes ?? new Uint8Array(0)
  const file = withChunks(png, chunk('caBX', grown(store)))
  const found = credentialsIn({ bytes: file, parts: partsOf(file) })
  assert.deepEqual(
    found?.manifests.map(({ binding }) => binding),
    ['unchecked', 'match'],
  )
})

test('boxes of a JPEG and of a PNG are bound by name', async () => {
  const hashOf = (from: number, to: number, file: Uint8Array) => digest(file.subarray(from, to))
  const build = (first: Uint8Array, rest: Uint8Array, names: string[]) =>
    manifest({
      label: 'urn:c2pa:1',
      signer,
      hash: {
        label: 'c2pa.hash.boxes',
        value: {
          alg: 'sha256',
          boxes: [
            { names: ['SOI'], hash: first, pad: new Uint8Array(0) },
            { names: ['C2PA'], hash: new Uint8Array(1), pad: new Uint8Array(0) },
            { names, hash: rest, pad: new Uint8Array(0) },
          ],
        },
      },
    })
  const names = [
    ...(partsOf(jpeg).jpeg?.head ?? []).map(
      ({ marker }) => ({ 219: 'DQT', 192: 'SOF0', 196: 'DHT', 218: 'SOS' })[marker] ?? '?',
    ),
    'EOI',
  ]
  const store = storeOf(build(hashOf(0, 2, jpeg), hashOf(2, jpeg.length, jpeg), names))
  const file = withSegments(jpeg, jumbfSegments(store, 400))
  assert.equal(credentialsIn({ bytes: file, parts: partsOf(file) })?.manifests[0]?.binding, 'match')
  const changed = Uint8Array.from(file)
  changed[file.length - 9] = (changed[file.length - 9] ?? 0) ^ 1
  assert.equal(credentialsIn({ bytes: changed, parts: partsOf(changed) })?.manifests[0]?.binding, 'broken')
  const inserted = withSegments(file, [{ marker: 0xe5, body: raw('x') }])
  assert.equal(credentialsIn({ bytes: inserted, parts: partsOf(inserted) })?.manifests[0]?.binding, 'broken')
})

test('boxes of a HEIC are bound with their places', async () => {
  const uuid = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex')
  const media = box('mdat', raw('the picture itself'))
  const put = (store: Uint8Array) =>
    join(ftyp('heic'), box('uuid', uuid, u32(0), raw('manifest\0'), new Uint8Array(8), store), media)
  const build = (hash: Uint8Array) =>
    storeOf(
      manifest({
        label: 'urn:c2pa:1',
        signer,
        actions: edited,
        hash: {
          label: 'c2pa.hash.bmff.v3',
          value: {
            exclusions: [{ xpath: '/uuid', data: [{ offset: 8, value: uuid }] }, { xpath: '/ftyp' }],
            alg: 'sha256',
            hash,
          },
        },
      }),
    )
  const trial = put(build(new Uint8Array(32)))
  const place = Buffer.alloc(8)
  place.writeBigUInt64BE(BigInt(trial.length - media.length))
  const file = put(build(digest(join(place, media))))
  assert.deepEqual(codes(await look(credentials, file)), ['ai 1', 'state 0'])
  const changed = spoiled(file)
  assert.deepEqual(codes(await look(credentials, changed)), ['ai 0.8', 'changed 0.6', 'state 0'])
})

test('what is left of a removed manifest is found', async () => {
  const store = storeOf(manifest({ label: 'urn:c2pa:1', signer }))
  for (const rest of [store.subarray(0, 200), superbox('c2pa', 'c2pa'), raw('\0\0\0\x09jumbx')])
    assert.deepEqual(codes(await look(credentials, withSegments(jpeg, jumbfSegments(rest)))), ['orphan 0.4'])
  assert.deepEqual(await look(credentials, jpeg), [])
})

test('stores are read from GIF and TIFF', () => {
  const store = storeOf(manifest({ label: 'urn:c2pa:1', signer }))
  const blocks = Array.from({ length: Math.ceil(store.length / 255) }, (_, i) => store.subarray(i * 255, i * 255 + 255))
  const extension = join(
    raw('\x21\xff\x0bC2PA_GIF\x01\0\0'),
    ...blocks.map((b) => join(Uint8Array.of(b.length), b)),
    Uint8Array.of(0),
  )
  for (const file of [gif(extension), tiff({ main: { 52545: store } })])
    assert.equal(credentialsIn({ bytes: file, parts: partsOf(file) })?.manifests[0]?.signature?.isValid, true)
})

test('a certificate is listed when it leads to the list, by signatures and not by names', () => {
  const anchors = trust.signers.flatMap((base64) => certificate(Buffer.from(base64, 'base64')) ?? [])
  assert.equal(anchors.length, trust.signers.length)
  const first = anchors[0]
  assert.ok(first)
  assert.equal(isListed([first], 'signers'), true)
  const impostor = certificateOf({ name: 'Google C2PA Root CA G3', isAuthority: true })
  const below = certificateOf({ name: 'x', by: impostor })
  const chain = [below, impostor].map(({ der }) => certificate(der)).filter((one) => one !== null)
  assert.equal(chain.length, 2)
  assert.equal(isListed(chain, 'signers'), false)
})

test('a certificate with a key or dates that cannot be read is none', () => {
  const { der } = certificateOf({ name: 'x' })
  const at = Buffer.from(der).indexOf(Buffer.from('034200', 'hex'))
  const offCurve = Uint8Array.from(der)
  offCurve[at + 10] = (offCurve[at + 10] ?? 0) ^ 1
  assert.ok(certificate(der))
  assert.equal(certificate(offCurve), null)
  assert.equal(certificate(Uint8Array.from(der, (byte) => (byte === 0x5a ? 0x59 : byte))), null)
})

test('a signature of each kind of key holds', () => {
  for (const isFixed of [false, true]) {
    const file = withSegments(
      jpeg,
      jumbfSegments(storeOf(manifest({ label: 'urn:c2pa:1', signer: certificateOf({ name: 'x', isFixed }) }))),
    )
    assert.equal(credentialsIn({ bytes: file, parts: partsOf(file) })?.manifests[0]?.signature?.isValid, true)
  }
})

test('a time stamp holds for what it stamps and for nothing else', () => {
  const stamped = raw('what was stamped')
  const token = tokenOver(stamped, clock)
  assert.deepEqual(stampOf(token, stamped), { at: '2026-03-04T05:06:07Z', isListed: false })
  assert.equal(stampOf(token, raw('something else')), null)
  assert.equal(stampOf(spoiled(token), stamped), null)
  assert.equal(stampOf(token.subarray(0, 100), stamped), null)
  const late = certificateOf({ name: 'Late', from: '20300101000000Z' })
  assert.equal(stampOf(tokenOver(stamped, late), stamped), null)
})

function digest(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}
