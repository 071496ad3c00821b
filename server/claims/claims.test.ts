import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { photographed, sceneOf } from '@anxin/inspect/pixels/testing.ts'
import sharp from 'sharp'
import { Webhook } from 'standardwebhooks'
import { act, stampOf } from '../act.ts'
import { sql } from '../db/database.ts'
import { newId } from '../ids.ts'
import { report } from '../testing.ts'
import { claimCase } from './case.ts'
import { instructionOf } from './gather.ts'
import { claimById } from './store.ts'
import {
  answered,
  anyPhoto,
  asked,
  type Court,
  court,
  decisionOf,
  opened,
  submitted,
  uploaded,
  waiting,
} from './testing.ts'

const hour = 3_600_000
/** Signing six people in takes longer than most of these tests. */
const shared = court()
const refusal = { outcome: 'refusal', amount: 0, reasons: ['photo-altered'], words: '裂纹只在照片里，不在实物上' }
const refund = { outcome: 'refund-only', amount: 19_900, reasons: ['damage-shown'], words: '损坏属实' }

async function decided(all: Court, decision: string, judgement: object, which = 0) {
  const reviewer = all.reviewers[which]
  assert.ok(reviewer)
  assert.equal((await reviewer.post(`/decisions/${decision}/take`)).status, 200)
  const given = await reviewer.post(`/decisions/${decision}/give`, judgement)
  assert.equal(given.status, 200, JSON.stringify(given.body))
  await all.world.settle()
}

