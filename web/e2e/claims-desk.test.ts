import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { checkBundle } from '@anxin/server/bundles/check.ts'
import { parse } from 'csv-parse/sync'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser, seriousFindings } from './browser.ts'
import { type Court, openCourt } from './court.ts'
import { atBothSizes, openSite, picture, type Site } from './world.ts'

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
  await atBothSizes(page, name)
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

test('a reviewer takes the case, looks at it every way, and decides with reasons, by keyboard alone', {
  timeout: 240_000,
}, async (t) => {
  const page = await open(court.reviewer, '/review')
  const row = page.getByRole('row', { name: /D.*初审.*2999\.00.*餐具.*待领取/ })
  await row.waitFor({ timeout: 60_000 })
  await isWell(page, 'review-queue')
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await press('j', 't')
  await page.getByRole('row', { name: /餐具.*我/ }).waitFor()
  await press('j')
  const from = Date.now()
  await press('Enter')
  await isShown(page)
  t.diagnostic(`from opening to the picture: ${Date.now() - from} ms`)

  const stage = page.locator('.stage')
  const over = stage.locator('img.over')
  await press('w')
  assert.match((await over.getAttribute('style')) ?? '', /inset\(0(px)? 50% 0(px)? 0(px)?\)/)
  await press('.')
  assert.match((await over.getAttribute('style')) ?? '', /45%/)
  await press('b')
  assert.match((await stage.getAttribute('class')) ?? '', /blink/)
  await press('d')
  assert.equal(await over.evaluate((image) => getComputedStyle(image).mixBlendMode), 'difference')
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.stage img.over')?.naturalWidth)
  await picture(page, 'review-difference')
  await press('d', 'h')
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.stage img.heat')?.naturalWidth)
  await press('h', 'j')
  await page.locator('.findings li.found').waitFor()
  await press('x')
  assert.equal(await page.locator('.regions').count(), 0)
  await press('x')
  assert.ok((await page.locator('.regions polygon').count()) > 0, 'what was found is marked where it was found')
  const scale = () =>
    page.locator('.viewer-content').evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).a)
  await press('+')
  await page.waitForFunction(
    () => new DOMMatrix(getComputedStyle(document.querySelector('.viewer-content') ?? document.body).transform).a > 1.2,
  )
  await press('ArrowRight', '0')
  await page.waitForFunction(
    () =>
      new DOMMatrix(getComputedStyle(document.querySelector('.viewer-content') ?? document.body).transform).a < 1.01,
  )
  assert.ok((await scale()) < 1.01)
  await page.getByText('近一年购买 1 笔').waitFor()

  await press('?')
  const help = page.getByRole('dialog')
  for (const says of ['差异', '改动热图', '作出决定', '退回队列']) await help.getByText(says, { exact: true }).waitFor()
  await press('Escape')
  await help.waitFor({ state: 'hidden' })
  await isWell(page, 'review-case')

  await press('e', 'ArrowUp')
  await page.getByRole('radio', { name: '不予退款' }).and(page.locator(':checked')).waitFor()
  const tabTo = async (selector: string) => {
    for (let i = 0; i < 20; i++) {
      await press('Tab')
      if (await page.evaluate((to) => document.activeElement?.matches(to), selector)) return
    }
    assert.fail(`the keyboard does not reach ${selector}`)
  }
  await tabTo('input[value=photo-altered]')
  await press('Space')
  await tabTo('textarea')
  await page.keyboard.type('裂纹和污渍只在照片里；与商品页图片为同一次曝光。')
  await press('Control+Enter')
  const sure = page.getByRole('dialog')
  await sure.getByText('由第二位审核员复核').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await press('Enter')
  await sure.waitFor({ state: 'hidden' })
  await page.getByText('初审 · 我 · 待复核').waitFor()
  await press('Escape', 'Escape')
  await page.close()
})

