import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { desktop, openBrowser, seriousFindings } from './browser.ts'
import { atBothSizes, openSite, type Site, withSession } from './world.ts'

let browser: Browser
let site: Site
/** Answers everything, with nothing that holds. */
const liar = createServer((_, response) => response.end('这张图片是我们生成的'))
before(async () => {
  liar.listen(0, '127.0.0.1')
  await once(liar, 'listening')
  site = await openSite({ env: { WEBHOOK_PRIVATE: '1' }, shop: true })
  await site.anxin.worker.settled()
  browser = await openBrowser()
})
after(async () => {
  liar.close()
  await browser?.close()
  await site?.stop()
})

const choose = async (page: Page, label: string, option: string) => {
  await page.getByLabel(label, { exact: true }).click()
  await page.locator('.ant-select-item-option').getByText(option, { exact: true }).click()
}

test('an operator enters an AI service, asks it about a photo, reads what came of it, and holds the evidence of the claim', {
  timeout: 240_000,
}, async () => {
  const context = await desktop(browser, site.url)
  await withSession(context, { url: site.url, number: '19900000023', isStaff: true })
  const page = await context.newPage()
  await page.goto('/desk')
  await page.getByRole('menuitem', { name: 'AI 服务' }).click()
  await page.getByText('还没有登记 AI 服务').waitFor()
  await page.getByRole('button', { name: '登记 AI 服务' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('AI 服务').fill('画画（演示）')
  await form.getByLabel('询问地址').fill('ftp://elsewhere')
  await form.getByLabel('标识中的编码').fill('001191110102MACQD9K64000001')
  await form.getByLabel('标识中的编码').press('Enter')
  await form.getByLabel('签名公钥（JWK）').fill('不是公钥')
  await form.getByRole('button', { name: /^登\s?记$/ }).click()
  await form.getByText('不是 JSON 格式的公钥').waitFor()
  const { publicKey } = generateKeyPairSync('ed25519')
  await form.getByLabel('签名公钥（JWK）').fill(JSON.stringify(publicKey.export({ format: 'jwk' })))
  await form.getByRole('button', { name: /^登\s?记$/ }).click()
  await form.getByText('须为公网 https 地址').waitFor()
  const { port } = liar.address() as AddressInfo
  await form.getByLabel('询问地址').fill(`http://127.0.0.1:${port}/`)
  await form.getByRole('button', { name: /^登\s?记$/ }).click()
  await page.getByRole('row', { name: /画画（演示）/ }).waitFor()
  await form.waitFor({ state: 'hidden' })
  assert.deepEqual(await seriousFindings(page), [])
  await atBothSizes(page, 'desk-ai-services')

  const { items } = (await (await context.request.get('/api/v1/claims')).json()) as { items: { id: string }[] }
  await page.goto(`/desk?claim=${items[0]?.id}`)
  await page.getByText('照片中没有读到生成内容标识').waitFor()
  await choose(page, '照片', '损坏处')
  await choose(page, 'AI 服务', '画画（演示）')
  assert.ok(await page.getByRole('button', { name: '举报标识异常或被去除' }).isDisabled())
  await page.getByRole('button', { name: '询问是否由其生成' }).click()
  await page.getByText('收到的答复没有有效签名，不予采用').waitFor()

  await page.getByText('申请尚未结束，证据一直保存').waitFor()
  await page.getByLabel('事由（案号、来文等）').fill('（演示）公安机关来函')
  await page.getByRole('button', { name: '证据保全' }).click()
  await page.getByText(/起保全：（演示）公安机关来函/).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByText('证据保存', { exact: true }).scrollIntoViewIfNeeded()
  await atBothSizes(page, 'desk-custody')
  await page.getByLabel('事由（案号、来文等）').fill('（演示）案件办结')
  await page.getByRole('button', { name: '解除保全' }).click()
  await page.getByText(/起保全：/).waitFor({ state: 'hidden' })
})
