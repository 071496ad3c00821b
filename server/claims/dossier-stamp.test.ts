import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { certificatesIn } from '@anxin/record/timestamp.ts'
import { checkBundle } from '../bundles/check.ts'
import { openAuthority } from '../bundles/testing.ts'
import { court, courtsLike, dossierOf, refused, submitted } from './testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-stamp-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const openssl = (...args: string[]) => spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' })
const hasOpenssl = openssl('version').status === 0

const decided = (async () => {
  const all = await court()
  const claim = await submitted(all)
  await refused(all, { claim, words: '裂纹不在实物上' })
  return { claim, copy: await courtsLike(all) }
})()

async function dossierWith(url: string) {
  const { claim, copy } = await decided
  const all = await copy({ TSA_URL: url })
  const { made, file } = await dossierOf(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const path = join(dir, `${made.id}.zip`)
  writeFileSync(path, file.bytes)
  return { made, path }
}

test('an authority stamps record and seal, and OpenSSL alone verifies the record as the README says', {
  skip: hasOpenssl ? false : 'no openssl on this machine',
}, async () => {
  // Another hand than ours makes the tokens.
  const { url, root } = await openAuthority()
  const { made, path } = await dossierWith(url)
  assert.ok(made.stampedAt)
  const roots = certificatesIn(readFileSync(root, 'utf8'))
  const { bad, record, seal } = await checkBundle(path, { keys: [], roots })
  assert.equal(bad, null)
  assert.deepEqual([record?.stamp?.by, record?.stamp?.isTrusted], ['Test Authority', true])
  assert.deepEqual([seal?.stamp?.by, seal?.stamp?.isTrusted], ['Test Authority', true])

  mkdirSync(join(dir, 'out'))
  assert.equal(spawnSync('unzip', ['-q', path, '-d', join(dir, 'out')]).status, 0)
  const [folder = ''] = spawnSync('ls', [join(dir, 'out')], { encoding: 'utf8' }).stdout.split('\n')
  const inside = join(dir, 'out', folder)
  for (const list of ['manifest-sha256.txt', 'tagmanifest-sha256.txt'])
    assert.equal(spawnSync('sha256sum', ['-c', list], { cwd: inside }).status, 0, list)
  const verify = (data: string) =>
    openssl(
      ...['ts', '-verify', '-data', data, '-token_in', '-in', join(inside, 'data/record.jsonl.tst')],
      ...['-CAfile', root],
    )
  const verified = verify(join(inside, 'data/record.jsonl'))
  assert.match(verified.stdout + verified.stderr, /Verification: OK/)
  assert.notEqual(verify(join(inside, 'data/claim.json')).status, 0)
  const sealed = JSON.parse(readFileSync(join(inside, 'tagmanifest-sha256.txt.seal.json'), 'utf8'))
  writeFileSync(join(dir, 'seal.txt'), sealed.checkpoint)
  writeFileSync(join(dir, 'seal.tst'), Buffer.from(sealed.timestamp, 'base64'))
  const ofSeal = openssl('ts', '-verify', '-data', 'seal.txt', '-in', 'seal.tst', '-token_in', '-CAfile', root)
  assert.match(ofSeal.stdout + ofSeal.stderr, /Verification: OK/)
})

test('an authority that does not answer keeps no dossier from being made; it says that it has no time stamp', async () => {
  const { made, path } = await dossierWith('http://127.0.0.1:1')
  assert.equal(made.stampedAt, null)
  const { bad, record, seal } = await checkBundle(path, { keys: [], roots: [] })
  assert.deepEqual([bad, record?.stamp, seal?.stamp], [null, null, null])
  const text = readFileSync(path).toString('latin1')
  assert.match(text, /Time-Stamp: none/)
  assert.match(text, /the authority did not give one when it was made \(stamp\.unreachable\)/)
})
