import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Id, Role } from '@anxin/domain/basics.ts'
import { labelFindings } from '@anxin/domain/oversight/labels.ts'
import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import iconv from 'iconv-lite'
import { sql } from '../db/database.ts'
import { grant } from '../private/grants.ts'
import { testWorld } from '../testing.ts'
import { diceOf, happen, sides } from '../trust/past.ts'

const hour = 3_600_000
const day = 24 * hour
/** 24 November 2026, 10:00 in China: what the test's clock starts at. */
const today = Date.parse('2026-11-24T02:00:00Z')
/** The last moment of 20 November in China. */
const lastMoment = Date.parse('2026-11-20T23:59:59.999+08:00')

/** Claims of twenty days about the goods of two merchants, and who may ask about them. */
async function overseen() {
  const world = await testWorld()
  const { db, private: people } = world.anxin.deps
  const staff: [string, Role][] = [
    ['19900000023', 'operator'],
    ['19900000022', 'supervisor'],
    ['19900000025', 'merchant'],
    ['19900000030', 'reviewer'],
  ]
  const ids = new Map<string, Id>()
  for (const [phone, role] of staff) ids.set(role, await world.staff(`+86${phone}`, `某${role}`, [role]))
  const merchants = await db.transaction({ tenant: world.tenant }, async (tx) => {
    const { merchants, reviewers } = await sides(tx, ['青瓷小铺', '=乙'])
    await tx.rows(sql`
      insert into merchant_members (tenant, merchant, person, since)
      values (${world.tenant}, ${merchants[0]}, ${ids.get('merchant')}, ${new Date(today)})`)
    const dice = diceOf(5)
    const first = ids.get('reviewer') ?? ''
    const past = { merchants, reviewers: [first, ...reviewers.slice(1)], categories: ['tableware', '=生鲜'], dice }
    for (let i = 0; i < 40; i++)
      await happen(tx, { ...past, number: i, openedAt: today - 4 * day - Math.floor(dice() * 16 * 24) * hour })
    return merchants
  })
  const other = await db.transaction('worker', (tx) =>
    tx.first<{ id: Id }>(sql`select id from tenants where slug = 'two'`),
  )
  await db.transaction({ tenant: other?.id ?? '' }, async (tx) => {
    await grant(tx, await people.meet(tx, { phone: '+8619900000024', name: '别家', now: today }), 'operator')
  })
  const [operator, supervisor, merchant, reviewer] = await Promise.all(staff.map(([phone]) => world.signIn(phone)))
  assert.ok(operator && supervisor && merchant && reviewer)
  return {
    world,
    merchants,
    operator,
    supervisor,
    merchant,
    reviewer,
    elsewhere: await world.signIn('19900000024', { host: 'two.test' }),
  }
}
const shared = overseen()
const period = 'from=2026-11-01&until=2026-11-24'
type Merchant = { id: string; claims: number }

test('operators and supervisors see all of the tenant, a merchant its own, and nobody else anything', async () => {
  const { operator, supervisor, merchant, reviewer, merchants, world, elsewhere } = await shared
  const all = await operator.get(`/oversight?${period}`)
  assert.equal(all.status, 200, JSON.stringify(all.body))
  assert.equal(all.body.totals.claims, 40)
  assert.deepEqual((await supervisor.get(`/oversight?${period}`)).body, all.body)
  assert.ok(all.body.reviewers.length > 0)
  assert.equal(all.body.reviewers.find(({ name }: { name: string | null }) => name)?.name, '某reviewer')

  const own = (await merchant.get(`/oversight?${period}`)).body
  assert.deepEqual(
    [own.reviewers, own.merchants.map(({ id }: Merchant) => id), own.choices.merchants.length],
    [null, [merchants[0]], 1],
  )
  const mine = all.body.merchants.find(({ id }: Merchant) => id === merchants[0])
  assert.ok(own.totals.claims > 0 && own.totals.claims < mine.claims, 'less those that it was never told of')
  assert.doesNotMatch(JSON.stringify(own), /=乙/)
  const foreign = (await merchant.get(`/oversight?${period}&merchant=${merchants[1]}`)).body
  const absent = (await merchant.get(`/oversight?${period}&merchant=${merchants[1]?.replace(/.$/, '0')}`)).body
  assert.equal(foreign.totals.claims, 0)
  assert.deepEqual(foreign, absent, 'as one that is not there')

  for (const path of ['/oversight', '/oversight/export']) {
    assert.equal((await reviewer.get(path)).status, 403)
    assert.equal((await world.nobody.get(path)).status, 401)
  }
  const there = (await elsewhere.get(`/oversight?${period}`, { host: 'two.test' })).body
  assert.deepEqual([there.totals.claims, there.merchants, there.backlog[4]?.review], [0, [], 0])
})

