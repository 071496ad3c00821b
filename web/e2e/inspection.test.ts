import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { page as pageOf } from '@anxin/inspect/page.ts'
import { photographed, sceneOf } from '@anxin/inspect/pixels/testing.ts'
import { openInspector } from '@anxin/server/inspection/inspector.ts'
import type { BrowserContext } from 'playwright-core'
import sharp from 'sharp'
import { desktop, openBrowser, phone, seriousFindings } from './browser.ts'
import { picture } from './world.ts'

/** A claim photo with a crack and a stain painted into the merchant's picture, and what is found in it. */
async function report(): Promise<string> {
  const goods = photographed(sceneOf(71), { width: 720, height: 540 })
  const raw = { raw: { width: 720, height: 540, channels: 3 as const } }
  const damage = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="720" height="540">
    <path d="M120 300 l40 22 l10 38 l46 12 l22 40" fill="none" stroke="#15110d" stroke-width="4"/>
    <ellipse cx="480" cy="210" rx="64" ry="46" fill="#5a3c14" opacity="0.55"/></svg>`)
  const source = async (name: string, jpeg: Promise<Buffer>) => {
    const bytes = await jpeg
    return { name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const painted = await sharp(goods.data, raw)
    .composite([{ input: damage }])
    .png()
    .toBuffer()
  const inspector = openInspector({ lanes: 1 })
  try {
    const claim = await source('买家照片.jpg', sharp(painted).resize(560).jpeg({ quality: 78 }).toBuffer())
    const shop = await source('商品图<1>.jpg', sharp(goods.data, raw).jpeg({ quality: 90 }).toBuffer())
    const answer = await inspector.photo(claim, { against: [shop], isShown: true })
    if (!('sheet' in answer) || !answer.sheet) assert.fail(JSON.stringify(answer))
    return pageOf([answer.sheet])
  } finally {
    await inspector.stop()
  }
}

const browser = await openBrowser()
after(() => browser.close())
const html = await report()

/** The page as somebody opens it who was sent the file; `isFree`: without its own rule that nothing may be loaded, which
 *  keeps the tests' Chinese letters out as well. */
async function opened(context: BrowserContext, isFree: boolean) {
  const body = isFree ? html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '') : html
  await context.route('http://report.test/', (route) =>
    route.fulfill({ body, contentType: 'text/html; charset=utf-8' }),
  )
  const page = await context.newPage()
  await page.goto('http://report.test/')
  return page
}

test('the report of a photo, on a phone: what was found, where, and beside the goods', async () => {
  const page = await opened(await phone(browser, 'http://report.test'), true)
  await page.getByText('存在明确的矛盾，须由人判断').waitFor()
  await page.getByText(/由商家的图片“商品图<1>\.jpg”制作而成/).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390)
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'inspection-phone')
  await page.getByRole('button', { name: '中文 / English' }).click()
  await page.getByText('A stated contradiction, for a person to judge').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
})

test('on a desk: the slider shows the goods or the claim, and the page loads nothing', async () => {
  const free = await opened(await desktop(browser, 'http://report.test'), true)
  await picture(free, 'inspection')
  const context = await browser.newContext()
  const asked: string[] = []
  context.on('request', (request) => void (/^data:/.test(request.url()) || asked.push(request.url())))
  const page = await opened(context, false)
  const stage = page.locator('.stage').last()
  await stage.getByRole('slider').fill('20')
  const at = await stage.locator('.layers').evaluate((layers) => getComputedStyle(layers).getPropertyValue('--at'))
  assert.equal(at.trim(), '20%')
  assert.deepEqual(asked, ['http://report.test/'])
})
