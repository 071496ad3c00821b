import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { desktop, openBrowser, seriousFindings } from './browser.ts'
import { ask, entered } from './court.ts'
import { atBothSizes, openSite, type Site } from './world.ts'

let browser: Browser
let site: Site
let operator: BrowserContext
let merchant: BrowserContext
before(async () => {
  site = await openSite()
  browser = await openBrowser()
  operator = await entered(browser, site.url, '19900000023')
  const { id } = await ask(operator, '/merchants', { name: '青瓷小铺' })
  await ask(operator, `/merchants/${id}/members`, { phone: '19900000093', name: '贾打包' })
  await ask(operator, `/merchants/${id}/members`, { phone: '19900000094', name: '夏打包' })
  const { key } = await ask(operator, '/api-keys', { name: '商城' })
  const day = 86_400_000
  const purchase = {
    ...{ merchant: id, number: 'D-2026-7', buyer: { phone: '19900000091', name: '卓玛措' } },
    placedAt: new Date(Date.now() - day).toISOString(),
    lines: [{ sku: 'cup-8', title: '手工青瓷杯（八只装）', category: 'tableware', quantity: 1, paid: 299_900 }],
    waybills: ['SF2026112801'],
  }
  await ask(operator, '/purchases', purchase, key)
  merchant = await entered(browser, site.url, '19900000093')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** As axe and a phone see the page, with its picture at both widths. */
async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await seriousFindings(page), [], name)
  await atBothSizes(page, name)
}
async function scan(page: Page, text: string): Promise<void> {
  await page.locator('#waybill:enabled').waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

test('a packer scans parcel after parcel; what is no waybill is said to be none; the next scan and the button seal', {
  timeout: 180_000,
}, async () => {
  const page = await merchant.newPage()
  await page.goto('/station')
  await page.getByText('已连接').waitFor()
  await scan(page, '你好')
  await page.getByText('不是快递单号').waitFor()
  await scan(page, 'sf2026112801')
  await page.locator('.now').getByText('SF2026112801').waitFor()
  await page.locator('.now').getByText('0:02').waitFor()
  await isWell(page, 'station')
  await scan(page, 'SF2026112802')
  await page.locator('.now').getByText('SF2026112802').waitFor()
  await page.locator('.now').getByText('0:02').waitFor()
  await page.getByRole('button', { name: '封箱' }).click()
  await page.waitForFunction(() => document.querySelectorAll('aside li.sealed').length === 2)
  // A second tab would take the film of the first for one that was cut.
  const other = await merchant.newPage()
  await other.goto('/station')
  await other.getByText('另一个标签页').waitFor()
  await other.close()
  await page.close()
})

test('merchants find their films by waybill, order and goods, and see by what they are proved; an operator holds one', {
  timeout: 120_000,
}, async () => {
  const page = await merchant.newPage()
  await page.goto('/merchant?page=recordings')
  const rows = page.getByRole('row').filter({ hasText: 'SF20261128' })
  await rows.nth(1).waitFor()
  for (const [typed, n] of [
    ['sf2026', 2],
    ['D-2026-7', 1],
    ['手工青瓷', 1],
    ['cup-8', 1],
  ] as const) {
    await page.getByRole('searchbox').fill(typed)
    await page.waitForFunction((n) => document.querySelectorAll('tbody tr[data-row-key]').length === n, n)
  }
  await page.getByText('D-2026-7').waitFor()
  await isWell(page, 'merchant-recordings')
  await page.getByRole('button', { name: 'SF2026112801' }).click()
  await page.locator('video').waitFor()
  const plays = await page.locator('video').evaluate(async (video: HTMLVideoElement) => {
    video.muted = true
    await video.play()
    return video.videoWidth > 0
  })
  assert.ok(plays)
  await page.getByText('链条末端').waitFor()
  await isWell(page, 'merchant-recording')
  await page.goto('/merchant?page=evidence')
  const order = page.getByRole('row', { name: /D-2026-7/ })
  await order.getByText('未告知签收时间').waitFor()
  assert.equal(await order.getByText('没有打包录像').count(), 0)
  await isWell(page, 'merchant-evidence')
  await page.goto('/merchant?page=policies')
  await page.getByLabel('规则内容').fill('七天无理由退货；签收当天发现破损，拍照后包赔。')
  await page.getByRole('button', { name: /发\s?布/ }).click()
  await page.locator('.ant-card').getByText('七天无理由退货').waitFor()
  await isWell(page, 'merchant-policies')
  await page.goto('/merchant?page=evidence')
  await order.getByRole('button', { name: 'SF2026112801' }).click()
  await page.getByRole('searchbox').waitFor()
  await page.close()

  const desk = await operator.newPage()
  await desk.goto('/desk?page=recordings&q=SF2026112801')
  await desk.getByRole('button', { name: 'SF2026112801' }).click()
  await desk.getByLabel('事由').fill('市监〔2026〕1 号')
  await desk.getByRole('button', { name: '证据保全' }).click()
  await desk.getByRole('button', { name: '解除保全' }).waitFor()
  await desk.getByText('市监〔2026〕1 号').waitFor()
  assert.deepEqual(await seriousFindings(desk), [])
  await desk.close()
})

/** A film of a camera that has a waybill in sight. */
async function waybillInSight(folder: string, waybill: string): Promise<string> {
  const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'))
  prepareZXingModule({ overrides: { wasmBinary } })
  const { image } = await writeBarcode(waybill, { format: 'Code128', scale: 4 })
  const code = await sharp(Buffer.from((await image?.arrayBuffer()) ?? new ArrayBuffer(0)))
    .flatten({ background: '#fff' })
    .resize({ width: 900 })
    .toBuffer()
  const frame = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#fff' } })
    .composite([{ input: code }])
    .jpeg()
    .toBuffer()
  const film = join(folder, 'table.mjpeg')
  writeFileSync(film, Buffer.concat(Array.from({ length: 30 }, () => frame)))
  return film
}

test('the camera reads the waybill on the table: its film begins by itself, and goes on as long as it lies there', {
  timeout: 120_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'anxin-waybill-'))
  const table = await openBrowser({ camera: await waybillInSight(folder, 'YT7788990011') })
  t.after(async () => {
    await table.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const packer = await entered(table, site.url, '19900000094')
  const page = await packer.newPage()
  await page.goto('/station')
  await page.locator('#waybill:enabled').waitFor()
  await page.getByText('摄像头设置').click()
  await page.getByLabel('用摄像头识别面单条码').check()
  await page.locator('.now').getByText('YT7788990011').waitFor()
  await page.locator('.now').getByText('0:03').waitFor()
  await page.getByLabel('用摄像头识别面单条码').uncheck()
  await page.getByRole('button', { name: '封箱' }).click()
  await page.waitForFunction(() => document.querySelectorAll('aside li.sealed').length === 1)
})

test('whoever is no merchant films nothing, and is told so', { timeout: 60_000 }, async () => {
  const stranger = await desktop(browser, site.url)
  const page = await stranger.newPage()
  await page.goto('/station')
  await page.getByText('请先登录').waitFor()
  assert.equal(await page.locator('#waybill').isDisabled(), true)
  await page.getByRole('link', { name: '登录' }).waitFor()
  await stranger.close()
})
