import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fen } from '@anxin/domain/basics.ts'
import { sql } from '@anxin/server/db/database.ts'
import { grant } from '@anxin/server/private/grants.ts'
import { openClaim } from '@anxin/server/rules/testing.ts'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { desktop, openBrowser, seriousFindings } from './browser.ts'
import { openSite, picture, type Site, signInAtDesk } from './world.ts'

let browser: Browser
let site: Site
before(async () => {
  site = await openSite()
  const { deps } = site.anxin
  const tenants = await deps.db.transaction('worker', (tx) =>
    tx.rows<{ id: string; slug: string }>(sql`select id, slug from tenants order by id`),
  )
  const tenant = tenants[0]?.id ?? ''
  const here = { anxin: site.anxin, tenant, now: Date.now }
  await openClaim(here, 'C2611001')
  await openClaim(here, 'C2611002', { category: 'fresh-food', reason: 'spoiled', deliveredDays: 1 })
  await openClaim(here, 'C2611003', { category: 'clothing', amount: fen(15_000), paid: fen(15_000) })
  await deps.db.transaction({ tenant }, async (tx) => {
    const another = await deps.private.meet(tx, { phone: '+8619900000029', name: '白运营', now: Date.now() })
    await grant(tx, another, 'operator')
  })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

async function operator(number: string): Promise<{ context: BrowserContext; page: Page; strange: string[] }> {
  const context = await desktop(browser, site.url)
  const page = await context.newPage()
  const strange: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(site.url).origin) strange.push(url.href)
  })
  page.on('pageerror', (error) => strange.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && strange.push(message.text()))
  await page.goto('/desk')
  await signInAtDesk(page, number)
  await page.getByRole('heading', { level: 1 }).waitFor()
  strange.splice(0)
  return { context, page, strange }
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

test('rules are drafted, a cell is changed, they are tried, and another operator publishes them; nothing comes from elsewhere', {
  timeout: 180_000,
}, async () => {
  const { page, strange } = await operator('19900000023')
  await page.goto('/desk?page=rules')
  await page.getByText('现在生效：系统自带规则').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, '起草新版本').click()
  await page.getByText('第 1 版').first().waitFor()
  await page.getByText('在每张表').or(page.getByText('每张表从上往下')).waitFor()
  await page.getByRole('tab', { name: '时限' }).click()
  await page.waitForTimeout(1500)
  await picture(page, 'desk-rules-hours')
  console.log(await page.locator('.rule-table').last().textContent())
  console.log(await seriousFindings(page))
  console.log(strange)
})
