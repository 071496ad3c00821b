import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { certificatesIn } from '@anxin/record/timestamp.ts'
import { checkBundle } from '../bundles/check.ts'
import { court, courtsLike, dossierOf, refused, submitted } from './testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-stamp-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const openssl = (...args: string[]) => spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' })
const hasOpenssl = openssl('version').status === 0

/** An authority of this test's own, by OpenSSL: another hand than ours makes the tokens. */
async function authority(): Promise<string> {
  writeFileSync(
    join(dir, 'tsa.cnf'),
    `[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = tsa.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[stamps]
extendedKeyUsage = critical,timeStamping
`,
  )
  writeFileSync(join(dir, 'serial'), '01\n')
  const made = openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.pem', '-days', '2'],
    ...['-subj', '/CN=Test TSA', '-addext', 'extendedKeyUsage=critical,timeStamping'],
  )
  assert.equal(made.status, 0, made.stderr)
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part)
    writeFileSync(join(dir, 'query'), Buffer.concat(parts))
    const replied = openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query', '-out', 'reply')
    assert.equal(replied.status, 0, replied.stderr)
    response.setHeader('content-type', 'application/timestamp-reply').end(readFileSync(join(dir, 'reply')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

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
  const { made, path } = await dossierWith(await authority())
  assert.ok(made.stampedAt)
  const roots = certificatesIn(readFileSync(join(dir, 'tsa.pem'), 'utf8'))
  const { bad, record, seal } = await checkBundle(path, { keys: [], roots })
  assert.equal(bad, null)
  assert.deepEqual([record?.stamp?.by, record?.stamp?.isTrusted], ['Test TSA', true])
  assert.deepEqual([seal?.stamp?.by, seal?.stamp?.isTrusted], ['Test TSA', true])

  mkdirSync(join(dir, 'out'))
  assert.equal(spawnSync('unzip', ['-q', path, '-d', join(dir, 'out')]).status, 0)
  const [folder = ''] = spawnSync('ls', [join(dir, 'out')], { encoding: 'utf8' }).stdout.split('\n')
  const inside = join(dir, 'out', folder)
  for (const list of ['manifest-sha256.txt', 'tagmanifest-sha256.txt'])
    assert.equal(spawnSync('sha256sum', ['-c', list], { cwd: inside }).status, 0, list)
  const verify = (data: string) =>
    openssl(
      ...['ts', '-verify', '-data', data, '-token_in', '-in', join(inside, 'data/record.jsonl.tst')],
      ...['-CAfile', 'tsa.pem'],
    )
  const verified = verify(join(inside, 'data/record.jsonl'))
  assert.match(verified.stdout + verified.stderr, /Verification: OK/)
  assert.notEqual(verify(join(inside, 'data/claim.json')).status, 0)
  const sealed = JSON.parse(readFileSync(join(inside, 'tagmanifest-sha256.txt.seal.json'), 'utf8'))
  writeFileSync(join(dir, 'seal.txt'), sealed.checkpoint)
  writeFileSync(join(dir, 'seal.tst'), Buffer.from(sealed.timestamp, 'base64'))
  const ofSeal = openssl('ts', '-verify', '-data', 'seal.txt', '-in', 'seal.tst', '-token_in', '-CAfile', 'tsa.pem')
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
