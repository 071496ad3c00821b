import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser, seriousFindings } from './browser.ts'
import { type Court, openCourt } from './court.ts'
import { openSite, picture, type Site } from './world.ts'

let browser: Browser
let site: Site
let court: Court
before(async () => {
  site = await openSite()
  browser = await openBrowser()
  court = await openCourt(browser, site.url)
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const raw = /\b(cl|d|f|s|n|w|r|role|status|waiting)\.[a-z][\w.-]*\b/
const settled = (page: Page) =>
  page.waitForFunction(
    () => !document.querySelector('main .loading, main .ant-spin-spinning') && document.querySelector('h1'),
  )
async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}
/** As axe, the words and a phone see the page; with its picture at both widths. */
async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await seriousFindings(page), [], name)
  assert.doesNotMatch((await page.locator('#root').textContent()) ?? '', raw, name)
  await picture(page, name)
  await page.setViewportSize({ width: 390, height: 844 })
  // Pictures on the page are laid out anew after the turn.
  const fits = page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 10_000 })
  await fits.catch(() => assert.fail(`${name} is wider than a phone`))
  await picture(page, `${name}-phone`)
  await page.setViewportSize({ width: 1440, height: 900 })
}
/** The claim's photo stands on the screen. */
const isShown = (page: Page) =>
  page.waitForFunction(() => {
    const photo = document.querySelector<HTMLImageElement>('.stage > img')
    return photo?.complete && photo.naturalWidth > 0
  })

test('a merchant sees what waits, reads the findings in plain words, and answers with a statement and a picture', {
  timeout: 240_000,
}, async () => {
  const page = await open(court.merchant, '/merchant')
  const row = page.getByRole('row', { name: /手工青瓷杯.*2999\.00.*未查看/ })
  await row.waitFor({ timeout: 240_000 })
  for (const name of ['订单', '审核队列', '退款账本'])
    assert.equal(await page.getByRole('menuitem', { name }).count(), 0)
  await isWell(page, 'merchant-answers')
  await row.getByRole('button').click()
  await isShown(page)
  await page
    .getByText(/由商家的图片.*制作而成/)
    .first()
    .waitFor()
  await page.getByText('部分内容不公开').waitFor()
  assert.equal(await page.getByRole('switch', { name: '改动热图' }).count(), 0, 'the map of changes is the reviewers’')
  await page.getByText('被通知方已查看').waitFor()
  await page.getByLabel('情况说明').fill('发货前逐只检查并拍照，杯口完好；买家照片与商品页图片为同一张。')
  await page
    .getByLabel('＋添加照片')
    .first()
    .setInputFiles({ name: '打包.jpg', mimeType: 'image/jpeg', buffer: court.packing })
  await isWell(page, 'merchant-claim')
  await page.getByRole('button', { name: '提交答复' }).click()
  await page.getByText('已提交答复').waitFor()
  await page.locator('.said').getByText('杯口完好').waitFor()
  await page.getByText('已答复，转入审核').waitFor()
  await page.close()
})

test('a merchant signs a standing instruction, reading what it does, and revokes it', { timeout: 90_000 }, async () => {
  const page = await open(court.merchant, '/merchant?page=instructions')
  await page.getByText('绝不会拒绝任何申请').waitFor()
  await page.getByRole('button', { name: '签署授权' }).click()
  await page.getByLabel('每笔上限').fill('50')
  await page.getByLabel('签署人').fill('贾商家')
  assert.deepEqual(await seriousFindings(page), [])
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /签\s?署/ })
    .click()
  const row = page.getByRole('row', { name: /青瓷小铺.*50\.00.*全部类目.*贾商家.*有效/ })
  await row.waitFor()
  await isWell(page, 'merchant-instructions')
  await row.getByRole('button', { name: /撤\s?销/ }).click()
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /撤\s?销/ })
    .click()
  await page.getByRole('row', { name: /青瓷小铺.*已撤销/ }).waitFor()
  await page.close()
})