test('a cracked cup, from the photo to the refund: graded, heard, decided by a person, paid once, and the log verifies', async () => {
  const all = await shared
  const { world, buyer, merchant, reviewers, operator, buys } = all
  const scene = photographed(sceneOf(31), { width: 640, height: 480 })
  const picture = sharp(scene.data, { raw: { width: scene.width, height: scene.height, channels: 3 } })
  const crack = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><path d="M5 10 L60 40 L90 35 L150 110" stroke="#1a120c" stroke-width="7" fill="none"/></svg>',
  )
  const listing = await uploaded(world, await picture.clone().jpeg({ quality: 92 }).toBuffer())
  const forged = picture.clone().composite([{ input: crack, left: 240, top: 170 }])
  const damage = await uploaded(world, await forged.jpeg({ quality: 80 }).toBuffer())

  const purchase = await buys({ pictures: [listing] })
  const claim = (await buyer.post('/claims', { ...asked, purchase })).body
  assert.match(claim.number, /^T\d{10}$/)
  assert.deepEqual([claim.status, claim.turn, claim.dueAt !== null], ['collecting', 'buyer', true])
  const path = `/claims/${claim.id}`
  assert.equal((await merchant.get(path)).status, 404, 'the merchant hears of it once the evidence is there')
  const pieces = [
    { media: damage, slot: 'damage' },
    { media: await anyPhoto(world), slot: 'whole' },
  ]
  const missing: string[] = (await buyer.post(`${path}/evidence`, { pieces })).body.missing
  assert.equal((await buyer.post(`${path}/submit`, { without: missing })).status, 200)
  await world.settle()

  let seen = (await merchant.get(path)).body
  assert.deepEqual([seen.status, seen.turn, seen.grade], ['hearing', 'merchant', 'D'])
  const report = seen.inspections.find((one: { media: string }) => one.media === damage)
  assert.equal(report.against[0].relation, 'derived', 'made from the very listing picture')
  assert.ok(
    report.findings.some((one: { family: string; zh: string }) => one.family === 'agreement' && one.zh.length > 10),
  )
  assert.deepEqual(
    (await buyer.get(path)).body.inspections.map(({ findings }: { findings: object[] }) => findings),
    seen.inspections.map(({ findings }: { findings: object[] }) => findings),
    'both sides read the same',
  )
  assert.equal(seen.buyer.name, '卓**')
  assert.equal(seen.buyer.id, null)

  const hearing = await waiting(merchant, claim.id)
  assert.equal((await merchant.post(`/hearings/${hearing}/see`)).status, 200)
  const packing = [{ media: await anyPhoto(world), slot: 'packing' }]
  await merchant.post(`/hearings/${hearing}/answer`, { statement: '发货时完好，有打包照片', pieces: packing })
  await world.settle()
  seen = (await buyer.get(path)).body
  assert.deepEqual([seen.status, seen.turn], ['review', 'reviewer'])
  assert.equal(seen.hearings[0].statement, '发货时完好，有打包照片')
  assert.ok(seen.evidence.some((one: { side: string }) => one.side === 'merchant'))

  const decision = await decisionOf(reviewers[0], claim.id)
  const onDesk = (await reviewers[0]?.get(path))?.body
  const layered = onDesk.inspections.find((one: { media: string }) => one.media === damage)
  assert.deepEqual([layered.hasHeat, layered.layers.includes(listing)], [true, true])
  const layer = await reviewers[0]?.get(`${path}/photos/${damage}/layers/${listing}`)
  assert.deepEqual([layer?.status, layer?.headers['content-type']], [200, 'image/jpeg'])
  assert.equal((await buyer.get(`${path}/photos/${damage}/layers/${listing}`)).status, 403)
  for (const side of [buyer, merchant]) assert.equal((await side.get(`/media/${damage}`)).status, 200)

  await decided(all, decision, refusal)
  seen = (await buyer.get(path)).body
  assert.deepEqual([seen.status, seen.outcome, seen.verdicts[0].words], ['decided', 'refusal', refusal.words])
  assert.deepEqual(seen.moves, ['claim.appeal'])
  assert.equal((await buyer.post(`${path}/appeal`, { words: '这就是实物的照片' })).status, 200)
  await world.settle()
  const second = await waiting(merchant, claim.id)
  await merchant.post(`/hearings/${second}/answer`, { statement: '坚持原意见' })
  await world.settle()
  const appeal = await decisionOf(reviewers[1], claim.id)
  assert.equal((await reviewers[0]?.post(`/decisions/${appeal}/take`))?.body.code, 'decision.same_reviewer')
  await decided(all, appeal, refund, 1)
  seen = (await buyer.get(path)).body
  assert.deepEqual(
    [seen.status, seen.outcome, seen.remedy.status, seen.remedy.paid],
    ['closed', 'refund-only', 'done', 19_900],
  )

  const { items, balances } = (await operator.get('/ledger')).body
  const moved = items.filter((row: { claim: string }) => row.claim === claim.id).map((row: { fen: number }) => row.fen)
  assert.deepEqual(moved.sort(), [-19_900, 19_900])
  assert.equal(
    balances.reduce((sum: number, row: { fen: number }) => sum + row.fen, 0),
    0,
  )
  const steps = (await buyer.get(`${path}/timeline`)).body.steps.map((step: { type: string }) => step.type)
  for (const type of [
    'claim.opened',
    'claim.graded',
    'hearing.seen',
    'hearing.answered',
    'claim.decided',
    'claim.appealed',
    'remedy.paid',
  ])
    assert.ok(steps.includes(type), type)
  assert.ok(!steps.includes('decision.taken'), 'who took the case when is not for the sides')
})

test('a silent merchant is recorded as not heard, and nothing is paid for that', async () => {
  const all = await shared
  const { world, buyer, reviewers } = all
  const claim = await submitted(all)
  world.pass(72 * hour + 1)
  await world.settle()
  const seen = (await buyer.get(`/claims/${claim}`)).body
  assert.deepEqual([seen.status, seen.remedy, seen.hearings[0].status], ['review', null, 'lapsed'])
  const decision = await decisionOf(reviewers[0], claim)
  await decided(all, decision, { ...refund, reasons: ['merchant-has-no-record'] })
  const paid = (await buyer.get(`/claims/${claim}`)).body
  assert.deepEqual([paid.status, paid.remedy.paid], ['decided', 19_900])
})

