import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { verifierOf } from '@anxin/record/checkpoint.ts'
import { openPromise } from 'yauzl'
import { checkBundle } from '../bundles/check.ts'
import { verifierTextOf } from '../log/head.ts'
import type { Visitor } from '../testing.ts'
import { answered, type Court, court, opened, submitted } from './testing.ts'

const phone = '19900000001'
const name = '卓玛措'
const refusal = {
  outcome: 'refusal',
  amount: 0,
  reasons: ['photo-altered'],
  words: `裂纹不在实物上，已电话 ${phone} 告知${name}`,
}
const dir = mkdtempSync(join(tmpdir(), 'anxin-dossier-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const reviewerOf = ({ reviewers }: Court): Visitor => reviewers[0] ?? assert.fail('no reviewer')

async function decided(all: Court): Promise<string> {
  const claim = await submitted(all, { words: `杯口裂了，请回电 ${phone}，${name}` })
  const decision = await answered(all, claim)
  const reviewer = reviewerOf(all)
  assert.equal((await reviewer.post(`/decisions/${decision}/take`)).status, 200)
  const given = await reviewer.post(`/decisions/${decision}/give`, refusal)
  assert.equal(given.status, 200, JSON.stringify(given.body))
  await all.world.settle()
  return claim
}

/** Asked for, made by the worker, downloaded. */
async function dossierOf(all: Court, claim: string, wanted: { addressee: string; purpose: string }) {
  const reviewer = reviewerOf(all)
  const asked = await reviewer.post(`/claims/${claim}/dossier`, wanted)
  assert.equal(asked.status, 202, JSON.stringify(asked.body))
  assert.equal(asked.body.status, 'making')
  const early = await reviewer.get(`/claims/${claim}/dossier/${asked.body.id}/file`)
  assert.deepEqual([early.status, early.body.code], [409, 'dossier.not_ready'])
  await all.world.settle()
  const [made] = (await reviewer.get(`/claims/${claim}/dossier`)).body.items
  assert.equal(made.status, 'made', JSON.stringify(made))
  assert.equal(made.done, made.steps)
  const file = await reviewer.get(`/claims/${claim}/dossier/${made.id}/file`)
  assert.equal(file.status, 200)
  assert.match(String(file.headers['content-disposition']), /^attachment; filename="anxin-dossier-T[\w-]+\.zip"$/)
  assert.equal(file.headers['x-content-type-options'], 'nosniff')
  assert.equal(createHash('sha256').update(file.bytes).digest('hex'), made.sha256)
  const path = join(dir, `${made.id}.zip`)
  writeFileSync(path, file.bytes)
  return { path, bytes: file.bytes, made }
}

const none = { keys: [], roots: [] }

/** The files of a bundle by their paths. */
async function filesIn(path: string): Promise<Map<string, Buffer>> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const parts: Uint8Array[] = []
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part)
    files.set(entry.fileName.slice(entry.fileName.indexOf('/') + 1), Buffer.concat(parts))
  }
  zip.close()
  return files
}

test('the dossier of a decided claim holds its record, exhibits and reports, and verifies anywhere', async () => {
  const all = await court()
  const claim = await decided(all)
  const { path } = await dossierOf(all, claim, { addressee: 'police', purpose: 'report' })
  const { private: secrets } = all.world.anxin.deps
  const key = verifierOf(verifierTextOf(secrets, all.world.tenant)) ?? assert.fail()
  const { bad, record, seal } = await checkBundle(path, { ...none, keys: [key] })
  assert.equal(bad, null)
  assert.deepEqual(record?.exhibits, { named: 2, there: 2 })
  assert.deepEqual([record?.isKeyTrusted, seal?.isKeyTrusted, record?.stamp, seal?.stamp], [true, true, null, null])
  assert.ok((record?.facts ?? 0) > 10 && (record?.cases ?? 0) >= 3, JSON.stringify(record))

  const files = await filesIn(path)
  const told = JSON.parse(files.get('data/claim.json')?.toString() ?? '')
  assert.deepEqual(told.buyer, { name, phone: `+86${phone}` })
  assert.equal(told.verdicts[0].decidedBy, '沈审核')
  assert.ok(told.law.advice.tiers.length > 0 && told.steps.length > 5)
  for (const one of told.exhibits) {
    const bytes = files.get(`data/${one.file}`) ?? assert.fail(one.file)
    assert.equal(createHash('sha256').update(bytes).digest('hex'), one.sha256)
  }
  assert.ok(files.has('data/inspection/1.json') && files.has('data/inspection/2.json'))
  const pdf = files.get('data/dossier.pdf') ?? assert.fail()
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  assert.ok(pdf.length < 2_000_000, `${pdf.length} bytes: the font is embedded by what is used`)
  assert.match(files.get('data/README.txt')?.toString() ?? '', /openssl ts -verify/)
})

