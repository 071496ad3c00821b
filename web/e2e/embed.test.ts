import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { desktop, openBrowser, phone, seriousFindings } from './browser.ts'
import { openSite, picture, type Site } from './world.ts'

let browser: Browser
let site: Site
before(async () => {
  site = await openSite()
  browser = await openBrowser()
})

/** A brand's own site: styles that spoil whatever they reach, and a policy that lets nothing in but the one script. */
const spoiling =
  'a, button, input, section, anxin-embed * { display: none !important; color: #fff !important; font-size: 3px }'
let tag = ''
const brandSite = createServer((_request, response) => {
  const policy = `default-src 'self'; script-src ${site.url}; style-src 'nonce-own'`
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
  response.end(
    `<!doctype html><html lang="${tag.includes('lang="en"') ? 'en' : 'zh-CN'}"><meta name="viewport" content="width=device-width"><title>暖阳</title>
     <style nonce="own">${spoiling}</style><main><h1>暖阳热能</h1>${tag}</main></html>`,
  )
})
await new Promise<void>((ready) => brandSite.listen(0, '127.0.0.1', ready))
const at = `http://127.0.0.1:${(brandSite.address() as AddressInfo).port}/`
after(async () => {
  await browser?.close()
  await site?.stop()
  brandSite.closeAllConnections()
  brandSite.close()
})

async function shown(context: BrowserContext, attributes: string): Promise<Page> {
  tag = `<script src="${site.url}/embed.js" ${attributes}></script>`
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  await page.goto(at)
  await page.locator('anxin-embed').waitFor({ state: 'attached' })
  assert.deepEqual(troubles, [])
  return page
}
/** The page of ours that a step on the brand's page opens. */
async function opened(page: Page, step: () => Promise<unknown>): Promise<Page> {
  const [ours] = await Promise.all([page.context().waitForEvent('page'), step()])
  await ours.waitForLoadState()
  assert.equal(new URL(ours.url()).origin, new URL(site.url).origin)
  return ours
}

test('on a phone, on the page of a brand: its report form opens with the brand filled in, and a number is checked', {
  timeout: 90_000,
}, async () => {
  const context = await phone(browser, at)
  const page = await shown(context, 'data-brand="暖阳"')
  for (const name of ['一键报修', '进度查询']) assert.ok(await page.getByRole('link', { name }).isVisible(), name)
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  assert.ok(wider <= 0)
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'embed-phone')
  const report = await opened(page, () => page.getByRole('link', { name: '一键报修' }).click())
  assert.equal(await report.getByLabel('品牌').inputValue(), '暖阳')
  await report.close()
  const track = await opened(page, () => page.getByRole('link', { name: '进度查询' }).click())
  await track.getByRole('heading', { name: '进度查询' }).waitFor()
  await track.close()
  await page.getByLabel('查号码真假').fill('400-300-0009')
  const check = await opened(page, () => page.getByRole('button', { name: '查一查' }).click())
  await check.getByRole('region', { name: '400-300-0009' }).getByText('已被举报为假冒').waitFor()
  assert.ok(!check.url().includes('?'), 'what was typed stands behind the #')
  await context.close()
})

test('in the corner of a desktop page, in English, with what the brand wants and no more', {
  timeout: 60_000,
}, async () => {
  const context = await desktop(browser, at)
  const page = await shown(context, 'data-place="corner" data-offers="check, nonsense toString" data-lang="en"')
  const button = page.getByRole('button', { name: 'After-sales' })
  assert.equal(await button.getAttribute('aria-expanded'), 'false')
  assert.equal(await page.getByLabel('Is this number real?').isVisible(), false)
  await button.focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Is this number real?').waitFor()
  assert.equal(await page.getByRole('link').count(), 0)
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'embed')
  await page.getByRole('button', { name: 'Close' }).click()
  assert.equal(await page.getByLabel('Is this number real?').isVisible(), false)
  await context.close()
})