test('a day ends at midnight in China, and a claim belongs to one period', async () => {
  const { world, operator, merchants } = await shared
  const { db } = world.anxin.deps
  const claimsIn = async (from: string, until: string) =>
    (await operator.get(`/oversight?from=${from}&until=${until}`)).body.totals.claims
  const before = await claimsIn('2026-11-20', '2026-11-20')
  const after = await claimsIn('2026-11-21', '2026-11-21')
  await db.transaction({ tenant: world.tenant }, async (tx) => {
    const past = { merchants, reviewers: [], categories: ['tableware'], dice: () => 0 }
    for (const [i, openedAt] of [lastMoment, lastMoment + 1].entries())
      await happen(tx, { ...past, number: 900 + i, openedAt })
  })
  assert.equal(await claimsIn('2026-11-20', '2026-11-20'), before + 1)
  assert.equal(await claimsIn('2026-11-21', '2026-11-21'), after + 1)
  const { overTime, step } = (await operator.get('/oversight?from=2026-11-19&until=2026-11-21')).body
  assert.deepEqual(
    [step, overTime.map((bar: { day: string }) => bar.day)],
    ['day', ['2026-11-19', '2026-11-20', '2026-11-21']],
  )
  const weeks = (await operator.get('/oversight?from=2026-09-09&until=2026-11-24')).body
  assert.deepEqual([weeks.step, weeks.overTime[0].day, weeks.overTime.at(-1).day], ['week', '2026-09-07', '2026-11-23'])
  const counted = weeks.overTime.reduce((n: number, bar: { claims: number }) => n + bar.claims, 0)
  assert.equal(counted, weeks.totals.claims, 'every claim stands in one bar')
})

test('without dates it is the last thirty days; dates that are none are refused by the field', async () => {
  const { operator } = await shared
  const usual = (await operator.get('/oversight')).body
  assert.deepEqual([usual.from, usual.until], ['2026-10-26', '2026-11-24'])
  const cases: [string, string][] = [
    ['from=2026-11-31', 'from'],
    ['until=24.11.2026', 'until'],
    ['from=1999-12-31', 'from'],
    ['until=2100-01-01', 'until'],
    ['from=2026-11-24&until=2026-11-23', 'from'],
    ['from=2025-10-20&until=2026-11-24', 'from'],
    ['merchant=me', 'merchant'],
  ]
  for (const path of ['/oversight', '/oversight/export'])
    for (const [query, field] of cases) {
      const { status, body } = await operator.get(`${path}?${query}`)
      assert.deepEqual([status, body.errors?.[0]?.path], [422, field], `${path}?${query}`)
      assert.match(body.errors[0].message, /[一-鿿]/)
    }
  assert.equal((await operator.get('/oversight?from=2025-10-21&until=2026-11-24')).status, 200, 'exactly 400 days')
})

