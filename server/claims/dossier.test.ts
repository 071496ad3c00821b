import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { verifierOf } from '@anxin/record/checkpoint.ts'
import { openPromise } from 'yauzl'
import { writeBundle } from '../bundles/bundle.ts'
import { checkBundle } from '../bundles/check.ts'
import { verifierTextOf } from '../log/head.ts'
import { erasePerson } from '../private/erase.ts'
import type { Visitor } from '../testing.ts'
import { type Court, court, courtsLike, dossierOf, opened, refused, submitted } from './testing.ts'

const phone = '19900000001'
const name = '卓玛措'
const dir = mkdtempSync(join(tmpdir(), 'anxin-dossier-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const reviewerOf = ({ reviewers }: Court): Visitor => reviewers[0] ?? assert.fail('no reviewer')

/** A claim that was decided, made once: each test has a copy of the court in which it was. */
const made = (async () => {
  const all = await court()
  const claim = await submitted(all, { words: `杯口裂了，请回电 ${phone}，${name}` })
  await refused(all, { claim, words: `裂纹不在实物上，已电话 ${phone} 告知${name}` })
  return { claim, copy: await courtsLike(all) }
})()
async function decided(): Promise<{ all: Court; claim: string }> {
  const { claim, copy } = await made
  return { all: await copy(), claim }
}

async function kept(all: Court, claim: string, wanted: { addressee: string; purpose: string }) {
  const { made, file } = await dossierOf(all, claim, wanted)
  const path = join(dir, `${made.id}.zip`)
  writeFileSync(path, file.bytes)
  return { path, bytes: file.bytes, made, file }
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
  const { all, claim } = await decided()
  const { path } = await kept(all, claim, { addressee: 'police', purpose: 'report' })
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
  const { all, claim } = await decided()
  const seen = async (addressee: string, purpose: string) => {
    const { path } = await kept(all, claim, { addressee, purpose })
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
  const { all, claim } = await decided()
  const { path, bytes } = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
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

test('it is asked for, made beside everything else, and handed over as a file to be kept', async () => {
  const { all, claim } = await decided()
  const reviewer = reviewerOf(all)
  const asked = await reviewer.post(`/claims/${claim}/dossier`, { addressee: 'court', purpose: 'lawsuit' })
  assert.deepEqual([asked.status, asked.body.status, asked.body.done], [202, 'making', 0])
  const early = await reviewer.get(`/claims/${claim}/dossier/${asked.body.id}/file`)
  assert.deepEqual([early.status, early.body.code], [409, 'dossier.not_ready'])
  const { made, file } = await kept(all, claim, { addressee: 'court', purpose: 'inquiry' })
  assert.equal(made.done, made.steps)
  assert.match(String(file.headers['content-disposition']), /^attachment; filename="anxin-dossier-T[\w-]+\.zip"$/)
  assert.deepEqual([file.headers['x-content-type-options'], file.headers['cache-control']], ['nosniff', 'no-store'])
  assert.equal(createHash('sha256').update(file.bytes).digest('hex'), made.sha256)
  const other = await submitted(all)
  const elsewhere = await reviewer.get(`/claims/${other}/dossier/${made.id}/file`)
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [404, 'case.absent'])
})

test('who has a part in the claim neither makes its dossier nor takes one that a colleague made', async () => {
  const { all, claim } = await decided()
  const { made } = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const interested = all.reviewers[1] ?? assert.fail()
  assert.equal((await interested.post(`/merchants/${all.merchantId}/interest`)).status, 200)
  const asked = await interested.post(`/claims/${claim}/dossier`, { addressee: 'court', purpose: 'lawsuit' })
  const taken = await interested.get(`/claims/${claim}/dossier/${made.id}/file`)
  for (const { status, body } of [asked, taken]) assert.deepEqual([status, body.code], [403, 'dossier.interest'])
})

test('of a buyer who was forgotten it says so: the texts and photos are gone, facts and hashes stay', async () => {
  const { all, claim } = await decided()
  const before = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const { deps } = all.world.anxin
  await deps.db.transaction({ tenant: all.world.tenant }, async (tx) => {
    const buyer = (await deps.private.find(tx, `+86${phone}`)) ?? assert.fail()
    const by = { kind: 'system' as const, id: 'test' }
    assert.equal(await erasePerson({ tx, deps, by, at: instant(deps.now()) }, buyer), null)
  })
  await all.world.settle()
  const lost = await reviewerOf(all).get(`/claims/${claim}/dossier/${before.made.id}/file`)
  assert.deepEqual([lost.status, lost.body.code], [410, 'dossier.gone'], 'the one that was made before went with them')
  const { path } = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const { bad, record } = await checkBundle(path, none)
  assert.equal(bad, null)
  assert.deepEqual(record?.exhibits, { named: 2, there: 0 })
  const files = await filesIn(path)
  const told = JSON.parse(files.get('data/claim.json')?.toString() ?? '')
  assert.deepEqual([told.isErased, told.buyer, told.claim.words], [true, { name: null, phone: null }, null])
  assert.equal(told.exhibits[0].lacking, 'erased')
  assert.match(told.exhibits[0].sha256, /^[0-9a-f]{64}$/)
})

test('an exhibit put in the place of another is found although every list was made anew', async () => {
  const { all, claim } = await decided()
  const { path } = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const files = await filesIn(path)
  const swapped = async (change: (payload: Map<string, Buffer>) => void) => {
    const payload = new Map([...files].filter(([file]) => file.startsWith('data/')))
    change(payload)
    const contents = [...payload].map(([file, bytes]) => ({
      ...{ path: file.slice('data/'.length), size: bytes.length, at: new Date(0) },
      open: async () => Readable.from([bytes]),
    }))
    const forged = join(dir, `${randomUUID()}.zip`)
    await writeBundle(forged, { name: 'dossier', info: {}, contents, seal: async () => null, at: new Date(0) })
    const { bad } = await checkBundle(forged, none)
    return bad && `${bad.wrong} ${bad.file}`
  }
  assert.equal(await swapped(() => {}), null)
  const [one, two] = ['data/exhibits/1-whole.jpg', 'data/exhibits/2-damage.jpg']
  const bytes = (file: string) => files.get(file) ?? assert.fail(file)
  assert.equal(await swapped((all) => void all.set(one, bytes(two)).set(two, bytes(one))), `exhibit.other ${one}`)
  assert.equal(
    await swapped((all) => void all.set('data/exhibits/3-other.jpg', bytes(one))),
    'exhibit.unnamed data/exhibits/3-other.jpg',
  )
  assert.equal(
    await swapped((all) => void all.set('data/exhibits/notes.txt', bytes(one))),
    'exhibit.unnamed data/exhibits/notes.txt',
  )
  assert.equal(
    await swapped((all) => void all.set('data/inspection/1.json', Buffer.from('{}'))),
    'report.unnamed data/inspection/1.json',
  )
  const lines = bytes('data/record.jsonl').toString().split('\n')
  const cut = Buffer.from(lines.toSpliced(-2, 1).join('\n'))
  assert.equal(await swapped((all) => void all.set('data/record.jsonl', cut)), 'record.short data/record.jsonl')
})

test('each dossier and each download is noted, without what it is about', async () => {
  const { all, claim } = await decided()
  const { made } = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const { items } = (await all.operator.get('/audit')).body
  const [downloaded, asked] = items
  assert.deepEqual([downloaded.type, asked.type], ['dossier.downloaded', 'dossier.asked'])
  const { number } = (await all.operator.get(`/claims/${claim}`)).body
  assert.deepEqual(asked.about, { claim: number, dossier: made.id, addressee: 'court', purpose: 'lawsuit' })
  assert.equal(asked.by, '沈审核')
})

test('the file goes after its term; what was given to whom stays', async () => {
  const { all, claim } = await decided()
  const { made } = await kept(all, claim, { addressee: 'court', purpose: 'lawsuit' })
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
  const { all } = await decided()
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
