import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { ById, type Call, del, get, post } from '../http/route.ts'
import { saying } from '../http/sentences.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'

const desk = ['agent', 'dispatcher', 'supervisor', 'operator', 'reviewer'] as const
const mostPerPerson = 100
const asked = [
  ...['page', 'status', 'urgency', 'region', 'appliance', 'q', 'duty', 'sort', 'grade', 'stage', 'mine'],
  ...['from', 'until', 'merchant', 'category'],
]

/** The state of a table as the page's address has it. What was searched for may be somebody's phone number or name: only
 *  a number of an order or a claim is kept. */
const Query = z
  .string()
  .max(1_000)
  .refine(
    (text) => [...new URLSearchParams(text).keys()].every((key) => asked.includes(key)),
    saying('含有不认识的条件', 'holds a condition that is not known'),
  )
  .refine(
    (text) => /^(T?\d{10})?$/i.test(new URLSearchParams(text).get('q')?.replace(/[\s-]/g, '') ?? ''),
    saying('视图中不能保存电话或姓名', 'a phone number or a name cannot be kept in a view'),
  )
  .refine(
    (text) => !/\d{7}/.test(new URLSearchParams(text).get('category') ?? ''),
    saying('视图中不能保存电话或姓名', 'a phone number or a name cannot be kept in a view'),
  )

const Shown = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  isOwn: z.boolean(),
  owner: z.string().nullable(),
})
type Row = { id: string; owner: string; name: string; query: string; shared: boolean }
type Asked = Call<unknown, unknown, unknown>

const me = ({ by }: Pick<Asked, 'by'>) => (by.kind === 'person' ? by.id : '')
const columns = sql`id, owner, name, query, shared`

/** The own views and those that colleagues share, by name. */
const visible = (tx: Tx, person: string) =>
  tx.rows<Row>(sql`
    select ${columns} from saved_views where tenant = ${tx.tenant} and (owner = ${person} or shared) order by name, id limit 500`)

async function show(call: Asked, rows: readonly Row[]) {
  const names = await call.deps.private.people(call.tx, [...new Set(rows.map(({ owner }) => owner))])
  return rows.map(({ owner, ...row }) => ({
    ...row,
    isOwn: owner === me(call),
    owner: names.get(owner)?.name ?? null,
  }))
}

async function shown(call: Asked, row: Row | undefined) {
  const [one] = row ? await show(call, [row]) : []
  return one ?? refuse('case.absent')
}

const taken = (tx: Tx, view: { owner: string; name: string; id: string }) =>
  tx.first(
    sql`select from saved_views where tenant = ${tx.tenant} and owner = ${view.owner} and name = ${view.name} and id <> ${view.id}`,
  )

export const savedViewRoutes = [
  get('/saved-views', {
    summary: 'Views kept by name: the own ones and those shared with the desk / 已保存的视图',
    tag: 'saved views',
    who: desk,
    answer: z.object({ items: z.array(Shown) }),
    does: async (call) => ({ items: await show(call, await visible(call.tx, me(call))) }),
  }),
  post('/saved-views', {
    summary: 'Keep the state of a table under a name / 保存视图',
    tag: 'saved views',
    who: desk,
    body: z.strictObject({ name: words(60), query: Query, shared: z.boolean().default(false) }),
    answer: Shown,
    status: 201,
    async does(call) {
      const { tx, body, now } = call
      const owner = me(call)
      const id = newId()
      if (await taken(tx, { owner, name: body.name, id })) return refuse('view.name_taken')
      const { n } = (await tx.first<{ n: number }>(
        sql`select count(*) as n from saved_views where tenant = ${tx.tenant} and owner = ${owner}`,
      )) ?? { n: 0 }
      if (n >= mostPerPerson) return refuse('view.too_many')
      const row = await tx.first<Row>(sql`
        insert into saved_views (id, tenant, owner, name, query, shared, changed_at)
        values (${id}, ${tx.tenant}, ${owner}, ${body.name}, ${body.query}, ${body.shared}, ${new Date(now)})
        returning ${columns}`)
      return shown(call, row)
    },
  }),
  post('/saved-views/:id', {
    summary: 'Rename an own view, share it or keep it to oneself / 修改视图',
    tag: 'saved views',
    who: desk,
    params: ById,
    body: z.strictObject({ name: words(60), shared: z.boolean() }),
    answer: Shown,
    async does(call) {
      const { tx, body, now, params } = call
      const owner = me(call)
      if (await taken(tx, { owner, name: body.name, id: params.id })) return refuse('view.name_taken')
      const row = await tx.first<Row>(sql`
        update saved_views set name = ${body.name}, shared = ${body.shared}, changed_at = ${new Date(now)}
        where id = ${params.id} and owner = ${owner} returning ${columns}`)
      return shown(call, row)
    },
  }),
  del('/saved-views/:id', {
    summary: 'Delete an own view / 删除视图',
    tag: 'saved views',
    who: desk,
    params: ById,
    answer: z.object({ id: z.string() }),
    async does(call) {
      const gone = await call.tx.first<{ id: string }>(
        sql`delete from saved_views where id = ${call.params.id} and owner = ${me(call)} returning id`,
      )
      return gone ?? refuse('case.absent')
    },
  }),
]