test('a shop is told by signed webhook what becomes of a claim: ids, number and outcome, nothing about the buyer', async () => {
  const all = await shared
  const { operator, world, buyer } = all
  // Who verifies a signature looks at the real clock.
  world.pass(Math.max(0, Date.now() - world.now()))
  const heard: { type: string; data: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString()
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      heard.push(new Webhook(secret).verify(body, headers) as (typeof heard)[number]) // as the route says
      response.end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // it listens
  const types = ['claim.opened', 'claim.decided']
  const made = await operator.post('/webhooks', { url: `http://127.0.0.1:${port}/`, types })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { secret } = made.body
  const claim = await submitted(all)
  const decision = await answered(all, claim)
  await decided(all, decision, refusal)
  await world.settle()
  const { number } = (await buyer.get(`/claims/${claim}`)).body
  assert.deepEqual(
    heard.map(({ type, data }) => [type, data.claim, data.number, data.outcome]),
    [
      ['claim.opened', claim, number, undefined],
      ['claim.decided', claim, number, 'refusal'],
    ],
  )
  assert.ok(!JSON.stringify(heard).includes(refusal.words))
  await operator.post(`/webhooks/${made.body.id}/revoke`)
  server.close()
})

test('either side settles with the other; what is accepted is paid, and the hearing is over', async () => {
  const all = await shared
  const { world, buyer, merchant } = all
  const claim = await submitted(all)
  const path = `/claims/${claim}`
  const offer = { remedy: 'partial-refund', amount: 8_000, words: '补偿一部分可以吗' }
  assert.equal((await merchant.post(`${path}/propose`, { ...offer, amount: 900_000 })).body.code, 'claim.amount')
  assert.equal((await merchant.post(`${path}/propose`, offer)).status, 200)
  assert.equal((await merchant.post(`${path}/accept`)).body.code, 'claim.nothing_to_accept')
  assert.equal((await buyer.get(path)).body.proposal.words, offer.words)
  assert.equal((await buyer.post(`${path}/accept`)).body.status, 'settled')
  await world.settle()
  const seen = (await merchant.get(path)).body
  assert.deepEqual([seen.remedy.status, seen.remedy.paid, seen.hearings[0].status], ['done', 8_000, 'dropped'])
  const open = (await merchant.get('/hearings')).body.items.map((item: { claim: string }) => item.claim)
  assert.ok(!open.includes(claim))
})

test('goods go back before the refund; a merchant who does not check them has agreed to nothing', async () => {
  const all = await shared
  const { world, buyer, merchant, reviewers } = all
  const claim = await submitted(all, { wanted: 'return-and-refund' })
  const path = `/claims/${claim}`
  assert.equal((await merchant.post(`${path}/accept`)).body.status, 'settled')
  await world.settle()
  assert.equal((await buyer.get(path)).body.remedy.status, 'sending')
  assert.equal((await merchant.post(`${path}/goods/send`, { waybill: 'SF100' })).body.code, 'remedy.not_your_side')
  assert.equal((await buyer.post(`${path}/goods/send`, { waybill: 'SF100200300' })).body.status, 'checking')
  await world.settle()
  assert.equal((await merchant.get(path)).body.remedy.waybill, 'SF100200300')
  world.pass(10 * 24 * hour + 1)
  await world.settle()
  const questioned = (await buyer.get(path)).body
  assert.deepEqual([questioned.remedy.status, questioned.remedy.paid], ['questioned', 0])
  const decision = await decisionOf(reviewers[0], claim)
  await decided(all, decision, { ...refund, outcome: 'return-and-refund' })
  assert.deepEqual((await buyer.get(path)).body.remedy.paid, 19_900)
})

test('bad input is told clearly and changes nothing', async () => {
  const all = await shared
  const { world, buyer, merchant, reviewers, shop, buys } = all
  const stranger = await world.signIn('19900000009')
  const purchase = await buys()
  const code = async (answer: Promise<{ body: { code: string } }>) => (await answer).body.code
  assert.equal(await code(buyer.post('/claims', { ...asked, purchase: crypto.randomUUID() })), 'claim.unknown_purchase')
  assert.equal(await code(stranger.post('/claims', { ...asked, purchase })), 'claim.unknown_purchase')
  assert.equal(await code(buyer.post('/claims', { ...asked, purchase, amount: 19_901 })), 'claim.amount')
  assert.equal(await code(buyer.post('/claims', { ...asked, purchase, amount: -5 })), 'http.invalid')
  const claim = (await buyer.post('/claims', { ...asked, purchase })).body.id
  assert.equal(await code(buyer.post('/claims', { ...asked, purchase })), 'claim.open_already')
  const path = `/claims/${claim}`
  assert.equal(await code(stranger.get(path)), 'case.absent')
  const photo = await anyPhoto(world)
  const wrongKind = { pieces: [{ media: photo, slot: 'video' }] }
  assert.equal(await code(buyer.post(`${path}/evidence`, wrongKind)), 'claim.wrong_kind')
  const unknown = { pieces: [{ media: crypto.randomUUID(), slot: 'damage' }] }
  assert.equal(await code(buyer.post(`${path}/evidence`, unknown)), 'media.unknown')
  assert.equal((await buyer.post(`${path}/evidence`, { pieces: [{ media: photo, slot: 'damage' }] })).status, 200)
  assert.equal(await code(buyer.post(`${path}/submit`)), 'claim.evidence_missing')
  const elsewhere = await opened(all)
  const reused = { pieces: [{ media: photo, slot: 'damage' }] }
  assert.equal(await code(buyer.post(`/claims/${elsewhere}/evidence`, reused)), 'media.unknown')

  world.pass(72 * hour + 1)
  const late = { pieces: [{ media: await anyPhoto(world), slot: 'whole' }] }
  assert.equal(await code(buyer.post(`${path}/evidence`, late)), 'claim.evidence_late')
  await world.settle()
  assert.equal((await buyer.get(path)).body.status, 'hearing', 'it goes on with what there is')

  await all.operator
    .post('/merchants', { name: '另一家' })
    .then(({ body }) => all.operator.post(`/merchants/${body.id}/members`, { phone: '19900000026', name: '旁人' }))
  const other = await world.signIn('19900000026')
  const mine = (await merchant.get('/hearings')).body.items.find((one: { claim: string }) => one.claim === claim)
  assert.equal(await code(other.post(`/hearings/${mine.id}/answer`, { statement: '不是我' })), 'case.absent')
  assert.equal(await code(other.get(path)), 'case.absent')
  assert.equal(await code(buyer.post(`/hearings/${mine.id}/answer`, { statement: '是我' })), 'case.absent')
  await merchant.post(`/hearings/${mine.id}/answer`, { statement: '请审核' })
  await world.settle()
  const decision = await decisionOf(reviewers[0], claim)
  const [first, second] = reviewers
  assert.ok(first && second)
  assert.equal(await code(merchant.post(`/decisions/${decision}/take`)), 'http.forbidden')
  assert.equal(await code(first.post(`/decisions/${decision}/give`, refund)), 'case.wrong_step')
  const taken = await Promise.all([first, second].map((who) => who.post(`/decisions/${decision}/take`)))
  assert.deepEqual(taken.map(({ status }) => status).sort(), [200, 409], 'two reviewers at once')
  const holder = taken[0]?.status === 200 ? first : second
  const idle = holder === first ? second : first
  assert.equal(await code(idle.post(`/decisions/${decision}/give`, refund)), 'decision.not_yours')
  assert.equal(await code(holder.post(`/decisions/${decision}/give`, { ...refund, amount: 19_901 })), 'claim.amount')
  assert.equal(
    await code(holder.post(`/decisions/${decision}/give`, { ...refusal, reasons: ['damage-shown'] })),
    'decision.reasons',
  )
  assert.equal(
    await code(holder.post(`/decisions/${decision}/give`, { ...refund, reasons: ['because'] })),
    'http.invalid',
  )

  const interested = reviewers[2]
  await interested?.post(`/merchants/${all.merchantId}/interest`)
  await holder.post(`/decisions/${decision}/release`)
  assert.equal((await interested?.post(`/decisions/${decision}/take`))?.body.code, 'decision.interest')
  assert.equal(await code(shop.post('/purchases', { merchant: crypto.randomUUID() })), 'http.invalid')
})

test('evidence stays whose it is: no order takes it, and the other side does not make it its own', async () => {
  const all = await shared
  const { world, buyer, merchant } = all
  const claim = await submitted(all)
  const [piece] = (await buyer.get(`/claims/${claim}`)).body.evidence
  const taken = await world.nobody.post('/orders', { ...report, media: [piece.media] })
  assert.equal(taken.body.code, 'media.unknown')
  const pieces = [{ media: piece.media, slot: 'packing' }]
  const answer = { statement: '这是我们的照片', pieces }
  const hearing = await waiting(merchant, claim)
  assert.equal((await merchant.post(`/hearings/${hearing}/answer`, answer)).body.code, 'media.unknown')
  const { evidence } = (await buyer.get(`/claims/${claim}`)).body
  assert.ok(evidence.every(({ side }: { side: string }) => side === 'buyer'))
})

test('a small claim is paid at once on the standing instruction, on evidence A or B and to a known buyer only', async () => {
  const all = await shared
  const { world, buyer, merchant, merchantId, buys } = all
  const limits = {
    merchant: merchantId,
    amount: 20_000,
    categories: '*',
    grade: 'B',
    from: new Date(world.now()).toISOString(),
  }
  assert.equal((await buyer.post('/instructions', { ...limits, signature: '卓玛措' })).status, 403)
  const signed = await merchant.post('/instructions', { ...limits, signature: '贾商家' })
  assert.equal(signed.status, 201, JSON.stringify(signed.body))
  for (let i = 0; i < 4; i++) await buys()
  const claim = await submitted(all)
  assert.equal((await buyer.get(`/claims/${claim}`)).body.status, 'hearing', 'grade C is heard, whatever was signed')
  const { deps } = world.anxin
  const facts = await deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows<{ type: string }>(sql`select type from facts where case_id = ${claim} order by n`),
  )
  assert.ok(!facts.some(({ type }) => type === 'claim.decided'))
  assert.equal((await merchant.post(`/instructions/${signed.body.id}/revoke`)).body.status, 'revoked')
})

