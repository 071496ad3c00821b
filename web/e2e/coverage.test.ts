import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { desktop, openBrowser, seriousFindings } from './browser.ts'
import { atBothSizes, openSite, type Site, withSession } from './world.ts'

let browser: Browser
let site: Site
before(async () => {
  site = await openSite()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

test('an operator sees a gap on the country, sends somebody there, and the gap is closed', {
  timeout: 90_000,
}, async () => {
  const context = await desktop(browser, site.url)
  await withSession(context, { url: site.url, number: '19900000023', isStaff: true })
  const page = await context.newPage()
  await page.goto('/desk?page=coverage')
  // The demo has a report from 儋州, and nobody who goes there.
  const hainan = page.getByRole('button', { name: /^海南/ })
  await hainan.getByText('缺 1').waitFor()
  await hainan.click()
  const row = page.getByRole('row').filter({ hasText: '儋州市' })
  await row.getByText('有报修，无人服务').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await atBothSizes(page, 'desk-coverage')
  await row.getByLabel('为 儋州市 增加师傅').click()
  await page.keyboard.type('李清河')
  await page.keyboard.press('Enter')
  await row.getByText('仅一位').waitFor()
  await hainan.getByText('缺 1').waitFor({ state: 'detached' })
  await row.getByRole('button', { name: '李清河 不再服务此区县' }).click()
  await row.getByText('有报修，无人服务').waitFor()
  // Of another appliance.
  await page.getByLabel('家电', { exact: true }).click()
  await page.getByTitle('电视', { exact: true }).click()
  await page.getByRole('button', { name: /^甘肃/ }).getByText(/^0\//).waitFor()
  await context.close()
})
