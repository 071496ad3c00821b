import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { answered, anyPhoto, type Court, decisionOf, submitted, waiting } from '../claims/testing.ts'
import type { Visitor, World } from '../testing.ts'

/** Refund claims in which everybody writes whatever there is to write. */

type Cast = { operator: Visitor; me: Visitor; phone: string; merchantPhone: string }

/** A shop that sold something to the person with this phone, a merchant, and three reviewers. */
export async function courtIn(world: World, { operator, me, phone, merchantPhone }: Cast): Promise<Court> {
  for (const i of [0, 1, 2]) await world.staff(`+861990000004${i}`, `审核员${i}`, ['reviewer'])
  const merchantId = (await made(operator.post('/merchants', { name: '青瓷小铺' }))).id
  await made(operator.post(`/merchants/${merchantId}/members`, { phone: merchantPhone, name: '商家' }))
  const { key } = await made(operator.post('/api-keys', { name: '商城' }))
  const shop = world.bearing({ authorization: `Bearer ${key}`, host: 'localhost' })
  const placedAt = new Date(world.now() - 5 * 86_400_000).toISOString()
  const buys = async (line: object = {}, waybills: readonly string[] = []) => {
    const lines = [{ sku: 'cup', title: '青瓷杯', category: 'tableware', quantity: 1, paid: 300_000, ...line }]
    const deliveredAt = new Date(world.now() - 86_400_000).toISOString()
    const when = { placedAt, deliveredAt }
    const purchase = { merchant: merchantId, number: randomUUID(), buyer: { phone }, ...when, lines, waybills }
    return (await made(shop.post('/purchases', purchase))).id
  }
  const merchant = await world.signIn(merchantPhone)
  const reviewers = await Promise.all([0, 1, 2].map((i) => world.signIn(`1990000004${i}`)))
  return { world, operator, shop, merchantId, buys, buyer: me, merchant, reviewers }
}

async function made(answer: ReturnType<Visitor['post']>) {
  const { status, body } = await answer
  assert.ok(status < 300, JSON.stringify(body))
  return body
}

/** Withdrawn, settled, asked more of, answered late, judged by two, appealed, sent back: each with words. */
export async function disputes(court: Court): Promise<void> {
  const { world, buyer, merchant, merchantId, reviewers, buys } = court
  const [first, second] = reviewers
  assert.ok(first && second)
  const more = { amount: 300_000, wanted: 'return-and-refund' }
  const limits = { merchant: merchantId, amount: 1_000, categories: ['tableware'], grade: 'B', signature: '贾商家' }
  await made(merchant.post('/instructions', { ...limits, from: new Date(world.now()).toISOString() }))

  const dropped = await submitted(court, { ...more, purchase: await buys() })
  await made(buyer.post(`/claims/${dropped}/withdraw`))

  const sent = await submitted(court, { ...more, purchase: await buys() })
  await made(
    merchant.post(`/claims/${sent}/propose`, { remedy: 'return-and-refund', amount: 300_000, words: '退回验货后退款' }),
  )
  await made(buyer.post(`/claims/${sent}/accept`))
  await world.settle()
  await made(buyer.post(`/claims/${sent}/goods/send`, { waybill: 'SF1234567' }))
  await world.settle()
  await made(merchant.post(`/claims/${sent}/goods/question`, { words: '退回的不是这一件' }))

  const fought = await submitted(court, { ...more, purchase: await buys() })
  await made(merchant.post(`/hearings/${await waiting(merchant, fought)}/extend`, { reason: '仓库在查打包记录' }))
  const asking = await answered(court, fought)
  await made(first.post(`/decisions/${asking}/take`))
  await made(first.post(`/claims/${fought}/ask-more`, { needs: ['label'], words: '请补拍标签' }))
  await world.settle()
  const pieces = [{ media: await anyPhoto(world), slot: 'label' }]
  await made(buyer.post(`/claims/${fought}/evidence`, { pieces }))
  await made(buyer.post(`/claims/${fought}/submit`))
  await world.settle()
  const decision = await answered(court, fought)
  const judgement = { outcome: 'refusal', amount: 0, reasons: ['not-shown'], words: '没有看到损坏' }
  await made(first.post(`/decisions/${decision}/take`))
  await made(first.post(`/decisions/${decision}/give`, judgement))
  await made(second.post(`/decisions/${decision}/return`, { words: '请写明依据' }))
  await made(first.post(`/decisions/${decision}/give`, judgement))
  await made(second.post(`/decisions/${decision}/approve`))
  await world.settle()
  await made(buyer.post(`/claims/${fought}/appeal`, { words: '实物就是这样' }))
  await world.settle()
  await answered(court, fought)
  await decisionOf(reviewers[2], fought)
}
