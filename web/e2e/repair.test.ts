import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { desktop, openBrowser, phone, seriousFindings } from './browser.ts'
import { openSite, picture, type Site, signInAtDesk, signInOnPhone } from './world.ts'

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

const photo = async (name: string) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: await sharp({ create: { width: 320, height: 240, channels: 3, background: '#7a9' } })
    .jpeg()
    .toBuffer(),
})

const confirm = (page: Page) => page.getByRole('button', { name: '确定' }).click()
const choose = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const status = (page: Page, text: string | RegExp) => page.locator('.status').getByText(text).first().waitFor()

test('a boiler in 甘南迭部县, in three browsers at once: reported, taken, quoted, repaired, rated', {
  timeout: 120_000,
}, async () => {
  const technician = await (await phone(browser, site.url)).newPage()
  await technician.goto('/tech')
  await signInOnPhone(technician, '19900000011')
  await technician.getByText('我的工单').or(technician.getByText('暂时没有工单')).first().waitFor()

  const consumer = await (await phone(browser, site.url)).newPage()
  await consumer.goto('/')
  await picture(consumer, 'consumer-home')
  assert.deepEqual(await seriousFindings(consumer), [])
  await consumer.getByRole('link', { name: '一键报修' }).click()
  await consumer.getByLabel('品牌').fill('暖阳')
  await consumer.getByLabel('故障描述').fill('壁挂炉点不着火，显示 E1')
  await consumer.locator('input[type=file]').setInputFiles([await photo('boiler.jpg')])
  await consumer.getByLabel('称呼').fill('卓玛措')
  await consumer.getByLabel('手机号').fill('12345')
  await consumer.getByLabel('地址').fill('甘南迭部县电尕镇兰州路1号')
  await consumer.getByRole('button', { name: '提交报修' }).click()
  await consumer.getByText('不是有效的电话号码').waitFor()
  await consumer.getByLabel('手机号').fill('19900000001')
  assert.deepEqual(await seriousFindings(consumer), [])
  await picture(consumer, 'consumer-report')
  await consumer.getByRole('button', { name: '提交报修' }).click()
  await consumer.waitForURL(/\/t\//)
  await consumer.getByText('甘肃省甘南藏族自治州迭部县电尕镇').waitFor()

  await technician.getByText('暖阳 燃气壁挂炉').first().waitFor()
  await picture(technician, 'technician-offer')
  assert.deepEqual(await seriousFindings(technician), [])
  await choose(technician, '接单')
  await status(consumer, '师傅已接单')
  await consumer.getByText('扎西顿珠').waitFor()
  await technician.getByText('待上门').click()

  await choose(technician, '出发')
  await confirm(technician)
  await consumer.getByText('师傅已出发').waitFor()
  await picture(consumer, 'consumer-tracking')
  await choose(technician, '到达现场')
  await confirm(technician)
  await status(consumer, '正在维修')
  await choose(technician, '填写诊断')
  await choose(technician, '点火')
  await technician.getByLabel('检查结果').fill('点火针积碳')
  await confirm(technician)
  await choose(technician, '报价')
  await technician.getByLabel('项目').fill('更换点火针')
  await technician.getByLabel('单价（元）').fill('120')
  await picture(technician, 'technician-quote')
  await confirm(technician)
  await consumer.getByRole('button', { name: '同意报价' }).click()
  await status(technician, '维修中')
  await choose(technician, '更换配件')
  await technician.getByLabel('配件', { exact: true }).fill('点火针')
  await confirm(technician)
  await consumer.getByText('更换配件：点火针').waitFor()

  const first = (await consumer.locator('.code').textContent()) ?? ''
  await guess(technician, first)
  await consumer.getByText('验收码被输错多次').waitFor()
  assert.deepEqual(await seriousFindings(consumer), [])
  await choose(consumer, '换一个新的验收码')
  const code = (await consumer.locator('.code').textContent()) ?? ''
  assert.notEqual(code, first)
  await choose(technician, '完工验收')
  await technician.locator('input[type=file]').setInputFiles([await photo('done.jpg')])
  await technician.getByLabel('用户的验收码').fill(code)
  assert.deepEqual(await seriousFindings(technician), [])
  await picture(technician, 'technician-finish')
  await confirm(technician)
  await status(consumer, '已完工')
  await consumer.getByRole('radio', { name: '5 星' }).click()
  await choose(consumer, '准时')
  await picture(consumer, 'consumer-rating')
  assert.deepEqual(await seriousFindings(consumer), [])
  await choose(consumer, '提交')
  await consumer.getByText('感谢您的评价').waitFor()

  await choose(consumer, '同样的故障又出现了')
  await consumer.getByLabel(/保障期内返修免费/).fill('又点不着了')
  await choose(consumer, '申请免费返修')
  await status(consumer, '正在安排师傅')
  await consumer.getByText('保障期内免费').first().waitFor()
})

/** Gives a wrong code to the job under way until none is taken any more. */
async function guess(technician: Page, right: string): Promise<void> {
  const { items } = await (await technician.request.get('/api/v1/visits')).json()
  const { id } = items.find(({ status }: { status: string }) => status === 'agreed')
  const given = { kind: 'code', code: right === '000000' ? '000001' : '000000' }
  for (let i = 0; i < 5; i++) {
    const data = { media: [id], given }
    assert.equal((await technician.request.post(`/api/v1/visits/${id}/finish`, { data })).status(), 422)
  }
}

test('the dispatcher sees orders, places one by hand, and looks at a number only with a purpose', {
  timeout: 90_000,
}, async () => {
  const page = await (await desktop(browser, site.url)).newPage()
  await page.goto('/desk')
  await signInAtDesk(page, '19900000022')
  await page.getByRole('row', { name: /清和/ }).first().waitFor()
  await picture(page, 'desk-orders')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('row', { name: /清和/ }).first().click()
  await page.getByText('脱水时响得很大').waitFor()
  await page.getByText('可派师傅').waitFor()
  await picture(page, 'desk-order')
  await page
    .getByRole('button', { name: /指\s?派/ })
    .first()
    .click()
  await page.getByText('派单成功').waitFor()
  await page.getByRole('combobox', { name: '查看电话' }).click()
  await page.getByTitle('致电').click()
  await page.getByText('+8619900000002').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem', { name: '查看记录' }).click()
  await page.getByText('程主管').first().waitFor()
  await page.getByRole('menuitem', { name: '承诺' }).click()
  await page.getByText('首次致电').first().waitFor()
  await picture(page, 'desk-promises')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('menuitem', { name: '师傅' }).click()
  await page.getByText('扎西顿珠').waitFor()
  await picture(page, 'desk-technicians')
  assert.deepEqual(await seriousFindings(page), [])
})

test('merchant and reviewer come in by code and second factor, and find their place', { timeout: 60_000 }, async () => {
  for (const [path, number, text] of [
    ['/merchant', '19900000024', '待答复'],
    ['/review', '19900000025', '审核队列'],
  ] as const) {
    const page = await (await desktop(browser, site.url)).newPage()
    await page.goto(path)
    await signInAtDesk(page, number)
    await page.getByRole('heading', { name: text }).waitFor()
    assert.deepEqual(await seriousFindings(page), [])
  }
})

test('an expired or broken link says so, and registering a boiler shows its statutory age', {
  timeout: 60_000,
}, async () => {
  const page = await (await phone(browser, site.url)).newPage()
  await page.goto('/t/AAAA')
  await page.getByText('这个链接无效').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('link', { name: '用单号和手机号查询' }).click()
  await page.getByLabel('单号').waitFor()
  await page.goto('/appliances')
  await signInOnPhone(page, '19900000002')
  await page.getByRole('button', { name: '登记家电' }).click()
  await page.getByLabel('品牌').fill('暖阳')
  await page.getByLabel('型号').fill('NY-24')
  await page.getByLabel('购买日期').fill('2019-03-01')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('到期 2027-03-01').waitFor()
  await page.getByText('GB 17905-2008', { exact: false }).first().waitFor()
  await picture(page, 'consumer-appliances')
  assert.deepEqual(await seriousFindings(page), [])
})
