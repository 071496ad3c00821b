import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { domainToASCII } from 'node:url'
import { type Names, nameServer } from '@anxin/server/hotlines/testing.ts'
import type { Browser, Page } from 'playwright-core'
import { desktop, openBrowser, phone, seriousFindings } from './browser.ts'
import { atBothSizes, openSite, picture, type Site, withSession } from './world.ts'

const QRCode: { toBuffer(text: string, options: object): Promise<Buffer> } = createRequire(
  new URL('../../server/package.json', import.meta.url),
)('qrcode')

let browser: Browser
let site: Site
const names: Names = {}
const nameServers = await nameServer(names)
before(async () => {
  site = await openSite({ env: { DNS_SERVERS: nameServers, WEBHOOK_PRIVATE: '1' } })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const verdict = (page: Page, what: string) => page.getByRole('region', { name: what })

test('a consumer finds out what is real and what is not, calls the real one, and reports a fake', {
  timeout: 120_000,
}, async () => {
  const context = await phone(browser, site.url)
  const page = await context.newPage()
  await page.goto('/')
  await page.getByRole('link', { name: '查真假' }).click()
  await page.getByLabel('电话、网址或网页文字').fill('４００ ３００ ０００１')
  await button(page, '查一查').click()
  await verdict(page, '400-300-0001').getByText('已验证').waitFor()
  assert.match((await verdict(page, '400-300-0001').textContent()) ?? '', /「暖阳」.*人工审核的营业执照/)
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'check-verified-phone')

  await page
    .getByLabel('电话、网址或网页文字')
    .fill(
      '暖阳热水器售后电话 400-300-0009，海风空调维修，晴川洗衣机全国统一客服。详见 t.cn/A6abc <img src=x onerror=alert(1)>',
    )
  await button(page, '查一查').click()
  await verdict(page, '400-300-0009').getByText('已被举报为假冒', { exact: false }).first().waitFor()
  await verdict(page, 't.cn').getByText('短链接', { exact: false }).waitFor()
  assert.equal(await page.getByRole('link', { name: '拨打 400-300-0001' }).getAttribute('href'), 'tel:4003000001')
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'check-fake-phone')

  await page.getByLabel('电话、网址或网页文字').fill('400-300-0007')
  await button(page, '查一查').click()
  await verdict(page, '400-300-0007').getByText('? 不能确认').waitFor()
  await withSession(context, { url: site.url, number: '19900000001' })
  await button(page, '举报这是假的').click()
  await page.getByLabel('它冒充哪个品牌（可选）').fill('暖阳')
  await page.getByLabel('发生了什么（可选）').fill('要我先付 200 元')
  await button(page, '提交举报').click()
  await page.getByText('已收到，我们会由专人核实').waitFor()

  await page.getByLabel('电话、网址或网页文字').fill('你好')
  await button(page, '查一查').click()
  await page.getByRole('alert').getByText('没有找到电话号码、网址或已登记的品牌', { exact: false }).waitFor()
  await context.close()
})

test('an operator lists a number, its record proves it, a colleague judges a licence, and a report is looked into', {
  timeout: 120_000,
}, async () => {
  const context = await desktop(browser, site.url)
  await withSession(context, { url: site.url, number: '19900000023', isStaff: true })
  const page = await context.newPage()
  await page.goto('/desk?page=hotlines')
  await button(page, '登记号码').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('品牌', { exact: true }).fill('海风')
  await dialog.getByLabel('服务电话').fill('19900000001')
  await dialog.getByLabel('公司').fill('海风电器（演示）有限公司')
  await dialog.getByLabel('品牌域名').fill('海风.example')
  await dialog.getByRole('button', { name: /登 ?记/ }).click()
  await page.getByText('手机号不能登记为服务热线', { exact: false }).waitFor()
  await dialog.getByLabel('服务电话').fill('400-300-0003')
  await dialog.getByRole('button', { name: /登 ?记/ }).click()
  const record = `_anxin-hotline.${domainToASCII('海风.example')}`
  await page.getByText(record).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, '立即检查 DNS').click()
  await page.getByText('没有记录', { exact: false }).waitFor()
  const value = await page.getByText(/^anxin-hotline=4003000003; token=/).textContent()
  names[record] = [value ?? '']
  await button(page, '立即检查 DNS').click()
  await page.getByRole('dialog').getByText('DNS 记录，至', { exact: false }).waitFor()
  await picture(page, 'desk-hotline')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await atBothSizes(page, 'desk-hotlines')

  await page.getByRole('tab', { name: '假冒举报' }).click()
  const row = page.getByRole('row').filter({ hasText: '要我先付 200 元' })
  await row.getByRole('button', { name: '认定假冒' }).click()
  await page.getByRole('menuitem', { name: '虚假收费' }).click()
  await page.getByText('没有举报').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await context.close()
})

test('at the door: the technician shows a badge without network, the consumer scans it, and a copy is found out', {
  timeout: 120_000,
}, async () => {
  const theirs = await phone(browser, site.url)
  await withSession(theirs, { url: site.url, number: '19900000013' })
  // What the demo offers is declined first: who holds an offer gets no other.
  const { items } = (await (await theirs.request.get(`${site.url}/api/v1/offers`)).json()) as {
    items: { id: string }[]
  }
  for (const { id } of items)
    await theirs.request.post(`${site.url}/api/v1/offers/${id}/decline`, {
      data: { reason: '不接' },
      headers: { origin: site.url },
    })
  const body = {
    ...{ appliance: 'gas-boiler', brand: '铜炉', fault: '点不着火', name: '秦岭', phone: '19900000005' },
    address: '广西桂林市叠彩区中山北路1号',
  }
  const answer = await fetch(`${site.url}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { number } = (await answer.json()) as { number: string }
  const tech = await theirs.newPage()
  await tech.goto('/tech')
  await tech
    .getByRole('article')
    .filter({ hasText: body.brand })
    .getByRole('button', { name: '接单', exact: true })
    .click()
  await tech.getByRole('button', { name: new RegExp(`^${body.brand}`) }).click()
  await theirs.setOffline(true)
  await button(tech, '出示工牌').click()
  await tech.getByRole('img', { name: '出示工牌' }).waitFor()
  assert.deepEqual(await seriousFindings(tech), [])
  await picture(tech, 'badge-shown-phone')
  const code = await tech.getByRole('img', { name: '出示工牌' }).screenshot()
  await theirs.close()

  const context = await phone(browser, site.url)
  const page = await context.newPage()
  await page.goto('/check')
  await button(page, '扫一扫工牌或二维码').click()
  await page.getByLabel('从相册选择').setInputFiles({ name: 'badge.png', mimeType: 'image/png', buffer: code })
  await page.getByText('请输入末四位再开门').waitFor()
  await page.getByText('李清河').waitFor()
  await page.getByLabel('单号或报修手机号的末四位').fill('9999')
  await button(page, '确认是我的师傅').click()
  await page.getByText('工牌是真的，但不是您这一单').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'badge-copied-phone')
  await page.getByLabel('单号或报修手机号的末四位').fill(number.slice(-4))
  await button(page, '确认是我的师傅').click()
  await page.getByText('就是您这一单的师傅').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'badge-mine-phone')
  const forged = await QRCode.toBuffer(`${site.url}/b/${'A'.repeat(96)}`, { width: 400 })
  await page.goto('/check')
  await button(page, '扫一扫工牌或二维码').click()
  await page.getByLabel('从相册选择').setInputFiles({ name: 'badge.png', mimeType: 'image/png', buffer: forged })
  await page.getByText('不是本平台的工牌').first().waitFor()
  await context.close()
})
