import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import { checkBundle } from '../bundles/check.ts'
import { anyPhoto, court, courtsLike } from '../claims/testing.ts'
import { sql } from '../db/database.ts'
import { checkFiles } from '../media/check.ts'
import { type Changes, packed, waybill } from '../trust/packing.ts'

const day = 86_400_000
const none = { keys: [], roots: [] }
const shared = court()
const another = shared.then(courtsLike)

test('a film that is handed in is checked piece by piece, sealed, kept for three years, and a picture for its claims', async () => {
  const all = await (await another)()
  const { world, merchant, merchantId, shop, buyer, reviewers } = all
  const { start, answer, body, handIn, seen } = await packed(all)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.equal(answer.body.status, 'checking')
  const one = await seen()
  assert.equal(one.status, 'sealed', JSON.stringify(one))
  assert.deepEqual(
    [one.broken, one.clockMoved, one.stamp, one.film.pieces, one.waybill],
    [null, null, null, 4, waybill],
  )
  assert.ok(Date.parse(one.keepUntil) - Date.parse(one.sealedAt) >= 3 * 365 * day)
  assert.equal((await handIn()).body.status, 'sealed', 'a station that missed the answer may ask again')
  assert.deepEqual((await merchant.get(`/recordings/${start.id}/pieces`)).body.items, body.pieces)
  const film = await merchant.get(`/media/${body.media}`)
  assert.equal(film.status, 200)

  // The shop tells only now what was in it.
  const bought = await shop.post('/purchases', {
    ...{ merchant: merchantId, number: 'D-2026-1', buyer: { phone: '19900000001' } },
    ...{ placedAt: new Date(world.now() - 3 * day).toISOString(), deliveredAt: new Date(world.now()).toISOString() },
    lines: [{ sku: 'cup-9', title: '手工青瓷杯', category: 'tableware', quantity: 1, paid: 9_900 }],
    waybills: [' sf1234567890 '],
  })
  assert.equal(bought.status, 201, JSON.stringify(bought.body))
  for (const q of ['sf123', 'D-2026-1', 'cup-9', '手工青', '']) {
    const found = (await merchant.get(`/recordings?q=${encodeURIComponent(q)}`)).body.items
    assert.deepEqual(
      found.map(({ id }: { id: string }) => id),
      [start.id],
      q,
    )
    assert.equal(found[0].parcel.number, 'D-2026-1')
  }
  for (const q of ['SF9', 'D-2026', '%', '青瓷', "'"])
    assert.deepEqual((await merchant.get(`/recordings?q=${encodeURIComponent(q)}`)).body.items, [], q)
  assert.equal((await merchant.get(`/parcels/${merchantId}/${waybill}`)).body.lines[0].title, '手工青瓷杯')

  const claim = await buyer.post('/claims', {
    ...{ purchase: bought.body.id, line: 1, reason: 'damaged', wanted: 'refund-only', amount: 9_900, words: '裂了' },
  })
  const { goods, packed: filmed } = (await reviewers[0]?.get(`/claims/${claim.body.id}`))?.body ?? {}
  assert.deepEqual([goods, filmed], [body.pictures, body.pictures], 'what was packed is what the claim is held against')
  assert.equal((await buyer.get(`/media/${body.pictures[0]}`)).status, 200, 'both sides see it')
  assert.equal((await buyer.get(`/media/${body.media}`)).status, 404, 'the film is the merchant’s')
})

test('a film leaves as a bundle that anybody can check; one byte of the film changed is found', async () => {
  const all = await (await another)()
  const { world, merchant, buyer } = all
  const { start, body, seen } = await packed(all)
  const bundle = await merchant.get(`/recordings/${start.id}/bundle`)
  assert.equal(bundle.status, 200, JSON.stringify(bundle.body))
  const dir = mkdtempSync(join(tmpdir(), 'anxin-film-'))
  const zip = join(dir, 'film.zip')
  const { bytes } = bundle
  writeFileSync(zip, bytes)
  const whole = await checkBundle(zip, none)
  assert.equal(whole.bad, null, JSON.stringify(whole))
  assert.ok(whole.record, 'with the record of its case')
  const { film } = await seen()
  const original = await merchant.get(`/media/${body.media}`)
  const at = bytes.indexOf(original.bytes)
  assert.ok(at > 0, 'the film lies there byte for byte')
  const changed = Buffer.from(bytes)
  changed[at + 500] = (changed[at + 500] ?? 0) ^ 1
  writeFileSync(zip, changed)
  assert.notEqual((await checkBundle(zip, none)).bad, null)
  rmSync(dir, { recursive: true, force: true })
  assert.match(bytes.toString('latin1'), new RegExp(film.head))
  assert.equal((await buyer.get(`/recordings/${start.id}/bundle`)).status, 403)
  const open = await merchant.post('/recordings', { ...start, id: randomUUID() })
  assert.equal((await merchant.get(`/recordings/${open.body.id}/bundle`)).body.code, 'recording.no_film')
  assert.deepEqual(
    readdirSync(join(world.dir, 'media', 'incoming', world.tenant)).filter((name) => name.startsWith('recording-')),
    [],
    'nothing is left of it',
  )
})

