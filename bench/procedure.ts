/** Refund claims by HTTP, from the purchase to the decision, made by the people who make them. */
import { randomUUID } from 'node:crypto'
import { type Person, person, signIn } from './growth/model.ts'

const day = 86_400_000

/** Everybody who has a part in a claim; `now`: the clock of the server at `port`. */
export type Cast = {
  port: string
  now: () => number
  operator: Person
  shop: Person
  merchant: Person
  reviewer: Person
  merchantId: string
}

/** Signs them in; a merchant of this name is made. */
export async function castAt(port: string, name: string, now = Date.now): Promise<Cast> {
  const as = async (phone: string) => person(port, { cookie: await signIn(port, phone) })
  const operator = await as('19900000023')
  const merchantId = String((await operator('POST', '/merchants', { name })).body.id)
  await operator('POST', `/merchants/${merchantId}/members`, { phone: '19900000092', name: '量商家' })
  const { key } = (await operator('POST', '/api-keys', { name: '商城' })).body
  const shop = person(port, { authorization: `Bearer ${key}` })
  return { port, now, operator, shop, merchantId, merchant: await as('19900000092'), reviewer: await as('19900000025') }
}

/** A file sent in one piece; the id under which it is kept. */
export async function sent(port: string, bytes: Buffer): Promise<string> {
  const base = `http://127.0.0.1:${port}/api/v1/uploads`
  const tus = { 'tus-resumable': '1.0.0' }
  const made = await fetch(base, { method: 'POST', headers: { ...tus, 'upload-length': String(bytes.length) } })
  const id = made.headers.get('location')?.split('/').at(-1) ?? ''
  const headers = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
  const given = await fetch(`${base}/${id}`, { method: 'PATCH', headers, body: new Uint8Array(bytes) })
  if (given.status !== 204) throw new Error(`upload: ${given.status}`)
  return id
}

/** What waits for somebody, by claim, until `isOver`: errands are worked off by the server in its own time. One who asks
 *  for all. */
export function watched(ask: Person, path: string, isOver: () => boolean) {
  const waiting = new Map<string, (id: string) => void>()
  const watch = async () => {
    while (!isOver()) {
      const { items } = (await ask('GET', path)).body
      for (const { claim, id } of items ?? []) {
        waiting.get(String(claim))?.(String(id))
        waiting.delete(String(claim))
      }
      await new Promise((go) => setTimeout(go, 20))
    }
  }
  watch().catch((error) => {
    if (isOver()) return
    console.error(error)
    process.exit(1)
  })
  return (claim: string) => new Promise<string>((found) => waiting.set(claim, found))
}
export type Wish = { reason: string; photos: (() => Promise<Buffer>)[]; listing: string | null }

/** One claim from the purchase to where it waits for a reviewer: its id and the decision's. */
export async function heard(cast: Cast, at: Watched, { reason, photos, listing }: Wish) {
  const { port, shop, merchant, merchantId } = cast
  const now = cast.now()
  const paid = 1_000 + Math.floor(Math.random() * 30_000)
  const line = { sku: 'cup', title: '青瓷杯', category: 'tableware', quantity: 1, paid }
  const purchase = await shop('POST', '/purchases', {
    ...{ merchant: merchantId, number: randomUUID(), buyer: { phone: '19900000091', name: '卓玛措' } },
    placedAt: new Date(now - 5 * day).toISOString(),
    deliveredAt: new Date(now - day).toISOString(),
    lines: [{ ...line, ...(listing ? { pictures: [listing] } : {}) }],
  })
  const wish = { line: 1, reason, wanted: 'refund-only', amount: paid, words: '没有收到，物流也没有更新' }
  const opened = (await shop('POST', '/claims', { ...wish, purchase: purchase.body.id })).body
  const claim = String(opened.id)
  const slots = ['damage', 'whole']
  const pieces = await Promise.all(
    photos.map(async (photo, i) => ({ media: await sent(port, await photo()), slot: slots[i] })),
  )
  const given = pieces.length > 0 ? (await shop('POST', `/claims/${claim}/evidence`, { pieces })).body : opened
  await shop('POST', `/claims/${claim}/submit`, { without: given.missing })
  await merchant('POST', `/hearings/${await at.hearing(claim)}/answer`, { statement: '已发货，有揽收记录' })
  return { claim, decision: await at.decision(claim), paid }
}

/** The same to the decision; its id. */
export async function through(cast: Cast, at: Watched, wish: Wish): Promise<string> {
  const { claim, decision, paid } = await heard(cast, at, wish)
  const { reviewer } = cast
  await reviewer('POST', `/decisions/${decision}/take`)
  const judgement = {
    outcome: 'refund-only',
    amount: paid,
    reasons: ['merchant-has-no-record'],
    words: '物流没有签收记录',
  }
  await reviewer('POST', `/decisions/${decision}/give`, judgement)
  return claim
}

export type Watched = { hearing: (claim: string) => Promise<string>; decision: (claim: string) => Promise<string> }