test('what an instruction paid is paid once, and a sample of it waits for a reviewer, who changes nothing by it', async () => {
  const all = await shared
  const { world, buyer, merchant, merchantId, reviewers } = all
  const { deps } = world.anxin
  const from = new Date(world.now()).toISOString()
  const limits = { merchant: merchantId, amount: 20_000, categories: '*', grade: 'B', from, signature: '贾商家' }
  const signed = (await merchant.post('/instructions', limits)).body
  const claim = await opened(all, { amount: 5_000 })
  await buyer.post(`/claims/${claim}/submit`, { without: (await buyer.get(`/claims/${claim}`)).body.missing })
  // Photos of the tests are no camera's: the grade that their inspection would have to give is given here.
  const acted = await deps.db.transaction({ tenant: world.tenant }, async (tx) => {
    const row = await claimById(tx, claim)
    const instruction = await instructionOf(tx, merchantId)
    assert.ok(row && instruction)
    return act(
      tx,
      claimCase,
      { id: claim },
      {
        type: 'claim.grade',
        ...stampOf('reaction', world.now()),
        ...{ grade: 'B', photos: [], standing: 'good', hearing: newId(), draw: 0, instruction },
        terms: { ...row.state.terms, lane: 'fast', sampled: 0.1 },
        calendar: await deps.rules.calendar(tx),
      },
    )
  })
  assert.ok(!isRefusal(acted))
  await world.settle()
  let seen = (await buyer.get(`/claims/${claim}`)).body
  assert.deepEqual([seen.status, seen.verdicts[0].by, seen.remedy.paid], ['decided', 'instruction', 5_000])
  assert.deepEqual(seen.decisions, [], 'the sides have nothing to wait for')
  const sample = await decisionOf(reviewers[0], claim)
  await decided(all, sample, refusal)
  seen = (await buyer.get(`/claims/${claim}`)).body
  assert.deepEqual([seen.status, seen.verdicts.length, seen.remedy.paid], ['decided', 1, 5_000])
  await merchant.post(`/instructions/${signed.id}/revoke`)
})

