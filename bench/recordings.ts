/** How soon a film of a parcel is found among 1,000, 100,000 and 1,000,000 of them, by waybill, order and goods, over HTTP:
 *  `npm run bench recordings [MOST]`. Beside each the same server's answer to a film asked for by its id, the bound. Fifty
 *  merchants; one kind of goods is in every tenth parcel. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../server/db/embedded.ts'
import { measure } from './growth/measure.ts'
import { type Person, person, signIn } from './growth/model.ts'
import { serve } from './growth/serve.ts'
import { machine } from './machine.ts'

const most = Number(process.argv[3] ?? 1_000_000)
const dir = mkdtempSync(join(tmpdir(), 'anxin-films-'))
const embedded = await startEmbedded({ dir: join(dir, 'pg') })
const say = (line: string) => process.stdout.write(`${line}\n`)

type Size = { count: number; merchant: Person; operator: Person }

/** An installation with so many films; row `i` is of order `i` of merchant `i % 50`. */
async function installation(count: number): Promise<Size> {
  const admin = new pg.Client({ connectionString: embedded.url })
  await admin.connect()
  const name = `films_${count}`
  await admin.query(`create database ${name}`)
  await admin.end()
  const url = new URL(embedded.url)
  url.pathname = `/${name}`
  const { port } = await serve({
    ...process.env,
    DATABASE_URL: url.href,
    KEY_URL: `file:${join(dir, `keys-${count}`)}`,
    STORAGE_URL: `file:${join(dir, `media-${count}`)}`,
    DEMO: '1',
    LOG_LEVEL: 'silent',
    LANES: '0',
  })
  const operator = person(port, { cookie: await signIn(port, '19900000023') })
  const { id } = (await operator('POST', '/merchants', { name: '量具铺' })).body
  await operator('POST', `/merchants/${id}/members`, { phone: '19900000099', name: '贾商家' })
  const merchant = person(port, { cookie: await signIn(port, '19900000099') })
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`select set_config('app.tenant', id::text, false) from tenants where slug = 'anxin'`)
  await client.query(fill, [count, id])
  for (const table of ['recordings', 'parcels', 'purchases', 'purchase_lines'])
    await client.query(`vacuum analyze ${table}`)
  await client.end()
  return { count, merchant, operator }
}

const fill = `
  with t as (select app_tenant() as tenant, $1::int as n, $2::uuid as mine, (select id from people limit 1) as buyer),
  shops as (
    insert into merchants (id, tenant, name, created_at)
    select gen_random_uuid(), tenant, '商家' || k, now() from t, generate_series(1, 49) k returning id),
  shop as (select row_number() over () as k, id from shops union all select 0, mine from t),
  rows as materialized (
    select i, shop.id as merchant, gen_random_uuid() as purchase,
      (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - (n - i)), 12, '0') || '7' || substr(md5(i::text), 1, 3)
        || 'a' || substr(md5(i::text), 5, 15))::uuid as recording
    from t, generate_series(1, $1::int) i join shop on shop.k = i % 50),
  bought as (
    insert into purchases (id, tenant, merchant, buyer, number, placed_at, created_at)
    select purchase, tenant, merchant, buyer, 'D' || i, now(), now() from rows, t),
  lines as (
    insert into purchase_lines (tenant, purchase, line, sku, title, category, quantity, paid)
    select tenant, purchase, 1, case when i % 10 = 1 then 'cup' else 'sku-' || i end,
      case when i % 10 = 1 then '手工青瓷杯' else '货品' || i end, 'tableware', 1, 9900 from rows, t),
  packed as (
    insert into parcels (tenant, merchant, waybill, purchase) select tenant, merchant, 'SF' || lpad(i::text, 12, '0'), purchase
    from rows, t)
  insert into recordings (id, tenant, version, status, state, head, changed_at, merchant, waybill, started_at, keep_until)
  select recording, tenant, 3, 'sealed', jsonb_build_object('status', 'sealed', 'merchant', merchant, 'waybill',
      'SF' || lpad(i::text, 12, '0'), 'order', null, 'device', merchant, 'startedAt', 1795000000000 + i, 'offset', 0,
      'film', jsonb_build_object('media', purchase, 'sha256', repeat('ab', 32), 'size', 9000000, 'pieces', 60, 'head',
        repeat('cd', 32), 'length', 60000, 'ending', 'scan', 'pictures', '[]'::jsonb), 'clockMoved', null, 'handedInAt',
      1795000060000 + i, 'broken', null, 'sealedAt', 1795000060000 + i, 'keepUntil', 1889694060000 + i, 'stamp', null,
      'hold', null), '\\x00', now(), merchant, 'SF' || lpad(i::text, 12, '0'), now(), now() + interval '3 years'
  from rows, t`

try {
  say(machine())
  const all: Size[] = []
  for (const count of [1_000, 100_000, 1_000_000].filter((size) => size <= most)) {
    const began = performance.now()
    all.push(await installation(count))
    say(`${count.toLocaleString('en')} films filled in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  }
  /** Of the measured merchant: every fiftieth. */
  const nth = (count: number, round: number) => (Math.floor(((round + 1) * count) / 60) % (count / 50 - 1)) * 50 + 50
  const finds = (who: 'merchant' | 'operator', q: (n: number) => string) => async (size: Size, round: number) => {
    const path = `/recordings?limit=50&q=${encodeURIComponent(q(nth(size.count, round)))}`
    return async () => {
      const { items } = (await size[who]('GET', path)).body
      if (!items?.length) throw new Error(`${path} found nothing`)
    }
  }
  const waybill = (n: number) => `SF${String(n).padStart(12, '0')}`
  const asks = {
    'by its id (the bound)': async (size: Size, round: number) => {
      const { items = [] } = (await size.merchant('GET', `/recordings?q=${waybill(nth(size.count, round))}`)).body
      return () => size.merchant('GET', `/recordings/${items[0]?.id}`)
    },
    'by waybill': finds('merchant', waybill),
    'by waybill, all merchants': finds('operator', waybill),
    'by how a waybill begins': finds('merchant', (n) => waybill(n).slice(0, 10)),
    'by order': finds('merchant', (n) => `D${n}`),
    'by number of the goods': finds('merchant', (n) => `sku-${n}`),
    'by how their name begins': finds('merchant', (n) => `货品${n}`),
    'by goods of every tenth parcel, all merchants': finds('operator', () => 'cup'),
    'the newest': finds('merchant', () => ''),
  }
  await measure(all, { asks, rounds: 40, warm: 5, say })
} finally {
  await embedded.stop()
  rmSync(dir, { recursive: true, force: true })
}
process.exit(0)
