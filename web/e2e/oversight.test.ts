import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { sql } from '@anxin/server/db/database.ts'
import { grant } from '@anxin/server/private/grants.ts'
import { diceOf, happen, sides } from '@anxin/server/trust/past.ts'
import { parse } from 'csv-parse/sync'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { desktop, openBrowser, seriousFindings } from './browser.ts'
import { openSite, picture, type Site, withSession } from './world.ts'

const day = 86_400_000
let browser: Browser
let site: Site
let operator: BrowserContext

/** A busy month: claims about the goods of three merchants, by the commands that make claims. */
async function fill(): Promise<void> {
  const { db, private: people } = site.anxin.deps
  const tenant = await db.transaction('worker', (tx) =>
    tx.first<{ id: string }>(sql`select id from tenants order by id limit 1`),
  )
  await db.transaction({ tenant: tenant?.id ?? '' }, async (tx) => {
    const { merchants } = await sides(tx, ['山野食集', '暖居家具馆'])
    // One who is a merchant and nothing else, and one who runs the platform besides.
    for (const [phone, name, roles] of [
      ['+8619900000024', '贾商家', ['merchant']],
      ['+8619900000067', '兼商家', ['merchant', 'operator']],
    ] as const) {
      const person = await people.meet(tx, { phone, name, now: Date.now() })
      for (const role of roles) await grant(tx, person, role)
      await tx.rows(sql`
        insert into merchant_members (tenant, merchant, person, since)
        values (${tx.tenant}, ${merchants[0]}, ${person}, ${new Date()})`)
    }
    const demo = await tx.rows<{ id: string }>(sql`select id from merchants where name like '青瓷小铺%'`)
    const dice = diceOf(20)
    const now = Date.now()
    const reviewers = []
    for (const [i, name] of ['沈审核', '林复核', '赵复审', '韩审核', '温复审'].entries())
      reviewers.push(await people.meet(tx, { phone: `+861990000002${5 + i}`, name, now }))
    const past = {
      ...{ merchants: [...demo.map(({ id }) => id), ...merchants], reviewers },
      ...{ categories: ['tableware', 'fresh-food', 'furniture'], dice, until: now, isTended: true },
    }
    for (let i = 0; i < 80; i++)
      await happen(tx, { ...past, number: 40_000 + i, openedAt: Math.round(now - dice() ** 0.8 * 75 * day) })
    // What follows was done at once: nothing is left for the worker, which would go on with them.
    await tx.rows(sql`delete from outbox where xmin = pg_current_xact_id()::xid`)
  })
}

before(async () => {
  site = await openSite()
  await fill()
  browser = await openBrowser()
  operator = await desktop(browser, site.url)
  await withSession(operator, { url: site.url, number: '19900000023', isStaff: true })
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** The figures are there and every chart is drawn. */
async function drawn(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 2, name: '当前在办' }).waitFor()
  await page.waitForFunction(
    () =>
      !document.querySelector('main .loading') &&
      [...document.querySelectorAll('.figure [role=img]')].every((chart) => chart.querySelector('svg path')),
  )
}
const claimsShown = async (page: Page) => Number(await page.locator('.key-figures b').first().textContent())

test('figures of a period: charts with tables beside them, filters in the address, export; light and dark, desk and phone', {
  timeout: 180_000,
}, async () => {
  const page = await operator.newPage()
  const strange: string[] = []
  page.on('pageerror', (error) => strange.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && strange.push(message.text()))
  await page.goto('/desk?page=ledger')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.getByRole('heading', { level: 1, name: '监督数据' }).waitFor()
  await drawn(page)
  assert.deepEqual(await seriousFindings(page), [])
  const month = await claimsShown(page)

  await page.getByRole('combobox', { name: '时段' }).click()
  await page.getByTitle('近 90 天').click()
  await page.waitForURL(/from=\d{4}-\d\d-\d\d&until=/)
  await page.getByText('每周一柱').waitFor()
  await drawn(page)
  const quarter = await claimsShown(page)
  assert.ok(quarter > month && month > 0, `${quarter} > ${month}`)
  await page.evaluate(() => scrollTo(0, 0))
  await picture(page, 'desk-oversight')

  // What the chart shows the table says, reached and opened by keyboard.
  const overTime = page.locator('.figure', { has: page.getByRole('heading', { name: '申请与结果' }) })
  const label = (await overTime.getByRole('img').first().getAttribute('aria-label')) ?? ''
  await overTime.getByText('以表格显示').focus()
  await page.keyboard.press('Enter')
  const cells = await overTime.locator('tbody td:first-of-type').allTextContents()
  const granted = cells.reduce((sum, text) => sum + Number(text), 0)
  assert.match(label, new RegExp(`支持买家 ${granted}\\b`))

  await page.getByRole('button', { name: /^导出/ }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV（UTF-8）' }).click()
  const rows: string[][] = parse(await readFile(await (await waiting).path()), { bom: true })
  assert.equal(rows.length - 1, quarter, 'the claims of the page')
  await page.locator('.ant-dropdown').waitFor({ state: 'hidden' })

  await page.evaluate(() => localStorage.setItem('anxin.dark', '1'))
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await drawn(page)
  assert.equal(await claimsShown(page), quarter, 'the address has the period')
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(wider <= 0, `${wider} px wider than 390 px`)
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'desk-oversight-phone')

  await page.goto('/desk?page=oversight&from=2020-01-01&until=2020-01-31')
  await page.getByText('这一时段没有售后申请').waitFor()
  assert.deepEqual(strange, [])

  // An address that makes no sense says what is wrong, and leads out of it.
  await page.goto('/desk?page=oversight&from=2026-13-45&until=2020-01-01')
  const refused = page.getByRole('alert')
  await refused.getByText(/^from：/).waitFor()
  await refused.getByRole('button', { name: '近 30 天' }).click()
  await drawn(page)
  assert.equal(await claimsShown(page), month)
  await page.close()
})

/** What the page says of merchants, in words and in the file that it gives. */
async function merchantsShown(page: Page): Promise<string[]> {
  await drawn(page)
  const said = (await page.locator('main').textContent()) ?? ''
  await page.getByRole('button', { name: /^导出/ }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV（UTF-8）' }).click()
  const file = await readFile(await (await waiting).path(), 'utf8')
  return ['山野食集', '暖居家具馆'].filter((name) => said.includes(name) || file.includes(name))
}

test('at the merchants’ door a merchant sees its own figures alone, also one who runs the platform besides', {
  timeout: 120_000,
}, async () => {
  const counted: number[] = []
  for (const number of ['19900000024', '19900000067']) {
    const context = await desktop(browser, site.url)
    await withSession(context, { url: site.url, number, isStaff: true })
    const page = await context.newPage()
    await page.goto('/merchant?page=oversight')
    assert.deepEqual(await merchantsShown(page), ['山野食集'])
    counted.push(await claimsShown(page))
    assert.deepEqual(await seriousFindings(page), [])
    if (number.endsWith('67')) {
      await page.goto('/desk?page=oversight')
      assert.deepEqual(await merchantsShown(page), ['山野食集', '暖居家具馆'], 'at the desk the whole tenant')
      assert.ok((await claimsShown(page)) > (counted[1] ?? 0))
    }
    await context.close()
  }
  assert.ok(counted[0] && counted[0] === counted[1])
})