test('a live photo counts as one only if it was named before its task was over', async () => {
  const all = await shared
  const { world, buyer } = all
  const claim = await opened(all)
  const path = `/claims/${claim}`
  const live = await anyPhoto(world)
  const { deps } = world.anxin
  const hashOf = async (id: string) =>
    (
      await deps.db.transaction({ tenant: world.tenant }, (tx) =>
        tx.first<{ sha256: Buffer }>(sql`select sha256 from media where id = ${id}`),
      )
    )?.sha256.toString('hex')
  const task = (await buyer.post(`${path}/challenges`)).body
  assert.ok(task.zh && task.code.length === 6)
  const frames = `${path}/challenges/frames`
  const broken = task.nonce.replace(/^./, (c: string) => (c === 'A' ? 'B' : 'A'))
  assert.equal((await buyer.post(frames, { nonce: broken, sha256: await hashOf(live) })).body.code, 'case.absent')
  assert.equal((await buyer.post(frames, { nonce: task.nonce, sha256: await hashOf(live) })).status, 200)
  world.pass(121_000)
  const late = await anyPhoto(world)
  assert.equal(
    (await buyer.post(frames, { nonce: task.nonce, sha256: await hashOf(late) })).body.code,
    'challenge.over',
  )
  const pieces = [
    { media: live, slot: 'damage' },
    { media: late, slot: 'whole' },
  ]
  const { evidence } = (await buyer.post(`${path}/evidence`, { pieces })).body
  assert.deepEqual(
    evidence.map(({ isLive }: { isLive: boolean }) => isLive),
    [true, false],
  )
})