test('a second reviewer approves by keyboard; the merchant reads outcome and reasons', {
  timeout: 120_000,
}, async () => {
  const page = await open(court.second, '/review?page=notices')
  const told = page.getByRole('row', { name: '售后申请等待第二人复核' })
  await told.first().waitFor({ timeout: 60_000 })
  assert.doesNotMatch((await page.locator('#root').textContent()) ?? '', /\bn\.[a-z]/)
  await told.first().getByRole('button', { name: '查看申请' }).click()
  await page.getByText('待复核的决定').waitFor()
  await isWell(page, 'review-second')
  await page.keyboard.press('a')
  await page.getByText('通过后决定生效').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.said').getByText('不予退款').first().waitFor()
  const liability = page.getByRole('region', { name: '可能的法律责任' })
  await liability.getByText('得款 ¥0.00，未得款 ¥2999.00').waitFor()
  await liability.getByText('不是法律意见，也不对任何人作出认定').waitFor()
  await liability.getByText(/不适用，或者/).click()
  await liability.getByText('未遂只有以数额巨大的财物为目标').first().waitFor()
  await liability.getByRole('combobox', { name: /^地点/ }).fill('深圳')
  await page.locator('.ant-select-item-option').getByText('广东省深圳市', { exact: true }).click()
  await liability.getByText(/不到“数额巨大”的 100,000 元/).waitFor()
  await liability.getByRole('heading').click()
  await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' })
  await isWell(page, 'review-liability')
  await page.close()
  const merchant = await open(court.merchant, `/merchant?claim=${court.claim}`)
  await merchant.locator('.said').getByText('损坏部位系修改或生成').waitFor()
  await merchant.getByText('经第二人复核').waitFor()
  assert.equal(await merchant.getByText('可能的法律责任').count(), 0, 'for staff alone')
  await merchant.close()
})

test('a reviewer makes a dossier for the police, reads what they will see, and takes it along; it verifies', {
  timeout: 180_000,
}, async () => {
  const page = await open(court.reviewer, `/desk/claims/${court.claim}`)
  const part = page.locator('section').filter({ has: page.getByRole('heading', { name: '证据卷宗' }) })
  await part.getByRole('button', { name: '生成证据卷宗' }).click()
  const asking = page.getByRole('dialog')
  const choose = async (field: string, option: string) => {
    await asking.getByRole('combobox', { name: field }).click()
    await page.locator('.ant-select-item-option').getByText(option, { exact: true }).click()
    // One that is still closing takes the next click for its own.
    await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' })
  }
  await choose('接收单位', '电子商务平台')
  await asking.getByText(/遮盖或不提供：姓名、电话/).waitFor()
  await choose('接收单位', '公安机关')
  await asking.getByText(/完整提供：姓名、电话/).waitFor()
  await asking.locator('.ant-select').getByText('报案').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await asking.getByRole('button', { name: '生成证据卷宗' }).click()
  await asking.waitFor({ state: 'hidden' })
  const line = part.getByRole('listitem').filter({ hasText: '公安机关' })
  const take = line.getByRole('button', { name: /下\s?载/ })
  await take.waitFor({ timeout: 120_000 })
  await line.getByText('没有时间戳').waitFor()
  await isWell(page, 'review-dossier')
  const waiting = page.waitForEvent('download')
  await take.click()
  const file = await waiting
  assert.match(file.suggestedFilename(), /^anxin-dossier-T.*\.zip$/)
  const { bad, record } = await checkBundle(await file.path(), { keys: [], roots: [] })
  assert.equal(bad, null)
  assert.ok((record?.exhibits.there ?? 0) >= 3, 'both sides')
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

test('an operator sees merchants, a ledger that sums to zero and all claims, and takes them along; in English and dark', {
  timeout: 120_000,
}, async () => {
  const page = await open(court.operator, '/desk?page=claims&grade=D')
  await page.getByRole('row', { name: /已决定.*青瓷小铺.*不予退款/ }).waitFor()
  await page.getByRole('button', { name: /^导出/ }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /CSV（UTF-8/ }).click()
  const rows: string[][] = parse(await readFile(await (await waiting).path()), { bom: true })
  assert.equal(
    rows.filter((cells) => cells.includes('青瓷小铺')).length,
    1,
    'and the forged claim of the demo beside it',
  )
  await page.locator('.ant-dropdown').waitFor({ state: 'hidden' })
  await page.evaluate(() => {
    localStorage.setItem('anxin.language', 'en')
    localStorage.setItem('anxin.dark', '1')
  })
  for (const [path, says] of [
    ['/desk?page=claims', 'Refusal'],
    ['/desk?page=merchants', '贾商家'],
    ['/desk?page=ledger', 'Sum'],
    [`/desk?claim=${court.claim}`, 'History of both sides'],
  ] as const) {
    await page.goto(path)
    await settled(page)
    await page.getByText(says).first().waitFor()
    assert.deepEqual(await seriousFindings(page), [], path)
    assert.doesNotMatch((await page.locator('#root').textContent()) ?? '', raw, path)
  }
  await isShown(page)
  await picture(page, 'review-case-dark')
  await page.close()
})
