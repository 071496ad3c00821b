/** Copies of two real orders with everything that hangs on them, spread over two years. */
import type pg from 'pg'
import { withoutIndexes } from './indexes.ts'
import type { Model } from './model.ts'

/** One order in so many is open still, and then it is not older than `openDays`. */
const openEvery = 33
const [days, openDays] = [730, 20]

/** Tables in the order of their references, and which rows of each belong to the order `$1` and its person `$2`. */
const belonging: Record<string, string> = {
  people: 'id = $2',
  person_keys: 'person = $2',
  private_values: 'person = $2',
  orders: 'id = $1',
  visits: 'order_id = $1',
  searches: 'order_id = $1',
  promises: 'order_id = $1',
  ratings: 'order_id = $1',
  notices: 'case_id = $1',
  outbox: `payload->>'order' = $1::text or payload->>'promise' in (select id::text from promises where order_id = $1)`,
  facts: `case_id in (select $1 union all select $2 ${['visits', 'searches', 'promises', 'ratings']
    .map((table) => `union all select id from ${table} where order_id = $1`)
    .join(' ')})`,
}

/** Ids become others (of version 7, as ours are), the same one everywhere; moments move back; what must be unique is made so. The sealed values are
 *  pointed to as they are, since a copy cannot be opened in another place. */
function expression(table: string, { column, type }: { column: string; type: string }): string | null {
  if (type === 'bigint' && /^(facts\.seq|outbox\.id|notices\.id)$/.test(`${table}.${column}`)) return null
  if (column === 'errand') return 'm.errand + g::bigint * 1000000'
  if (column === 'number') return `'9' || lpad(g::text, 10, '0')`
  if (column === 'phone_index') return `decode(md5('phone' || g), 'hex')`
  if (type === 'uuid' && !/^(tenant|technician)$/.test(column))
    return `overlay(overlay(md5(m.${column}::text || g) placing '7' from 13) placing '8' from 17)::uuid`
  if (type === 'timestamp with time zone') return `m.${column} - g * interval '1 second' * $3`
  return `m.${column}`
}

type Share = { order: string; every: string; seconds: number; count: number; isOpen: boolean }

async function copy(db: pg.Client, table: string, { order, every, seconds, count, isOpen }: Share): Promise<void> {
  const { rows } = await db.query<{ column: string; type: string }>(
    `select column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  )
  const copied = rows.flatMap((one) => {
    const made = expression(table, one)
    return made === null ? [] : [{ name: `"${one.column}"`, made }]
  })
  const owner = await db.query<{ person: string }>('select person from orders where id = $1', [order])
  const literal = (text: string) => `'${text}'::uuid`
  const model = (belonging[table] ?? 'false')
    .replaceAll('$1', literal(order))
    .replaceAll('$2', literal(owner.rows[0]?.person ?? ''))
  // Timers of a finished order that are over are gone; those of an open one are still to come.
  const due = isOpen ? `m.due_at + interval '1 day'` : `m.due_at - g * interval '1 second' * ${seconds}`
  const values = copied.map(({ name, made }) => (name === '"due_at"' && table === 'outbox' ? due : made))
  const still = table === 'outbox' ? `and ${due} > now() + interval '1 hour'` : ''
  await db.query(
    `insert into ${table} (${copied.map(({ name }) => name).join(', ')})
     select ${values.join(', ').replaceAll('$3', String(seconds))}
     from generate_series(1, ${count}) g cross join (select * from ${table} where ${model}) m where ${every} ${still}`,
  )
}

/** Brings the database to this many orders. */
export async function fill(db: pg.Client, model: Model, count: number): Promise<void> {
  const tables = Object.keys(belonging)
  const closed = {
    order: model.closed,
    every: `g % ${openEvery} <> 0`,
    seconds: (days * 86_400) / count,
    isOpen: false,
  }
  const open = { order: model.open, every: `g % ${openEvery} = 0`, seconds: (openDays * 86_400) / count, isOpen: true }
  await withoutIndexes(db, tables, async () => {
    for (const table of tables) for (const share of [closed, open]) await copy(db, table, { ...share, count })
  })
}
