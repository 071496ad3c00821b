import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { days } from '@anxin/domain/basics.ts'
import { term } from '@anxin/domain/evidence/term.ts'
import { type Court, court, handedIn, submitted, uploaded } from '../claims/testing.ts'
import { openCustodian, openEntrusted } from '../custodian.ts'
import { sql } from '../db/database.ts'
import { sha256, unsealed } from '../media/media.ts'
import { noise } from '../media/pictures.ts'
import { report } from '../testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-custodian-'))
after(() => rmSync(dir, { recursive: true, force: true }))

/** A key pair in files, as somebody makes one with openssl: the public half for us, the private one for outside. */
function keysOf(name: string, pair = generateKeyPairSync('x25519')) {
  const [mine, yours] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)]
  writeFileSync(mine, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(yours, pair.publicKey.export({ type: 'spki', format: 'pem' }))
  return { mine, yours }
}

const inTenant = <T extends object>({ world }: Court, query: ReturnType<typeof sql>) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) => tx.rows<T>(query))
const opened = ({ world }: Court, file: string, key: string) =>
  buffer(unsealed(world.anxin.deps.media.sealed(file), Buffer.from(key, 'base64url')))
const sealedOf = (all: Court) => inTenant<{ claim: string; sealed: string }>(all, sql`select * from entrusted_keys`)

test('of a buyer who is forgotten within the term, the evidence opens by the key outside alone, until its term is over', async () => {
  const { mine, yours } = keysOf('one')
  const all = await court({ CUSTODIAN_KEY: yours })
  const { world, buyer, operator, reviewers } = all
  const { media, private: secrets } = world.anxin.deps
  // Another photo of theirs, of a repair: nothing of the law keeps that.
  const boiler = await uploaded(world, await noise(600, 400).jpeg().toBuffer())
  assert.equal((await buyer.post('/orders', { ...report, media: [boiler] })).status, 201)
  const claim = await submitted(all)
  await world.settle()
  assert.equal((await buyer.get('/me')).body.evidenceIsKept, true)
  assert.equal((await buyer.post(`/claims/${claim}/withdraw`)).status, 200)
  assert.equal((await buyer.post('/me/erase', { confirm: 'erase' })).status, 200)
  await world.settle()

  const [kept] = await sealedOf(all)
  assert.equal(kept?.claim, claim)
  const { files } = await openEntrusted(kept.sealed, mine)
  assert.equal(files.length, 2)
  assert.ok(!files.some((one) => one.media === boiler))
  for (const { file, key, sha256: hash } of files) {
    const bytes = await opened(all, file, key)
    assert.equal(sha256(bytes).toString('hex'), hash, 'byte for byte what was sent')
    await assert.rejects(media.get(file, secrets.key('media')), /authenticate/)
  }
  const [own, other] = files
  assert.ok(own && other)
  await assert.rejects(opened(all, other.file, own.key), { code: 'EALTERED' }, 'each by itself')
  await assert.rejects(openEntrusted(kept.sealed, keysOf('other').mine), /does not open what was sealed/)

  // Both sides read what became of it; whoever needs it longer can still hold it.
  const seen = await reviewers[0]?.get(`/claims/${claim}/timeline`)
  assert.ok(seen?.body.steps.some(({ type }: { type: string }) => type === 'custody.entrusted'))
  const { body: custody } = await operator.post(`/claims/${claim}/hold`, { reason: '法院来函' })
  assert.equal(custody.custodian, (await openCustodian(yours))?.id)
  world.pass(term)
  await world.settle()
  assert.equal((await sealedOf(all)).length, 1, 'held')
  assert.equal((await operator.post(`/claims/${claim}/release`, { reason: '结案' })).status, 200)
  world.pass(term + days(1))
  await world.settle()
  assert.deepEqual(await sealedOf(all), [])
  for (const { file, key } of files) await assert.rejects(opened(all, file, key), { code: 'ENOENT' })
})

for (const [when, order] of [
  ['before anybody looked at it', ['erase', 'adopt']],
  ['while it moves to their key', ['begin', 'erase', 'adopt']],
] as const)
  test(`evidence whose buyer is forgotten ${when} is kept for the custodian all the same`, async () => {
    const { mine, yours } = keysOf(`late-${order.length}`)
    const all = await court({ CUSTODIAN_KEY: yours })
    const { world, buyer } = all
    const { media } = world.anxin.deps
    const put = media.rekey
    const claim = await handedIn(all)
    assert.equal((await buyer.get('/me')).body.evidenceIsKept, true)
    const erase = async () => assert.equal((await buyer.post('/me/erase', { confirm: 'erase' })).status, 200)
    // The erasure comes in the midst: when the first file has its copy under the buyer's key, and no row names it yet.
    if (order[0] === 'begin')
      media.rekey = async (...given) => {
        media.rekey = put
        const copy = await put(...given)
        await erase()
        return copy
      }
    else await erase()
    await world.settle()
    const keys = await Promise.all((await sealedOf(all)).map(({ sealed }) => openEntrusted(sealed, mine)))
    const files = keys.flatMap((one) => one.files)
    assert.equal(files.length, 2)
    for (const { file, key, sha256: hash } of files)
      assert.equal(sha256(await opened(all, file, key)).toString('hex'), hash)
    const named = await inTenant<{ file: string }>(all, sql`select file from media where claim_id = ${claim}`)
    assert.deepEqual(named.map(({ file }) => file).sort(), files.map(({ file }) => file).sort())
    const kept = readdirSync(join(world.dir, 'media'), { recursive: true, withFileTypes: true })
    assert.equal(
      kept.filter((one) => one.isFile() && one.name.length === 32).length,
      2,
      'no copy is left that opens here',
    )
  })

test('keys of the usual kinds serve; what is none, is too short or must not be here stops the start with a sentence', async () => {
  const entrusted = { claim: '0190a8b0-0000-7000-8000-000000000000', files: [] }
  for (const [name, pair] of [
    ['rsa', generateKeyPairSync('rsa', { modulusLength: 3072 })],
    ['p256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ] as const) {
    const { mine, yours } = keysOf(name, pair)
    const sealed = await (await openCustodian(yours))?.seal(entrusted)
    assert.deepEqual(await openEntrusted(sealed ?? '', mine), entrusted)
  }
  const { mine } = keysOf('two')
  await assert.rejects(openCustodian(mine), /names a private key/)
  await assert.rejects(openCustodian(join(dir, 'none.pem')), /cannot be read \(ENOENT\)/)
  const text = join(dir, 'text.pem')
  writeFileSync(text, 'no key at all')
  await assert.rejects(openCustodian(text), /is no key in PEM form/)
  const odd = keysOf('odd', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }))
  await assert.rejects(openCustodian(odd.yours), /cannot be sealed for|of another kind|unsupported/i)
  const short = keysOf('short', generateKeyPairSync('rsa', { modulusLength: 2048 }))
  await assert.rejects(openCustodian(short.yours), /of another kind/)
})