test('above the amount a second reviewer approves; answered twice is decided once', async () => {
  const all = await shared
  const { world, buyer, reviewers, buys } = all
  const purchase = await buys({ paid: 200_000 })
  const claim = await submitted(all, { purchase, amount: 200_000 })
  const decision = await answered(all, claim)
  const [first, second] = reviewers
  assert.ok(first && second)
  await first.post(`/decisions/${decision}/take`)
  const given = await first.post(`/decisions/${decision}/give`, { ...refund, amount: 200_000 })
  assert.equal(given.body.status, 'seconding')
  assert.equal((await first.post(`/decisions/${decision}/approve`)).body.code, 'decision.four_eyes')
  assert.equal((await second.post(`/decisions/${decision}/return`, { words: '请说明理由' })).body.status, 'taken')
  await first.post(`/decisions/${decision}/give`, { ...refund, amount: 150_000 })
  assert.equal((await second.post(`/decisions/${decision}/approve`)).body.status, 'given')
  assert.equal((await second.post(`/decisions/${decision}/approve`)).body.code, 'case.wrong_step')
  await world.settle()
  const seen = (await buyer.get(`/claims/${claim}`)).body
  assert.deepEqual([seen.status, seen.verdicts[0].hasSecond, seen.remedy.paid], ['decided', true, 150_000])
})
