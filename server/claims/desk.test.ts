import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mp4 } from '../media/pictures.ts'
import { answered, asked, court, opened, submitted, uploaded } from './testing.ts'

const shared = court()

test('the review desk: kind and size of every file, what may be decided, and what was before on both sides', async () => {
  const all = await shared
  const { reviewers, buyer, merchant, world } = all
  const [reviewer] = reviewers
  assert.ok(reviewer)
  const earlier = await opened(all)
  assert.equal((await buyer.post(`/claims/${earlier}/withdraw`, {})).status, 200)
  const claim = await submitted(all)
  await answered(all, claim)
  const seen = (await reviewer.get(`/claims/${claim}`)).body
  assert.deepEqual(
    seen.evidence.map(({ kind, width, height }: Record<string, unknown>) => [kind, width, height]),
    [
      ['photo', 800, 600],
      ['photo', 800, 600],
    ],
  )
  const [decision] = seen.decisions
  assert.ok(decision.remedies.includes('refund-only'))
  assert.equal(decision.needsSecond, false)

  const history = await reviewer.get(`/claims/${claim}/history`)
  assert.equal(history.status, 200, JSON.stringify(history.body))
  const { standing, claims, forged, others } = history.body.buyer
  assert.deepEqual([standing, claims, forged], ['good', 2, 0])
  assert.deepEqual(
    others.map(({ id }: { id: string }) => id),
    [earlier],
    'not the claim itself',
  )
  const { claims: made, silent, refused } = history.body.merchant
  assert.deepEqual([made, silent, refused], [2, 0, 0])
  for (const side of [buyer, merchant]) assert.equal((await side.get(`/claims/${claim}/history`)).status, 403)

  const other = await opened(all)
  const video = await uploaded(world, mp4(), 'video')
  const given = await buyer.post(`/claims/${other}/evidence`, { pieces: [{ media: video, slot: 'video' }] })
  assert.equal(given.body.evidence[0].kind, 'video')
  for (const seconds of [0, 2.9, 181]) {
    const odd = await uploaded(world, mp4({ seconds }), 'video')
    const answer = await buyer.post(`/claims/${other}/evidence`, { pieces: [{ media: odd, slot: 'video' }] })
    assert.deepEqual([answer.status, answer.body.code], [422, 'claim.film_length'], `${seconds} s`)
    assert.match(answer.body.title, /3 秒到 3 分钟/)
  }
  assert.equal((await buyer.get(`/claims/${other}`)).body.evidence.length, 1, 'nothing was changed')
})

test('the merchant that nobody heard is counted as such', async () => {
  const all = await court()
  const claim = await submitted(all)
  all.world.pass(100 * 3_600_000)
  await all.world.settle()
  const history = await all.reviewers[0]?.get(`/claims/${claim}/history`)
  assert.equal(history?.body.merchant.silent, 1)
})

test('an operator takes the claims that a filter finds along as a table, and it is noted; a number that is none finds none', async () => {
  const all = await shared
  const { operator, buyer, reviewers } = all
  const claim = await opened(all)
  const { number } = (await buyer.get(`/claims/${claim}`)).body
  const table = await operator.get(`/claims/export?number=${number}`)
  assert.equal(table.status, 200)
  const rows = String(table.body).replace('\ufeff', '').trim().split(/\r?\n/)
  assert.equal(rows.length, 2)
  assert.match(rows[0] ?? '', /售后单号.*申请金额/)
  assert.match(rows[1] ?? '', new RegExp(`${number}.*补充证据.*青瓷小铺.*破损.*仅退款.*199\\.00`))
  const [entry] = (await operator.get('/audit?limit=10')).body.items
  assert.deepEqual([entry.type, entry.about.rows], ['claims.exported', 1])
  assert.doesNotMatch(String((await operator.get('/claims/export?number=T1')).body), /青瓷/)
  assert.equal((await operator.get('/claims/export?status=lost')).status, 422)
  assert.equal((await reviewers[0]?.get('/claims/export'))?.status, 403)
})

test('a person of a merchant learns for whom they speak, and of no other merchant', async () => {
  const { merchant, merchantId, operator, buyer } = await shared
  assert.equal((await operator.post('/merchants', { name: '别家' })).status, 201)
  const { items } = (await merchant.get('/merchants/mine')).body
  assert.deepEqual(items, [{ id: merchantId, name: '青瓷小铺' }])
  assert.equal((await buyer.get('/merchants/mine')).status, 403)
})

test('a reviewer keeps views of the queue; a merchant has none to keep', async () => {
  const { reviewers, merchant } = await shared
  const view = { name: '高风险', query: 'page=reviews&grade=C,D&stage=first&mine=no' }
  assert.equal((await reviewers[0]?.post('/saved-views', view))?.status, 201)
  assert.equal(
    (await reviewers[0]?.post('/saved-views', { name: '单号', query: 'page=claims&q=T6200000017' }))?.status,
    201,
  )
  assert.equal((await merchant.post('/saved-views', view)).status, 403)
})

/** The cookie of somebody who signed in with second factor. */
async function cookieOf(phone: string): Promise<string> {
  const { world } = await shared
  world.pass(120_000)
  const sent = await world.nobody.post('/session/code', { phone })
  const given = await world.nobody.post('/session', { phone, code: sent.body.demoCode })
  const cookie = [given.headers['set-cookie']]
    .flat()
    .map((one) => String(one).split(';')[0])
    .join('; ')
  const me = world.bearing({ cookie, host: 'localhost' })
  const { demoCode } = (await me.post('/session/second-factor/setup')).body
  await me.post('/session/second-factor', { code: demoCode })
  return cookie
}

test('the live page of merchants and reviewers hears that a claim changed, nothing else of it, and nothing of repairs', async () => {
  const all = await shared
  const { world, buyer, buys } = all
  const url = await world.anxin.app.listen({ port: 0, host: '127.0.0.1' })
  const cookies = [await cookieOf('19900000024'), await cookieOf('19900000030')]
  const stop = new AbortController()
  const open = async (cookie: string) => {
    const { body } = await fetch(`${url}/api/v1/events`, { headers: { cookie }, signal: stop.signal })
    assert.ok(body)
    const reader = body.getReader()
    let text = ''
    return async (n: number) => {
      while (text.split('event: change').length <= n) text += Buffer.from((await reader.read()).value ?? []).toString()
      return text
    }
  }
  const live = await Promise.all(cookies.map(open))
  for (const hears of live) await hears(1)
  const report = { appliance: 'gas-boiler', brand: '暖阳', fault: '点不着火', name: '卓玛措', phone: '19900000001' }
  assert.equal((await buyer.post('/orders', { ...report, address: '甘南迭部县电尕镇兰州路1号' })).status, 201)
  const claim = await buyer.post('/claims', { ...asked, purchase: await buys() })
  assert.equal(claim.status, 201)
  for (const hears of live) {
    const told = await hears(2)
    assert.equal(told.split('event: change').length - 1, 2, 'on opening, and the claim')
    assert.doesNotMatch(told, new RegExp(claim.body.id))
  }
  stop.abort()
})