test('who may not see name and number of the buyer finds them nowhere in the file', async () => {
  const all = await court()
  const claim = await decided(all)
  const seen = async (addressee: string, purpose: string) => {
    const { path } = await dossierOf(all, claim, { addressee, purpose })
    const files = await filesIn(path)
    const text = [...files].filter(([file]) => !/\.(jpg|pdf)$/.test(file)).map(([, bytes]) => bytes.toString())
    const told = JSON.parse(files.get('data/claim.json')?.toString() ?? '')
    return { text: text.join('\n'), told, files, bad: (await checkBundle(path, none)).bad }
  }
  const platform = await seen('platform', 'dispute')
  assert.equal(platform.bad, null)
  for (const hidden of [phone, name, '沈审核']) assert.equal(platform.text.includes(hidden), false, hidden)
  assert.deepEqual(platform.told.buyer, { name: '卓**', phone: '199****0001' })
  assert.deepEqual(
    [...platform.files.keys()].filter((file) => file.includes('/exhibits/')),
    [],
  )
  assert.equal(platform.told.exhibits[0].lacking, 'withheld')
  assert.ok(platform.files.has(`data/${platform.told.exhibits[0].file}`), 'a copy in its place')

  const regulator = await seen('regulator', 'complaint')
  assert.equal(regulator.text.includes(phone), false)
  assert.equal(regulator.told.buyer.name, name)
  assert.match(regulator.told.claim.words, /199\*\*\*\*0001/)
})

test('a bit changed in any part of it is found', async () => {
  const all = await court()
  const { path, bytes } = await dossierOf(all, await decided(all), { addressee: 'court', purpose: 'lawsuit' })
  const files = await filesIn(path)
  assert.ok(files.size > 10)
  for (const [file, content] of files) {
    const changed = Buffer.from(bytes)
    const at = bytes.indexOf(content) + Math.floor(content.length / 2)
    changed[at] = (changed[at] ?? 0) ^ 1
    const altered = join(dir, 'altered.zip')
    writeFileSync(altered, changed)
    assert.notEqual((await checkBundle(altered, none)).bad, null, file)
  }
})

test('each dossier and each download is noted, without what it is about', async () => {
  const all = await court()
  const claim = await decided(all)
  const { made } = await dossierOf(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const { items } = (await all.operator.get('/audit')).body
  const [downloaded, asked] = items
  assert.deepEqual([downloaded.type, asked.type], ['dossier.downloaded', 'dossier.asked'])
  const { number } = (await all.operator.get(`/claims/${claim}`)).body
  assert.deepEqual(asked.about, { claim: number, dossier: made.id, addressee: 'court', purpose: 'lawsuit' })
  assert.equal(asked.by, '沈审核')
})

test('the file goes after its term; what was given to whom stays', async () => {
  const all = await court()
  const claim = await decided(all)
  const { made } = await dossierOf(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  assert.equal(Date.parse(made.expiresAt) - Date.parse(made.madeAt), 30 * 86_400_000)
  all.world.pass(30 * 86_400_000)
  await all.world.settle()
  const operator = await all.world.signIn('19900000023')
  const gone = await operator.get(`/claims/${claim}/dossier/${made.id}/file`)
  assert.deepEqual([gone.status, gone.body.code], [410, 'dossier.gone'])
  const [row] = (await operator.get(`/claims/${claim}/dossier`)).body.items
  assert.deepEqual([row.status, row.addressee], ['gone', 'court'])
})

test('what cannot be is refused in one sentence, and nothing is kept of it', async () => {
  const all = await court()
  const reviewer = reviewerOf(all)
  const collecting = await opened(all)
  const ask = (claim: string, body: object, headers = {}) =>
    reviewer.post(`/claims/${claim}/dossier`, body, { headers })
  const court_ = { addressee: 'court', purpose: 'lawsuit' }
  const early = await ask(collecting, court_)
  assert.deepEqual([early.status, early.body.code], [409, 'dossier.still_collecting'])
  assert.match(early.body.title, /仍在举证/)
  const english = await ask(collecting, court_, { 'accept-language': 'en' })
  assert.match(english.body.title, /still collects evidence/)
  const unknown = await ask(collecting, { addressee: 'newspaper', purpose: 'lawsuit' })
  assert.deepEqual([unknown.status, unknown.body.errors[0].path], [422, 'addressee'])
  const unfit = await ask(collecting, { addressee: 'police', purpose: 'dispute' })
  assert.deepEqual([unfit.status, unfit.body.code], [422, 'dossier.purpose'])
  const elsewhere = await ask('0196f2d0-0000-7000-8000-000000000001', court_)
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, 'case.absent'])
  for (const side of [all.buyer, all.merchant, all.shop])
    assert.equal((await side.post(`/claims/${collecting}/dossier`, court_)).status, 403)
  assert.deepEqual((await reviewer.get(`/claims/${collecting}/dossier`)).body.items, [])
})