test('the claims of a period leave as a table, nobody named, with the figures on a second sheet, and it is noted', async () => {
  const { operator, merchant } = await shared
  const answer = await operator.get(`/oversight/export?${period}`)
  assert.equal(answer.status, 200)
  const [heads = [], ...rows]: string[][] = parse(String(answer.body), { bom: true })
  const all = (await operator.get(`/oversight?${period}`)).body
  assert.equal(rows.length, all.totals.claims)
  const column = (name: string) => rows.map((row) => row[heads.indexOf(name)] ?? '')
  assert.ok(column('售后单号').every((number) => /^T\d{10}$/.test(number)))
  assert.deepEqual([...new Set(column('商家'))].sort(), ["'=乙", '青瓷小铺'], 'no cell is a formula')
  assert.equal(column('首次决定时间').filter((at) => at !== '').length, all.totals.decided)
  assert.equal(column('结果').filter((result) => result === '办理中').length, all.totals.open)
  const wrong = [all.agreement.final.falseAlarms.n, all.agreement.appealable.falseAlarms.n]
  assert.equal(column('等级与结果').filter((text) => text.startsWith('误报')).length, wrong[0] + wrong[1])
  assert.deepEqual(column('申请时间'), column('申请时间').toSorted())
  assert.doesNotMatch(String(answer.body), /某reviewer|1990000/)

  const gb = await operator.get(`/oversight/export?${period}&sheet=figures&encoding=gb18030`)
  const figures: string[][] = parse(iconv.decode(gb.bytes, 'gb18030'))
  const [, , n, of] = figures.find(([, what]) => what === '改判占已决定申诉') ?? []
  assert.deepEqual([n, of], [`${all.appeals.overturned.n}`, `${all.appeals.overturned.of}`])
  assert.ok(figures.every((row) => row.length === 6))

  const book = new excel.Workbook()
  const xlsx = await merchant.get(`/oversight/export?${period}&format=xlsx`, { headers: { 'accept-language': 'en' } })
  await book.xlsx.load(xlsx.bytes as unknown as ArrayBuffer) // exceljs's old type
  const own = (await merchant.get(`/oversight?${period}`)).body
  assert.deepEqual(
    book.worksheets.map(({ name }) => name),
    ['Anxin', 'Figures'],
  )
  assert.equal((book.worksheets[0]?.rowCount ?? 0) - 1, own.totals.claims)
  assert.equal(book.worksheets[1]?.getRow(4).getCell(2).text, 'Claims')
  assert.equal(book.worksheets[1]?.getRow(4).getCell(3).text, `${own.totals.claims}`)

  const { items } = (await operator.get('/audit?limit=10')).body
  const noted = items.filter(({ type }: { type: string }) => type === 'oversight.exported')
  assert.deepEqual(noted[2].about, {
    from: '2026-11-01',
    until: '2026-11-24',
    sheet: 'claims',
    format: 'csv',
    rows: rows.length,
  })
  assert.equal(noted.length, 3)
})

test('every finding that counts as a label is one that the inspection gives', () => {
  const files = globSync(new URL('../../inspect/origin/probes/*.ts', import.meta.url).pathname)
  const probes = files.filter((file) => !file.endsWith('.test.ts')).map((file) => readFileSync(file, 'utf8'))
  for (const code of Object.values(labelFindings).flat())
    assert.ok(probes.join('').includes(`origin('${code.replace('origin.', '')}'`), code)
})

test('who is operator and merchant at once sees the whole tenant, and as the merchant its own claims alone', async () => {
  const { world, operator, merchant, merchants, reviewer } = await shared
  const { id } = (await operator.get('/me')).body
  const { db } = world.anxin.deps
  await db.transaction({ tenant: world.tenant }, async (tx) => {
    await grant(tx, id, 'merchant')
    await tx.rows(sql`
      insert into merchant_members (tenant, merchant, person, since)
      values (${world.tenant}, ${merchants[0]}, ${id}, ${new Date(today)})`)
  })
  world.anxin.deps.callers.forget()
  const both = operator
  const headers = { 'acting-as': 'merchant' }
  const all = (await both.get(`/oversight?${period}`)).body
  const own = (await both.get(`/oversight?${period}`, { headers })).body
  assert.ok(all.merchants.length > 1 && all.reviewers.length > 0)
  assert.deepEqual({ ...own, asOf: '' }, { ...(await merchant.get(`/oversight?${period}`)).body, asOf: '' })
  assert.equal((await both.get(`/oversight?${period}&merchant=${merchants[1]}`, { headers })).body.totals.claims, 0)
  const lines = (await both.get(`/oversight/export?${period}`, { headers })).body
  assert.equal(parse(lines, { bom: true }).length - 1, own.totals.claims)
  assert.doesNotMatch(lines, /=乙/)
  // It takes away and never gives: a role that somebody lacks, or that nobody has, leaves what everybody may.
  for (const role of ['operator', 'supervisor', 'king', '']) {
    const headers = { 'acting-as': role }
    assert.equal((await merchant.get('/oversight', { headers })).status, 403, role)
    assert.equal((await reviewer.get('/oversight', { headers })).status, 403, role)
    assert.equal((await reviewer.get('/me', { headers })).status, 200, role)
  }
  await db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`delete from grants where person = ${id} and role = 'merchant'`),
  )
  world.anxin.deps.callers.forget()
})