test('bytes that are not those that were linked are kept, named by their piece, and hold for no claim', async () => {
  const all = await (await another)()
  const swap = (list: Buffer[]) => [list[0], list[2], list[1], list[3]].filter((one) => one !== undefined)
  const flipped = (list: Buffer[]) =>
    list.map((one, i) => (i === 2 ? one.map((byte, j) => (j === 90 ? byte ^ 1 : byte)) : one))
  const cases: [Changes, { how: string; piece: number } | null, object | null][] = [
    [{ film: (list) => flipped(list).map((one) => Buffer.from(one)) }, { how: 'changed', piece: 3 }, null],
    [{ film: swap }, { how: 'swapped', piece: 2 }, null],
    [{ film: (list) => list.toSpliced(1, 1) }, { how: 'dropped', piece: 2 }, null],
    [{ film: (list) => list.toSpliced(1, 0, list[1] ?? Buffer.alloc(0)) }, { how: 'repeated', piece: 3 }, null],
    [{ film: (list) => list.slice(0, 3) }, { how: 'short', piece: 4 }, null],
    [{ body: { head: 'ab'.repeat(32) } }, { how: 'linked', piece: 0 }, null],
    [
      { pieces: (list) => list.map((one, i) => (i < 2 ? one : { ...one, clock: instant(one.clock - 3_600_000) })) },
      null,
      { piece: 3, by: -3_600_000 },
    ],
    [{ body: { offset: 3_600_000 } }, null, { piece: 0, by: -3_600_000 }],
  ]
  for (const [changes, broken, clockMoved] of cases) {
    const { seen, answer } = await packed(all, changes)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const one = await seen()
    assert.deepEqual([one.status, one.broken, one.clockMoved], ['sealed', broken, clockMoved], JSON.stringify(changes))
    assert.equal(one.sealedAt === null, broken !== null)
  }
})

test('a recording ends by its term alone: no hold, no hand, no claim takes it before; what was removed leaves its record', async () => {
  const all = await (await another)()
  const { world, merchant, operator, buyer, buys } = all
  const { start, body, seen } = await packed(all)
  const held = await operator.post(`/recordings/${start.id}/hold`, { reason: '（2026）某案' })
  assert.equal(held.body.hold.reason, '（2026）某案', JSON.stringify(held.body))
  assert.equal((await operator.post(`/recordings/${start.id}/hold`, { reason: '再次' })).body.code, 'recording.held')
  const claim = await buyer.post('/claims', {
    ...{ purchase: await buys(), line: 1, reason: 'damaged', wanted: 'refund-only', amount: 19_900, words: '裂了' },
  })
  const taken = await buyer.post(`/claims/${claim.body.id}/evidence`, {
    pieces: [{ media: body.media, slot: 'video' }],
  })
  assert.equal(taken.body.code, 'media.unknown')
  world.pass(1_097 * day)
  await world.settle()
  assert.equal((await seen()).status, 'sealed', 'held beyond its term')
  assert.equal((await operator.post(`/recordings/${start.id}/release`, { reason: '结案' })).status, 200)
  await world.settle()
  assert.equal((await seen()).status, 'sealed', 'the term stood still while it was held')
  world.pass(1_096 * day)
  await world.settle()
  const gone = await seen()
  assert.deepEqual([gone.status, gone.film.sha256.length], ['removed', 64], 'the seal stays')
  assert.equal((await merchant.get(`/media/${body.media}`)).status, 404)
  const { db, media, private: secrets } = world.anxin.deps
  assert.deepEqual((await checkFiles({ db, tenant: world.tenant, media, private: secrets })).bad, [])
})

