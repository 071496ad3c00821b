import type { Id } from '@anxin/domain/basics.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import { type Call, get, post } from '../http/route.ts'
import { Waybill, words } from '../http/shapes.ts'
import { newId } from '../ids.ts'
import { givenPhone } from '../private/phone.ts'
import { takeMedia } from '../take-media.ts'
import { type Purchase, purchaseById, purchaseByNumber, purchasesOfBuyer } from './store.ts'

const Line = z.strictObject({
  sku: words(80),
  title: words(120),
  category: words(40),
  quantity: z.number().int().min(1).max(100_000),
  /** In fen, for all pieces of the line. */
  paid: z.number().int().min(1).max(100_000_000_00),
  /** Pictures of the goods as the shop lists them: uploads. */
  pictures: z.array(z.uuid()).max(12).default([]),
})
const PurchaseInput = z.strictObject({
  merchant: z.uuid(),
  number: words(64),
  buyer: z.strictObject({ phone: z.string().max(30), name: words(40).optional() }),
  placedAt: z.iso.datetime({ offset: true }),
  deliveredAt: z.iso.datetime({ offset: true }).optional(),
  lines: z.array(Line).min(1).max(100),
  /** The parcels that it left in. */
  waybills: z.array(Waybill).max(50).default([]),
})
type Registering = Call<unknown, unknown, z.output<typeof PurchaseInput>>

const Shown = z.object({
  id: z.string(),
  number: z.string(),
  merchant: z.object({ id: z.string(), name: z.string() }),
  placedAt: z.string(),
  deliveredAt: z.string().nullable(),
  lines: z.array(
    z.object({
      line: z.number(),
      sku: z.string(),
      title: z.string(),
      category: z.string(),
      quantity: z.number(),
      paid: z.number(),
      pictures: z.array(z.string()),
      /** The claim under way for this line. */
      claim: z.string().nullable(),
    }),
  ),
})

const show = ({
  id,
  number,
  merchant,
  merchantName,
  placedAt,
  deliveredAt,
  lines,
}: Purchase): z.input<typeof Shown> => ({
  id,
  number,
  merchant: { id: merchant, name: merchantName },
  placedAt: placedAt.toISOString(),
  deliveredAt: deliveredAt?.toISOString() ?? null,
  lines,
})

/** Notes a purchase; one that is known already learns of its parcels and when it was delivered, and nothing else of it
 *  changes. */
async function register({ tx, deps, body, now, language }: Registering): Promise<Id> {
  const known = await purchaseByNumber(tx, body.merchant, body.number)
  const delivered = body.deliveredAt ? new Date(body.deliveredAt) : null
  if (known) {
    await noteParcels(tx, { ...body, purchase: known.id })
    if (delivered) await tx.rows(sql`update purchases set delivered_at = ${delivered} where id = ${known.id}`)
    return known.id
  }
  const phone = givenPhone(body.buyer.phone, language)
  const buyer = await deps.private.meet(tx, { phone, name: body.buyer.name, now })
  const id = newId()
  const { tenant } = tx
  const pictures = body.lines.flatMap((line) => line.pictures)
  await takeMedia(tx, { merchant: body.merchant }, pictures)
  tx.write(
    rowsInto('purchases', [
      {
        ...{ id, tenant, merchant: body.merchant, buyer, number: body.number },
        ...{ placed_at: new Date(body.placedAt), delivered_at: delivered, created_at: new Date(now) },
      },
    ]),
  )
  await tx.rows(sql`
    insert into purchase_lines (tenant, purchase, line, sku, title, category, quantity, paid, pictures)
    select ${tenant}, ${id}, l.line, l.sku, l.title, l.category, l.quantity, l.paid, l.pictures
    from json_to_recordset(${JSON.stringify(body.lines.map((line, i) => ({ ...line, line: i + 1 })))}::json)
      as l (line int, sku text, title text, category text, quantity int, paid bigint, pictures uuid[])`)
  await noteParcels(tx, { ...body, purchase: id })
  return id
}

/** A parcel that the shop names again is of the purchase named last: it corrected itself. In one order, so that two
 *  shops that tell of the same parcels wait for one another. */
async function noteParcels(tx: Tx, { merchant, waybills, purchase }: Parcels): Promise<void> {
  if (waybills.length === 0) return
  await tx.rows(sql`
    insert into parcels (tenant, merchant, waybill, purchase)
    select ${tx.tenant}, ${merchant}, waybill, ${purchase} from unnest(${[...new Set(waybills)].sort()}::text[]) as waybill
    on conflict (tenant, merchant, waybill) do update set purchase = excluded.purchase`)
}
type Parcels = { merchant: Id; waybills: readonly string[]; purchase: Id }

export const purchaseRoutes = [
  post('/purchases', {
    summary: 'A shop tells what was bought, so that claims can be made about it / 登记购买记录',
    tag: 'purchases',
    who: ['system'],
    body: PurchaseInput,
    answer: Shown,
    status: 201,
    async does(call) {
      const merchant = await call.tx.first(sql`select from merchants where id = ${call.body.merchant}`)
      if (!merchant) return refuse('merchant.unknown')
      const made = await purchaseById(call.tx, await register(call))
      return made ? show(made) : refuse('case.absent')
    },
  }),
  get('/purchases', {
    summary: 'What I bought / 我的购买记录',
    tag: 'purchases',
    who: ['consumer'],
    answer: z.object({ items: z.array(Shown) }),
    async does({ tx, by }) {
      const me = by.kind === 'person' ? by.id : ''
      return { items: (await purchasesOfBuyer(tx, me, 100)).map(show) }
    },
  }),
]
