import assert from 'node:assert/strict'
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, test } from 'node:test'
import { sealName, tagManifestName } from '@anxin/record/bag.ts'
import { signedNote, signingKey, verifierOf, verifierText } from '@anxin/record/checkpoint.ts'
import { headOfSeals, sealsOf } from '@anxin/record/seal.ts'
import { certificatesIn } from '@anxin/record/timestamp.ts'
import fc from 'fast-check'
import { ZipFile } from 'yazl'
import { writeBundle } from './bundle.ts'
import { checkBundle } from './check.ts'
import { openContainer } from './container.ts'
import { digestsOf } from './digests.ts'
import { openAuthority } from './testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-bundle-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const key = signingKey(Buffer.alloc(32, 7))
const at = new Date('2026-11-27T08:00:00Z')
const against = { keys: [], roots: [] }
let count = 0

/** A bundle of these files, signed; its path. */
async function bundleOf(files: Record<string, Uint8Array>): Promise<string> {
  const path = join(dir, `${count++}.zip`)
  await writeBundle(path, {
    name: 'case',
    at,
    info: { 'External-Description': '测试' },
    contents: Object.entries(files).map(([name, bytes]) => ({
      ...{ path: name, size: bytes.length, at },
      open: async () => Readable.from([bytes]),
    })),
    async seal({ text, file }) {
      const sealed = [{ file, ...(await digestsOf([Buffer.from(text)], { sm3: true })) }]
      const checkpoint = signedNote(headOfSeals('test', sealed), { name: 'test', key })
      return sealsOf(sealed, { checkpoint, key: verifierText('test', key), timestamp: null })[0] ?? null
    },
  })
  return path
}

const small = { 'a.txt': Buffer.from('甲'), 'b/c.bin': Buffer.from([0, 1, 2, 255]) }

/** The bundle as a folder, and what is in it by path. */
async function unpacked(path: string): Promise<string> {
  const folder = path.replace('.zip', '')
  const container = await openContainer(path)
  for (const name of container.names) {
    const parts: Uint8Array[] = []
    for await (const part of await container.open(name)) parts.push(part)
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), Buffer.concat(parts))
  }
  await container.close()
  return folder
}

test('a bundle verifies as ZIP and as folder, with who sealed it; an empty one and an empty file too', async () => {
  const path = await bundleOf({ ...small, empty: Buffer.alloc(0) })
  for (const place of [path, await unpacked(path)]) {
    const verdict = await checkBundle(place, against)
    assert.deepEqual([verdict.bad, verdict.files], [null, 6], place)
    assert.deepEqual(verdict.seal, { signedBy: 'test', isKeyTrusted: false, stamp: null })
  }
  const trusted = verifierOf(verifierText('test', key))
  const other = verifierOf(verifierText('test', signingKey(Buffer.alloc(32, 8))))
  assert.ok(trusted && other)
  assert.equal((await checkBundle(path, { ...against, keys: [trusted] })).seal?.isKeyTrusted, true)
  assert.equal((await checkBundle(path, { ...against, keys: [other] })).bad?.wrong, 'seal.signature')
  assert.equal((await checkBundle(await bundleOf({}), against)).bad, null)
})

test('one bit of a bundle changed anywhere is found', async () => {
  const path = await bundleOf(small)
  const sound = readFileSync(path)
  const changed = join(dir, 'changed.zip')
  const kinds = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(7), async (byte, bit) => {
      const bytes = Buffer.from(sound)
      bytes[byte] = (bytes[byte] ?? 0) ^ (1 << bit)
      writeFileSync(changed, bytes)
      const { bad } = await checkBundle(changed, against)
      assert.ok(bad, `bit ${bit} of byte ${byte}`)
      kinds.add(bad.wrong)
    }),
    { numRuns: 400 },
  )
  assert.ok(kinds.has('unsafe.repacked') && kinds.has('unsafe.zip'), [...kinds].join())
  for (const length of [0, 1, 21, sound.length - 1]) {
    writeFileSync(changed, sound.subarray(0, length))
    assert.ok((await checkBundle(changed, against)).bad, `${length} bytes`)
  }
  writeFileSync(changed, Buffer.concat([sound, Buffer.from('x')]))
  assert.ok((await checkBundle(changed, against)).bad, 'a byte more')
})

test('in a folder, a file changed, missing, more, moved or linked is found and named', async () => {
  const spoil: Record<string, [expected: string, spoil: (folder: string) => void]> = {
    changed: ['bag.changed data/a.txt', (folder) => writeFileSync(join(folder, 'data/a.txt'), '乙')],
    missing: ['bag.missing data/a.txt', (folder) => rmSync(join(folder, 'data/a.txt'))],
    more: ['bag.unlisted data/z', (folder) => writeFileSync(join(folder, 'data/z'), '')],
    beside: ['bag.unlisted z', (folder) => writeFileSync(join(folder, 'z'), '')],
    moved: ['bag.missing data/a.txt', (folder) => renameSync(join(folder, 'data/a.txt'), join(folder, 'data/d.txt'))],
    link: ['unsafe.link data/l', (folder) => symlinkSync('/etc/hostname', join(folder, 'data/l'))],
    manifest: [
      'bag.manifest manifest-sha256.txt',
      (folder) => writeFileSync(join(folder, 'manifest-sha256.txt'), 'a\n'),
    ],
    climbing: [
      'bag.path data/../../x',
      (folder) => writeFileSync(join(folder, 'manifest-sha256.txt'), `${'0'.repeat(64)}  data/../../x\n`),
    ],
    seal: [`seal.unreadable ${sealName}`, (folder) => writeFileSync(join(folder, sealName), '{}')],
    none: ['bag.none bagit.txt', (folder) => writeFileSync(join(folder, 'bagit.txt'), 'x')],
  }
  for (const [what, [expected, by]] of Object.entries(spoil)) {
    const folder = await unpacked(await bundleOf(small))
    by(folder)
    const { bad } = await checkBundle(folder, against)
    assert.equal(bad && `${bad.wrong} ${bad.file}`, expected, what)
  }
})