test('neither another merchant nor a buyer sees or begins one; what cannot be is refused, and nothing changes', async () => {
  const all = await (await another)()
  const { world, merchant, operator, buyer, merchantId, shop } = all
  const other = await operator.post('/merchants', { name: '别家' })
  await operator.post(`/merchants/${other.body.id}/members`, { phone: '19900000029', name: '钱别家' })
  const stranger = await world.signIn('19900000029')
  const { start, seen } = await packed(all)
  assert.equal((await stranger.get(`/recordings/${start.id}`)).status, 404)
  assert.deepEqual((await stranger.get(`/recordings?q=${waybill}`)).body.items, [])
  assert.equal((await stranger.get(`/parcels/${merchantId}/${waybill}`)).status, 404)
  assert.equal((await stranger.post(`/recordings/${start.id}/give-up`)).status, 404)
  assert.equal((await buyer.get(`/recordings/${start.id}`)).status, 403)
  assert.equal((await stranger.post('/recordings', { ...start, id: randomUUID() })).status, 404)
  assert.equal((await stranger.post('/recordings', { ...start, merchant: other.body.id })).body.code, 'case.wrong_step')
  assert.equal((await merchant.post(`/recordings/${start.id}/give-up`)).body.code, 'case.wrong_step')
  const before = (await merchant.get('/recordings')).body.items.length

  const refused: [object, string | undefined][] = [
    [{ startedAt: world.now() + 60_000 }, 'recording.clock'],
    [{ startedAt: world.now(), offset: 60_000 }, 'recording.clock'],
    [{ waybill: '你好' }, undefined],
    [{ device: 'a' }, undefined],
    [{ startedAt: -5 }, undefined],
  ]
  for (const [more, code] of refused) {
    const { begun } = await packed(all, {}, more)
    assert.equal(begun.status, 422, JSON.stringify(begun.body))
    if (code) assert.equal(begun.body.code, code)
    else assert.match(begun.body.errors[0].message, /[一-鿿]/)
  }
  assert.equal((await merchant.get('/recordings')).body.items.length, before)
  const photo = await anyPhoto(world)
  const noFilm = await packed(all, { body: { media: photo } })
  assert.equal(noFilm.answer.body.code, 'recording.film_kind')
  assert.equal((await noFilm.seen()).status, 'recording', 'it may be handed in yet')
  const kept = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.first<{ n: number }>(sql`select count(*)::int as n from media where id = ${photo} and recording is null`),
  )
  assert.equal(kept?.n, 1)
  assert.equal((await seen()).status, 'sealed')
  const listed = await anyPhoto(world)
  await shop.post('/purchases', {
    ...{ merchant: merchantId, number: 'listed', buyer: { phone: '19900000001' } },
    placedAt: new Date(world.now()).toISOString(),
    lines: [{ sku: 's', title: '杯', category: 'tableware', quantity: 1, paid: 100, pictures: [listed] }],
  })
  assert.equal((await packed(all, { body: { pictures: [listed] } })).answer.body.code, 'media.unknown')
  const large = Array.from({ length: 7 }, () => ({ at: 0, clock: 1, size: 16 << 20, sha256: 'a'.repeat(64) }))
  assert.match((await packed(all, { body: { pieces: large } })).answer.body.errors[0].message, /100 MiB/)
  for (const pieces of [
    [],
    [{ at: 0, clock: 1, size: 0, sha256: 'a'.repeat(64) }],
    [{ at: 0, clock: 1, size: 1, sha256: 'x' }],
  ])
    assert.equal((await packed(all, { body: { pieces } })).answer.status, 422)
})

type Order = { number: string; lacks: string[]; films: string[] }

test('a merchant reads of each order what would be missing if it were disputed tomorrow, and of no other merchant’s', async () => {
  const all = await (await another)()
  const { world, merchant, operator, merchantId, shop, buys } = all
  await buys()
  const rules = { merchant: merchantId, text: '七天无理由退货', from: new Date(world.now()).toISOString() }
  assert.equal((await merchant.post('/policies', rules)).status, 201)
  const listing = await anyPhoto(world)
  const bought = (number: string, more: object) =>
    shop.post('/purchases', {
      ...{ merchant: merchantId, number, buyer: { phone: '19900000001' } },
      placedAt: new Date(world.now()).toISOString(),
      lines: [{ sku: 's', title: '杯', category: 'tableware', quantity: 1, paid: 100, pictures: [listing] }],
      ...more,
    })
  assert.equal(
    (await bought('whole', { deliveredAt: new Date(world.now()).toISOString(), waybills: [waybill] })).status,
    201,
  )
  assert.equal((await bought('unfilmed', { waybills: ['YT9876543210'] })).status, 201)
  const { start } = await packed(all)
  const orders = async (who: typeof merchant): Promise<Order[]> => (await who.get('/purchases/evidence')).body.items
  const of = async (number: string) => (await orders(merchant)).find((one) => one.number === number)
  assert.deepEqual([(await of('whole'))?.lacks, (await of('whole'))?.films], [[], [start.id]])
  assert.deepEqual((await of('unfilmed'))?.lacks, ['film', 'delivery'])
  assert.ok(
    (await orders(merchant)).some(({ lacks }) => lacks.join() === 'waybill,listing,policy'),
    'the one just bought',
  )
  const first = (await merchant.get('/purchases/evidence?limit=1')).body
  const second = (await merchant.get(`/purchases/evidence?limit=1&cursor=${first.next}`)).body
  assert.notEqual(first.items[0].number, second.items[0].number)
  const other = await operator.post('/merchants', { name: '别家' })
  await operator.post(`/merchants/${other.body.id}/members`, { phone: '19900000029', name: '钱别家' })
  assert.deepEqual(await orders(await world.signIn('19900000029')), [])
})
