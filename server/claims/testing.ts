import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { sql } from '../db/database.ts'
import { copiesOf, testWorld, type Visitor, type World } from '../testing.ts'

/** A photo or video as it is after its upload; the upload itself has tests of its own. */
export async function uploaded(world: World, bytes: Buffer, kind: 'photo' | 'video' = 'photo'): Promise<string> {
  const { deps } = world.anxin
  const file = await deps.media.put(bytes, deps.private.key('media'))
  const id = randomUUID()
  const mime = kind === 'photo' ? 'image/jpeg' : 'video/mp4'
  const seen = kind === 'video' ? await deps.decoder.look(bytes) : null
  const seconds = seen && 'seconds' in seen ? seen.seconds : null
  await deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`
      insert into media (id, tenant, kind, mime, size, width, height, seconds, sha256, file)
      values (${id}, ${world.tenant}, ${kind}, ${mime}, ${bytes.length}, 800, 600, ${seconds}, ${createHash('sha256').update(bytes).digest()}, ${file})`),
  )
  return id
}

/** A plain picture, another one each time. */
export async function anyPhoto(world: World): Promise<string> {
  const [r, g, b] = randomBytes(3)
  const background = { r: r ?? 0, g: g ?? 0, b: b ?? 0 }
  const bytes = await sharp({ create: { width: 80, height: 60, channels: 3, background } })
    .jpeg()
    .toBuffer()
  return uploaded(world, bytes)
}

export type Court = {
  world: World
  buyer: Visitor
  merchant: Visitor
  /** Three of them, so that an appeal above the amount finds two others. */
  reviewers: Visitor[]
  operator: Visitor
  shop: Visitor
  merchantId: string
  /** A purchase of one cup; another one at each call. */
  buys(line?: object, waybills?: readonly string[]): Promise<string>
}

/** Everybody that a claim needs, each signed in by the real road. */
export async function court(env: Record<string, string> = {}): Promise<Court> {
  // Webhooks of the tests go to this machine.
  const world = await testWorld({ env: { WEBHOOK_PRIVATE: '1', ...env } })
  await world.staff('+8619900000023', '苏运营', ['operator'])
  for (const [i, name] of ['沈审核', '林复核', '赵复审'].entries())
    await world.staff(`+861990000003${i}`, name, ['reviewer'])
  const operator = await world.signIn('19900000023')
  const made = await operator.post('/merchants', { name: '青瓷小铺' })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const merchantId: string = made.body.id
  const joined = await operator.post(`/merchants/${merchantId}/members`, { phone: '19900000024', name: '贾商家' })
  assert.equal(joined.status, 201, JSON.stringify(joined.body))
  const key = await operator.post('/api-keys', { name: '商城' })
  assert.equal(key.status, 201, JSON.stringify(key.body))
  const shop = world.bearing({ authorization: `Bearer ${key.body.key}`, host: 'localhost' })
  const buys = buying(world, shop, merchantId)
  // Bought before ever signing in: the shop tells the name.
  await buys()
  return {
    ...{ world, operator, shop, merchantId, buys },
    buyer: await world.signIn('19900000001'),
    merchant: await world.signIn('19900000024'),
    reviewers: await Promise.all(['19900000030', '19900000031', '19900000032'].map((phone) => world.signIn(phone))),
  }
}

/** Courts that begin as this one is now, each in a world of its own. */
export async function courtsLike(court: Court): Promise<(env?: Record<string, string>) => Promise<Court>> {
  const copy = await copiesOf(court.world)
  return async (env = {}) => {
    const world = await copy({ WEBHOOK_PRIVATE: '1', ...env })
    const same = ({ bears }: Visitor) => world.bearing(bears)
    const { merchantId } = court
    const shop = same(court.shop)
    return {
      ...{ world, shop, merchantId, buys: buying(world, shop, merchantId) },
      buyer: same(court.buyer),
      merchant: same(court.merchant),
      operator: same(court.operator),
      reviewers: court.reviewers.map(same),
    }
  }
}

