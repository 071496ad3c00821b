import { type Actor, type Id, instant } from '@anxin/domain/basics.ts'
import type { Slot } from '@anxin/domain/evidence/slots.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { act } from './act.ts'
import { claimCase } from './claims/case.ts'
import { openClaim } from './claims/open.ts'
import { sql, type Tx } from './db/database.ts'
import { forgedFrom, keepPhoto, photoOf } from './demo-goods.ts'
import type { Deps } from './deps.ts'
import { newId } from './ids.ts'
import { piecesFrom } from './pieces.ts'
import { takeMedia } from './take-media.ts'

/** A shop with what it sold, and claims about it: made by the same commands as real ones, inspected by the same errands. */

type Sold = {
  thing: string
  sku: string
  title: string
  category: string
  paid: number
  buyer: string
  daysAgo: number
}
const sold: readonly Sold[] = [
  {
    thing: 'cup',
    sku: 'QC-01',
    title: '手工青瓷杯',
    category: 'tableware',
    paid: 19_900,
    buyer: '+8619900000001',
    daysAgo: 4,
  },
  {
    thing: 'lamp',
    sku: 'TD-07',
    title: '胡桃木台灯',
    category: 'furniture',
    paid: 89_000,
    buyer: '+8619900000001',
    daysAgo: 9,
  },
  {
    thing: 'bowl',
    sku: 'TW-03',
    title: '粗陶杯（米白）',
    category: 'tableware',
    paid: 12_800,
    buyer: '+8619900000002',
    daysAgo: 3,
  },
  {
    thing: 'cup',
    sku: 'QC-01',
    title: '手工青瓷杯',
    category: 'tableware',
    paid: 19_900,
    buyer: '+8619900000002',
    daysAgo: 6,
  },
]

export async function seedClaims(tx: Tx, deps: Deps): Promise<void> {
  const merchant = newId()
  const now = deps.now()
  await tx.rows(sql`
    insert into merchants (id, tenant, name, created_at) values (${merchant}, ${tx.tenant}, '青瓷小铺（演示）', ${new Date(now)})`)
  const speaker = await deps.private.find(tx, '+8619900000024')
  await tx.rows(sql`
    insert into merchant_members (tenant, merchant, person, since)
    values (${tx.tenant}, ${merchant}, ${speaker}, ${new Date(now)})`)
  const listings = new Map<string, Buffer>()
  for (const { thing } of sold) if (!listings.has(thing)) listings.set(thing, await photoOf(thing))
  for (const [i, item] of sold.entries()) {
    const listing = listings.get(item.thing)
    if (!listing) continue
    const purchase = await sell(tx, deps, { merchant, number: `D2026-${1001 + i}`, item, listing })
    const { thing, buyer } = item
    // One forged from the listing, one honest: what a reviewer has to tell apart.
    if (i === 2)
      await claim(tx, deps, {
        ...{ purchase, buyer, amount: item.paid, words: '杯口到杯身有一道裂纹，没法用了' },
        photos: [await forgedFrom(listing), await photoOf(thing, { seed: 3 })],
      })
    if (i === 3)
      await claim(tx, deps, {
        ...{ purchase, buyer, amount: 8_000, words: '杯身有裂，希望补偿一部分' },
        photos: [
          await photoOf(thing, { seed: 1, isCracked: true }),
          await photoOf(thing, { seed: 2, isCracked: true }),
        ],
      })
  }
}

type Selling = { merchant: Id; number: string; item: Sold; listing: Buffer }

async function sell(tx: Tx, deps: Deps, { merchant, number, item, listing }: Selling): Promise<Id> {
  const id = newId()
  const picture = await keepPhoto(tx, deps, listing)
  await takeMedia(tx, { merchant }, [picture])
  const buyer = await deps.private.find(tx, item.buyer)
  const day = 86_400_000
  const { sku, title, category, paid, daysAgo } = item
  const placed = new Date(deps.now() - daysAgo * day)
  await tx.rows(sql`
    insert into purchases (id, tenant, merchant, buyer, number, placed_at, delivered_at, created_at)
    values (${id}, ${tx.tenant}, ${merchant}, ${buyer}, ${number}, ${placed}, ${new Date(placed.getTime() + 2 * day)}, ${placed})`)
  await tx.rows(sql`
    insert into purchase_lines (tenant, purchase, line, sku, title, category, quantity, paid, pictures)
    values (${tx.tenant}, ${id}, 1, ${sku}, ${title}, ${category}, 1, ${paid}, ${[picture]})`)
  return id
}

type Claiming = { purchase: Id; buyer: string; amount: number; words: string; photos: Buffer[] }

async function claim(tx: Tx, deps: Deps, { purchase, buyer, amount, words, photos }: Claiming): Promise<void> {
  const person = (await deps.private.find(tx, buyer)) ?? ''
  const by: Actor = { kind: 'person', id: person, role: 'consumer' }
  const caller = { tenant: tx.tenant, by, person, roles: [], name: 'demo', owesFactor: false }
  const body = { purchase, line: 1, reason: 'damaged', wanted: 'refund-only', amount, words } as const
  const now = deps.now()
  const here = { params: {}, query: {}, version: undefined, language: 'zh' as const, ip: '' }
  const opened = await openClaim({ tx, deps, now, by, caller, body, ...here })
  if (isRefusal(opened)) throw new Error(`a demo claim was refused: ${opened.refusal}`)
  const slots: Slot[] = ['damage', 'damage-angle']
  const given = []
  for (const [i, photo] of photos.entries()) {
    const slot = slots[i]
    if (slot) given.push({ media: await keepPhoto(tx, deps, photo), slot })
  }
  const stamp = { at: instant(now), by }
  const pieces = await piecesFrom(tx, { claim: opened.id, merchant: null }, given)
  const added = await act(tx, claimCase, { id: opened.id }, { type: 'claim.add-evidence', ...stamp, pieces })
  const { state } = opened
  const without = state.status === 'collecting' ? state.needs : []
  const sent = await act(tx, claimCase, { id: opened.id }, { type: 'claim.submit', ...stamp, without })
  if (isRefusal(added) || isRefusal(sent)) throw new Error('evidence of a demo claim was refused')
}