test('whoever changes a file and makes the manifests anew is found by the seal', async () => {
  const folder = await unpacked(await bundleOf(small))
  const hashOf = async (name: string) => (await digestsOf([readFileSync(join(folder, name))])).sha256
  writeFileSync(join(folder, 'data/a.txt'), '乙')
  const renewed = async (manifest: string, names: string[]) => {
    const lines = await Promise.all(names.map(async (name) => `${await hashOf(name)}  ${name}\n`))
    writeFileSync(join(folder, manifest), lines.join(''))
  }
  await renewed('manifest-sha256.txt', ['data/a.txt', 'data/b/c.bin'])
  await renewed(tagManifestName, ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt'])
  const { bad } = await checkBundle(folder, against)
  assert.equal(bad?.wrong, 'seal.sha256')
})

test('who names a key or an authority is not content with a bundle that has no seal of theirs', async () => {
  const folder = await unpacked(await bundleOf(small))
  const trusted = verifierOf(verifierText('test', key))
  assert.ok(trusted)
  const roots = certificatesIn(readFileSync((await openAuthority()).root, 'utf8'))
  assert.equal((await checkBundle(folder, { keys: [], roots })).bad?.wrong, 'seal.unstamped')
  // The seal names another than the one that signed: who signed is who is told of.
  const seal = JSON.parse(readFileSync(join(folder, sealName), 'utf8'))
  writeFileSync(
    join(folder, sealName),
    JSON.stringify({ ...seal, key: verifierText('court', signingKey(Buffer.alloc(32, 9))) }),
  )
  assert.equal((await checkBundle(folder, { keys: [trusted], roots: [] })).seal?.signedBy, 'test')
  rmSync(join(folder, sealName))
  assert.equal((await checkBundle(folder, against)).bad, null, 'it was promised to nobody')
  assert.equal((await checkBundle(folder, { keys: [trusted], roots: [] })).bad?.wrong, 'seal.none')
  assert.equal((await checkBundle(folder, { keys: [], roots })).bad?.wrong, 'seal.none')
})

test('a file beside the new bundle that is somebody’s stays; a bundle that is there stays', async () => {
  const path = await bundleOf(small)
  writeFileSync(`${path}.part`, 'mine')
  const bytes = readFileSync(path)
  const again = { name: 'x', at, info: {}, contents: [], seal: async () => null }
  await assert.rejects(writeBundle(path, again), /EEXIST/)
  assert.deepEqual([readFileSync(`${path}.part`, 'utf8'), readFileSync(path)], ['mine', bytes])
})

test('an archive that climbs out, lies about its size or was packed by somebody else is refused before it is unpacked', async () => {
  /** An archive as anybody may write one, with some of its bytes exchanged for as many others. */
  const archive = async (names: Record<string, Buffer>, exchange: [from: string, to: string][] = []) => {
    const zip = new ZipFile()
    for (const [name, bytes] of Object.entries(names)) zip.addBuffer(bytes, name)
    zip.end()
    const path = join(dir, `${count++}.zip`)
    await pipeline(zip.outputStream, createWriteStream(path))
    let text = readFileSync(path, 'latin1')
    for (const [from, to] of exchange) text = text.replaceAll(from, to)
    writeFileSync(path, Buffer.from(text, 'latin1'))
    return path
  }
  const found = async (path: string) => (await checkBundle(path, against)).bad?.wrong
  assert.equal(await found(await archive({ 'x/aa/bb': Buffer.from('1') }, [['x/aa/bb', '../../b']])), 'unsafe.path')
  assert.equal(await found(await archive({ 'x/aa/bb': Buffer.from('1') }, [['x/aa/bb', '/xx/xxx']])), 'unsafe.path')
  assert.equal(
    await found(await archive({ 'x/a': Buffer.from('1'), 'x/b': Buffer.from('2') }, [['x/b', 'x/a']])),
    'unsafe.twice',
  )
  assert.equal(await found(await archive({ 'x/bagit.txt': Buffer.from('BagIt-Version: 1.0\n') })), 'unsafe.repacked')
  // Four bytes say how long it is once unpacked: of the five that "abc" is packed to come 4,000,000,003.
  const [packed, long] = ['\u0005\u0000\u0000\u0000', '\u0003\u0028\u006b\u00ee']
  const lie = await archive({ 'x/a': Buffer.from('abc') }, [[`${packed}\u0003\u0000\u0000\u0000`, packed + long]])
  assert.equal(await found(lie), 'unsafe.ratio')
})
