import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { days } from '@anxin/domain/basics.ts'
import { term } from '@anxin/domain/evidence/term.ts'
import { fromBufferPromise } from 'yauzl'
import { type Court, court, dossierOf, refused, submitted } from '../claims/testing.ts'
import { sql } from '../db/database.ts'
import { newId } from '../ids.ts'
import { checkFiles } from '../media/check.ts'
import { isNeeded } from '../recordings/store.ts'
import { everyNight } from '../retention/jobs.ts'

const filesOf = ({ world }: Court, claim: string) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ file: string }>(sql`select file from media where claim_id = ${claim}`),
  )
const seenOf = ({ world }: Court, claim: string) =>
  world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`select from pictures_seen where claim = ${claim}`),
  )
const checked = ({ world: { anxin, tenant } }: Court) => {
  const { db, media, private: secrets } = anxin.deps
  return checkFiles({ db, media, private: secrets, tenant })
}

test('evidence is kept for three years after the claim has ended, then its files go; hashes, record and dossier stay', async () => {
  const all = await court()
  const { world, operator, buyer, reviewers } = all
  const claim = await submitted(all)
  const custody = async () => (await operator.get(`/claims/${claim}/custody`)).body
  assert.deepEqual([(await custody()).status, (await custody()).keepUntil], ['none', null], 'it is under way')
  assert.equal((await buyer.post(`/claims/${claim}/withdraw`)).status, 200)
  await world.settle()
  assert.equal((await custody()).keepUntil, new Date(world.now() + term).toISOString())
  const [first] = await filesOf(all, claim)
  assert.ok(first)

  world.pass(term - days(1))
  await world.settle()
  assert.equal((await filesOf(all, claim)).length, 2)
  world.pass(days(1))
  await world.settle()
  assert.deepEqual([await filesOf(all, claim), await seenOf(all, claim)], [[], []])
  await assert.rejects(world.anxin.deps.media.get(first.file, world.anxin.deps.private.key('media')), {
    code: 'ENOENT',
  })
  assert.equal((await custody()).removedAt, new Date(world.now()).toISOString())
  const shown = (await reviewers[0]?.get(`/claims/${claim}`))?.body
  assert.match(shown.evidence[0].sha256, /^[0-9a-f]{64}$/)
  assert.equal(shown.evidence[0].isThere, false)
  assert.deepEqual((await checked(all)).bad, [], 'nothing is missing that should be there')
  const { steps } = (await buyer.get(`/claims/${claim}/timeline`)).body
  assert.deepEqual(
    steps.filter(({ type }: { type: string }) => type.startsWith('custody.')).map(({ type }: { type: string }) => type),
    ['custody.dated', 'custody.removed'],
  )
  const dated = steps.find(({ type }: { type: string }) => type === 'custody.dated')
  assert.match(dated.detail.keepUntil, /^\d{4}-\d\d-\d\dT/)
  assert.equal((await operator.post(`/claims/${claim}/hold`, { reason: '来迟了' })).body.code, 'case.wrong_step')
  const { file } = await dossierOf(all, claim, { addressee: 'court', purpose: 'lawsuit' })
  const zip = await fromBufferPromise(file.bytes)
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('data/claim.json')) continue
    const { exhibits } = JSON.parse(await text(await zip.openReadStreamPromise(entry)))
    assert.deepEqual(
      exhibits.map(({ lacking }: { lacking: string }) => lacking),
      ['removed', 'removed'],
    )
  }
})

