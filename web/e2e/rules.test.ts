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
const grid = (page: Page) => page.locator('.rule-table:visible')

test('rules are drafted, a cell is changed, they are tried, and another operator publishes them; nothing comes from elsewhere', {
  timeout: 240_000,
}, async () => {
  const an = await operator('19900000023')
  const { page } = an
  await page.goto('/desk?page=rules')
  await page.getByText('现在生效：系统自带规则').waitFor()
  await button(page, '起草新版本').click()
  await page.getByText('每张表从上往下').waitFor()
  await grid(page).getByText('没收到货').first().waitFor()
  await page.getByRole('tab', { name: '通道与可用方式' }).click()
  await grid(page).getByText('珠宝').first().waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  assert.doesNotMatch((await grid(page).textContent()) ?? '', /Inputs|Outputs|Add row|Description|Export/)
  await picture(page, 'desk-rules')
  await page.getByRole('tab', { name: '时限' }).click()
  const cell = grid(page).getByRole('spinbutton').nth(8)
  assert.equal(await cell.inputValue(), '72', 'evidence, all the rest')
  await cell.fill('9999')
  await cell.press('Tab')
  await button(page, '保存修改').click()
  await page.getByRole('alert').getByText('hours.evidence').waitFor()
  // Saved at once: faster than the table editor hands on what was typed.
  const save = await button(page, '保存修改').elementHandle()
  await cell.focus()
  await cell.selectText()
  await page.evaluate((element) => {
    document.execCommand('insertText', false, '96')
    if (element instanceof HTMLElement) element.click()
  }, save)
  await page.getByText('已保存，须重新试运行').waitFor()
  await button(page, /试\s?运\s?行/).click()
  const trial = page.getByRole('region', { name: '试运行结果' })
  await trial.getByText(/[1-9]\d* 个申请，[1-9]\d* 个会改变，0 个得不出结果/).waitFor()
  assert.ok((await trial.getByText('96 h').count()) >= 2)
  await page.getByText('须由另一位运营发布').waitFor()
  assert.ok(await button(page, /^发\s?布$/).isDisabled())
  assert.deepEqual(await seriousFindings(page), [])
  await trial.scrollIntoViewIfNeeded()
  await picture(page, 'desk-rules-trial')
  assert.deepEqual(
    an.strange.filter((one) => !/422/.test(one)),
    [],
    'but for the refusal that was asked for',
  )

  const bo = await operator('19900000029')
  await bo.page.goto('/desk?page=rules')
  await button(bo.page, '第 1 版').click()
  await button(bo.page, /^发\s?布$/).click()
  const dialog = bo.page.getByRole('dialog')
  await dialog.getByText('立即生效').waitFor()
  assert.deepEqual(await seriousFindings(bo.page), [])
  await dialog.getByRole('button', { name: /^发\s?布$/ }).click()
  await bo.page.getByText('白运营发布').waitFor()
  // What nobody changes any more is read in words, also where a cell has several values.
  await bo.page.getByRole('tab', { name: '复核与抽查' }).click()
  await bo.page.getByRole('cell', { name: '新买家、存疑' }).waitFor()
  await bo.page.getByRole('tab', { name: '举证要求' }).click()
  await bo.page.getByRole('row', { name: /发错货.*整体、标签、外包装/ }).waitFor()
  assert.doesNotMatch((await bo.page.locator('main').textContent()) ?? '', /"[a-z-]+"|\[\]/)
  assert.deepEqual(await seriousFindings(bo.page), [])
  await button(bo.page, /返\s?回/).click()
  await bo.page.getByText('现在生效：第 1 版').waitFor()
  await bo.page.getByRole('cell', { name: '生效中' }).waitFor()
  assert.deepEqual(await seriousFindings(bo.page), [])
  assert.deepEqual(bo.strange, [])
  await an.context.close()
  await bo.context.close()
})

test('holidays are shown with the notice they come from, and an own day is added and taken back', {
  timeout: 120_000,
}, async () => {
  const { page, context } = await operator('19900000023')
  await page.goto('/desk?page=rules')
  await page.getByRole('tab', { name: '节假日' }).click()
  await page.getByText('国办发明电〔2025〕7号').waitFor()
  await page.getByLabel('原因').fill('年终盘点')
  await button(page, /登\s?记/).click()
  await page.getByRole('cell', { name: '年终盘点' }).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'desk-holidays')
  await button(page, /删\s?除/).click()
  await page
    .getByRole('tooltip')
    .getByRole('button', { name: /删\s?除/ })
    .click()
  await page.getByText('没有自行登记的日期').waitFor()
  await context.close()
})