const buying =
  (world: World, shop: Visitor, merchant: string): Court['buys'] =>
  async (line = {}, waybills = []) => {
    const bought = await shop.post('/purchases', {
      merchant,
      number: randomUUID(),
      buyer: { phone: '19900000001', name: '卓玛措' },
      placedAt: new Date(world.now() - 5 * 86_400_000).toISOString(),
      deliveredAt: new Date(world.now() - 86_400_000).toISOString(),
      lines: [{ sku: 'cup-1', title: '手工青瓷杯', category: 'tableware', quantity: 1, paid: 19_900, ...line }],
      waybills,
    })
    assert.equal(bought.status, 201, JSON.stringify(bought.body))
    return bought.body.id
  }

export const asked = { line: 1, reason: 'damaged', wanted: 'refund-only', amount: 19_900, words: '收到时杯口裂了' }

/** Opened about a purchase just made. */
export async function opened({ buyer, buys }: Court, more: object = {}): Promise<string> {
  const answer = await buyer.post('/claims', { ...asked, purchase: await buys(), ...more })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.id
}

/** Evidence given and submitted, looked at and graded: the merchant is heard next. */
export async function submitted(all: Court, more: object = {}): Promise<string> {
  const claim = await handedIn(all, more)
  await all.world.settle()
  return claim
}

/** The same, before anything that follows from it is done. */
export async function handedIn(all: Court, more: object = {}): Promise<string> {
  const { world, buyer } = all
  const claim = await opened(all, more)
  const pieces = [
    { media: await anyPhoto(world), slot: 'whole' },
    { media: await anyPhoto(world), slot: 'damage' },
  ]
  const given = await buyer.post(`/claims/${claim}/evidence`, { pieces })
  assert.equal(given.status, 200, JSON.stringify(given.body))
  const needs: string[] = given.body.missing
  const sent = await buyer.post(`/claims/${claim}/submit`, { without: needs })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  return claim
}

/** Answered by the merchant and refused by a reviewer, because the photo was altered. */
export async function refused(all: Court, { claim, words }: { claim: string; words: string }): Promise<void> {
  const decision = await answered(all, claim)
  const [reviewer] = all.reviewers
  assert.equal((await reviewer?.post(`/decisions/${decision}/take`))?.status, 200)
  const judgement = { outcome: 'refusal', amount: 0, reasons: ['photo-altered'], words }
  const given = await reviewer?.post(`/decisions/${decision}/give`, judgement)
  assert.equal(given?.status, 200, JSON.stringify(given?.body))
  await all.world.settle()
}

/** A dossier, asked for by a reviewer and made by the worker: what is told of it, and the file's bytes. */
export async function dossierOf({ world, reviewers }: Court, claim: string, wanted: object) {
  const [reviewer] = reviewers
  assert.ok(reviewer)
  const asked = await reviewer.post(`/claims/${claim}/dossier`, wanted)
  assert.equal(asked.status, 202, JSON.stringify(asked.body))
  await world.settle()
  const [made] = (await reviewer.get(`/claims/${claim}/dossier`)).body.items
  assert.equal(made.status, 'made', JSON.stringify(made))
  const file = await reviewer.get(`/claims/${claim}/dossier/${made.id}/file`)
  assert.equal(file.status, 200, JSON.stringify(file.body))
  return { made, file }
}

/** The open hearing of a side in this claim. */
export async function waiting(side: Visitor, claim: string): Promise<string> {
  const { items } = (await side.get('/hearings')).body
  const one = items.find((item: { claim: string }) => item.claim === claim)
  assert.ok(one, JSON.stringify(items))
  return one.id
}

/** Answered by the merchant: it waits for a reviewer. Gives the decision's id. */
export async function answered({ world, merchant, reviewers }: Court, claim: string): Promise<string> {
  const statement = '发货前完好，有打包照片'
  const given = await merchant.post(`/hearings/${await waiting(merchant, claim)}/answer`, { statement })
  assert.equal(given.status, 200, JSON.stringify(given.body))
  await world.settle()
  return decisionOf(reviewers[0], claim)
}

export async function decisionOf(reviewer: Visitor | undefined, claim: string): Promise<string> {
  const { items } = (await reviewer?.get('/decisions'))?.body ?? { items: [] }
  const one = items.find((item: { claim: string }) => item.claim === claim)
  assert.ok(one, 'a decision waits')
  return one.id
}