test('while it is held the term stands still, its buyer cannot be erased, and only an operator begins and ends it', async () => {
  const all = await court()
  const { world, operator, buyer, merchant, reviewers } = all
  const claim = await submitted(all)
  const path = `/claims/${claim}`
  for (const who of [buyer, merchant, reviewers[0]])
    assert.equal((await who?.post(`${path}/hold`, { reason: '我想留着' }))?.status, 403)
  assert.equal((await operator.post(`${path}/hold`, { reason: ' ' })).status, 422)
  assert.equal((await operator.post(`${path}/release`, { reason: '没有保全' })).body.code, 'case.absent')
  const held = await operator.post(`${path}/hold`, { reason: '某公安分局来函' })
  assert.deepEqual([held.status, held.body.hold.reason], [200, '某公安分局来函'], JSON.stringify(held.body))
  assert.equal((await operator.post(`${path}/hold`, { reason: '再次' })).body.code, 'custody.held')

  // Begun while it was under way, it outlives the end of the claim.
  await refused(all, { claim, words: '与商品图不符' })
  world.pass(days(40))
  await world.settle()
  const ended = (await operator.get(`${path}/custody`)).body
  assert.ok(ended.hold && ended.keepUntil)
  const { code } = (await buyer.post('/me/erase', { confirm: 'erase' })).body
  assert.equal(code, 'person.held')
  world.pass(term)
  await world.settle()
  assert.equal((await filesOf(all, claim)).length, 2, 'held beyond its term')

  const stale = await operator.send('POST', `${path}/release`, { body: { reason: '结案' }, version: 1 })
  assert.equal(stale.body.code, 'case.stale')
  const released = await operator.post(`${path}/release`, { reason: '结案' })
  const closedAt = Date.parse(ended.keepUntil) - term
  assert.equal(Date.parse(released.body.keepUntil), Date.parse(ended.keepUntil) + world.now() - closedAt)
  await world.settle()
  assert.equal((await filesOf(all, claim)).length, 2, 'its term runs on')
  assert.equal((await operator.post(`${path}/hold`, { reason: '又一案' })).status, 200, 'as often as it is asked for')
  assert.equal((await operator.post(`${path}/release`, { reason: '又结案' })).status, 200)
  assert.equal((await buyer.post('/me/erase', { confirm: 'erase' })).status, 200)
})

test('of a buyer who was erased nothing is left to hold; a claim whose term nobody set gets it in the night', async () => {
  const all = await court()
  const { world, operator, buyer, merchant } = all
  const claim = await submitted(all)
  assert.equal((await buyer.post(`/claims/${claim}/withdraw`)).status, 200)
  await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`delete from outbox where job = 'custody.date'`),
  )
  await world.settle()
  assert.equal((await operator.get(`/claims/${claim}/custody`)).body.status, 'none')
  await everyNight(world.anxin.deps.db, world.now())
  world.pass(days(2))
  await world.settle()
  assert.equal(
    (await operator.get(`/claims/${claim}/custody`)).body.keepUntil,
    new Date(world.now() + term).toISOString(),
  )

  const again = await world.signIn('19900000001')
  assert.equal((await again.post('/me/erase', { confirm: 'erase' })).status, 200)
  assert.equal((await operator.post(`/claims/${claim}/hold`, { reason: '来函' })).body.code, 'custody.gone')
  assert.ok(merchant)
})

test('a packing film whose own term is over stays while a claim about its parcel needs it', async () => {
  const all = await court()
  const { world, operator } = all
  const [waybill, recording] = ['SF20261128001', newId()]
  const claim = await submitted(all, { purchase: await all.buys({}, [waybill]) })
  const { db } = world.anxin.deps
  const isNow = () => db.transaction({ tenant: world.tenant }, (tx) => isNeeded(tx, recording, world.now()))
  await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`
      insert into recordings (id, tenant, version, status, state, head, changed_at, merchant, waybill, started_at)
      values (${recording}, ${world.tenant}, 1, 'sealed', '{}', '', now(), ${all.merchantId}, ${waybill}, now())`),
  )
  assert.ok(await isNow(), 'the claim is under way')
  assert.equal((await all.buyer.post(`/claims/${claim}/withdraw`)).status, 200)
  await world.settle()
  assert.ok(await isNow(), 'its term runs')
  assert.equal((await operator.post(`/claims/${claim}/hold`, { reason: '来函' })).status, 200)
  world.pass(term + days(1))
  await world.settle()
  assert.ok(await isNow(), 'it is held')
  assert.equal((await operator.post(`/claims/${claim}/release`, { reason: '结案' })).status, 200)
  world.pass(term + days(2))
  await world.settle()
  assert.ok(!(await isNow()))
})
