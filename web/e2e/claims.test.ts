import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { forgedFrom, photoOf } from '@anxin/server/demo-goods.ts'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { openBrowser, phone, seriousFindings } from './browser.ts'
import { openSite, picture, type Site, signInOnPhone } from './world.ts'

let browser: Browser
let site: Site
before(async () => {
  site = await openSite({ shop: true })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const jpeg = (buffer: Buffer) => ({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })
/** The row of one thing that is asked for. */
const slot = (page: Page, name: string) => page.locator('.slot', { has: page.getByText(name, { exact: true }) })
const give = (page: Page, name: string, photo: Buffer) =>
  slot(page, name).locator('input[type=file]').setInputFiles(jpeg(photo))

/** A camera whose first picture comes only when the test says so: some phones take a second or two. */
const slowCamera = () => {
  const devices = navigator.mediaDevices
  const open = devices.getUserMedia.bind(devices)
  const dark = document.createElement('canvas').captureStream(0)
  Object.assign(window, {
    camera: {
      async opens() {
        const [real] = (await open({ video: true })).getVideoTracks()
        const [waiting] = dark.getVideoTracks()
        if (real) dark.addTrack(real)
        if (waiting) dark.removeTrack(waiting)
      },
    },
  })
  devices.getUserMedia = async () => dark
}

test('a buyer claims a cracked cup: told what to show, checked while taking it, and reads what was found', {
  timeout: 300_000,
}, async () => {
  const context = await phone(browser, site.url)
  await context.addInitScript(slowCamera)
  const page = await context.newPage()
  await page.goto('/buys')
  await signInOnPhone(page, '19900000001')
  const bought = page.locator('.bought', { has: page.getByText('手工青瓷杯') })
  await bought.locator('img').waitFor()
  await picture(page, 'consumer-purchases')
  assert.deepEqual(await seriousFindings(page), [])
  await bought.getByRole('link', { name: '申请售后' }).click()
  await page.getByLabel('申请金额（元）').fill('999')
  await page.getByLabel('请说明情况').fill('收到时杯口裂了')
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('不超过 ¥199.00').waitFor()
  await page.getByLabel('申请金额（元）').fill('199')
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'consumer-new-claim')
  await page.getByRole('button', { name: '提交申请' }).click()

  await page.getByRole('status').getByText('请提交照片').waitFor()
  const grey = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#8a8a8a' } })
    .jpeg()
    .toBuffer()
  await give(page, '损坏处近照', grey)
  await page.getByText('照片模糊，请拿稳再拍').waitFor()
  await page.getByRole('button', { name: '重拍' }).click()
  await give(page, '损坏处近照', await forgedFrom(await photoOf('cup')))
  await slot(page, '损坏处近照').locator('img').waitFor()

  await slot(page, '商品整体').getByRole('button', { name: '现场拍摄' }).click()
  await page.getByRole('button', { name: '打开相机' }).click()
  await page.getByRole('timer').waitFor()
  assert.ok(await page.getByRole('button', { name: '拍摄', exact: true }).isDisabled())
  await page.evaluate('camera.opens()')
  await picture(page, 'consumer-live-photo')
  await page.getByRole('button', { name: '拍摄', exact: true }).click()
  await slot(page, '商品整体').getByText('现场', { exact: true }).waitFor()
  for (const box of await page.getByLabel('确实无法提供').all()) await box.check()
  await picture(page, 'consumer-claim-evidence')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('button', { name: '提交全部证据' }).click()

  await page.getByRole('status').getByText('等待商家答复').waitFor({ timeout: 120_000 })
  await page.getByText('由商品图修改而来').waitFor()
  await page.getByText('D：存在矛盾之处，须由人判断').waitFor()
  await page.getByText('通知商家答复').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'consumer-claim')
  await page.goto('/claims')
  await page.getByText('手工青瓷杯').waitFor()
  await context.close()
})

test('the server knows every page of consumers as one, and nothing else', async () => {
  const written = ['routes.tsx', 'claim-pages.ts'].map((name) =>
    readFileSync(new URL(`../consumer/${name}`, import.meta.url), 'utf8'),
  )
  const paths = [...written.join('\n').matchAll(/(?:at\(|\[)'(\/[^']*)'/g)].map(([, path = '']) => path)
  assert.ok(paths.length > 12, paths.join())
  const status = async (path: string) =>
    (await fetch(site.url + path.replace(/\$\w+/, 'x'), { headers: { accept: 'text/html' } })).status
  for (const path of paths) assert.equal(await status(path), 200, path)
  assert.equal(await status('/nowhere'), 404)
})
