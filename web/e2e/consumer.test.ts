import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import dayjs from 'dayjs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { lan, openBrowser, phone, seriousFindings } from './browser.ts'
import { openSite, picture, type Site, signInOnPhone, withSession } from './world.ts'

const QRCode: { toBuffer(text: string, options: object): Promise<Buffer> } = createRequire(
  new URL('../../server/package.json', import.meta.url),
)('qrcode')

let browser: Browser
let site: Site
before(async () => {
  // Reminders go out from nine in the morning on, Chinese time: before that, the clock is set to it.
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const ahead = Math.max(0, Date.parse(`${day}T09:01:00+08:00`) - Date.now())
  site = await openSite({ now: () => Date.now() + ahead })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const jpeg = (bytes: Buffer, name: string) => ({ name, mimeType: 'image/jpeg', buffer: bytes })
const noise = (size: number) =>
  sharp({
    create: {
      width: size,
      height: size,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
      background: '#000',
    },
  })
    .jpeg({ quality: 95 })
    .toBuffer()
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const home = { latitude: 34.05, longitude: 103.22 }

const outbox = async (): Promise<string[]> =>
  (await (await fetch(`${site.url}/dev/outbox`)).json()).items.map(({ text }: { text: string }) => text)

/** Asks again until it is so; the test's own time limit ends it. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
  }
}

async function fillReport(page: Page, number: string, appliance: string): Promise<void> {
  await page.getByLabel('家电', { exact: true }).selectOption(appliance)
  await page.getByLabel('品牌').fill('暖阳')
  await page.getByLabel('故障描述').fill('点不着火')
  await page.getByLabel('称呼').fill('卓玛措')
  await page.getByLabel('手机号').fill(number)
  await page.getByLabel('地址').fill('甘南迭部县电尕镇兰州路1号')
}

test('registered, nearly due, told by name, and one tap makes the order', { timeout: 300_000 }, async () => {
  const context = await phone(browser, site.url)
  const page = await context.newPage()
  await page.goto('/appliances')
  await page.getByText('登录后可登记家电').waitFor()
  await signInOnPhone(page, '19900000002')
  await page.getByText('还没有登记家电').waitFor()
  await button(page, '登记家电').click()
  await page.getByLabel('品牌').fill('暖阳')
  await page.getByLabel('型号').fill('NY-24')
  // Eight years and ten days short of it: due in ten days, which is within the month of reminders.
  const soldOn = dayjs().subtract(8, 'year').add(10, 'day').format('YYYY-MM-DD')
  await page.getByLabel('购买日期').fill(soldOn)
  await page.getByLabel('易耗配件（可选）').fill('滤芯')
  await button(page, '小时').click()
  await page.getByLabel('寿命（小时），不清楚可不填').fill('1000')
  await button(page, '保存').click()
  const due = dayjs(soldOn).add(8, 'year').format('YYYY-MM-DD')
  await page.getByText(`到期 ${due}`).waitFor()
  const said = await until(async () => (await outbox()).find((text) => text.includes('整机')))
  assert.match(said, new RegExp(`您登记的暖阳燃气壁挂炉「整机」${due} 到期`))

  await button(page, '登记使用量').click()
  await page.getByLabel('累计使用（小时）').fill('1200')
  await button(page, '保存').click()
  await page.getByText('已用 1200 小时，寿命 1000 小时').waitFor()
  const filter = await until(async () => (await outbox()).find((text) => text.includes('滤芯')))
  assert.equal((await outbox()).filter((text) => text.includes('「整机」')).length, 1)
  await picture(page, 'consumer-appliances')
  assert.deepEqual(await seriousFindings(page), [])

  await page.goto(new URL(/http\S+$/.exec(filter)?.[0] ?? '').pathname)
  await page.getByText('田小雨').waitFor()
  await page.getByText('广西桂林市叠彩区中山北路8号2单元301').waitFor()
  await picture(page, 'consumer-renew')
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, '一键预约更换').click()
  await page.waitForURL(/\/orders\//)
  await page.getByText('更换配件：整机、滤芯').waitFor()
  const { items } = await page.evaluate(async () => (await fetch('/api/v1/orders')).json())
  assert.deepEqual([items[0].channel, items[0].brand, items[0].model], ['reminder', '暖阳', 'NY-24'])
  await context.close()
})

test('the calendar is subscribed to, copied and revoked on the page', { timeout: 180_000 }, async () => {
  const context = await phone(browser, site.url)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await withSession(context, { url: site.url, number: '19900000031' })
  const page = await context.newPage()
  await page.goto('/appliances')
  await register(page)
  await button(page, '生成订阅链接').click()
  const link = page.getByRole('link', { name: '在日历中订阅' })
  assert.match((await link.getAttribute('href')) ?? '', /^webcal:\/\/.+\.ics$/)
  await button(page, '复制链接').click()
  await button(page, '已复制').waitFor()
  const url = await page.evaluate(() => navigator.clipboard.readText())
  assert.match(await (await fetch(url)).text(), /^BEGIN:VCALENDAR\r\n/)
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, '停用这个链接').click()
  await button(page, '生成订阅链接').waitFor()
  assert.equal((await fetch(url)).status, 404)
  await context.close()
})

async function register(page: Page): Promise<void> {
  await button(page, '登记家电').click()
  await page.getByLabel('品牌').fill('暖阳')
  await page.getByLabel('型号').fill('NY-24')
  await button(page, '保存').click()
  await page.getByRole('heading', { name: '暖阳 燃气壁挂炉' }).waitFor()
}

test('a label fills in the report and the register, with the camera’s address or from a photo; a bad one says so', {
  timeout: 300_000,
}, async () => {
  const context = await phone(browser, site.url)
  const page = await context.newPage()
  const foreign: string[] = []
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (/^https?:/.test(protocol) && origin !== site.url) foreign.push(request.url())
  })
  const label = '/a#k=water-purifier&b=%E6%B8%85%E5%92%8C&m=QH-600&s=SN-1&d=2026-06-01&w=36'
  await page.goto(label)
  await page.getByText('2029-06-01').waitFor()
  await page.getByText('保修期内').waitFor()
  await picture(page, 'consumer-label')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('link', { name: '报修', exact: true }).click()
  await page.getByText('型号 QH-600 · 整机保修至 2029-06-01').waitFor()
  assert.equal(await page.getByLabel('品牌').inputValue(), '清和')
  assert.equal(await page.getByLabel('家电', { exact: true }).inputValue(), 'water-purifier')
  await page.goto(label)
  await page.getByRole('link', { name: '登记家电' }).click()
  await signInOnPhone(page, '19900000032')
  await page.getByText('已从机身码填好').waitFor()
  assert.equal(await page.getByLabel('整机保修至').inputValue(), '2029-06-01')
  await button(page, '保存').click()
  await page.getByRole('heading', { name: '清和 净水器' }).waitFor()
  await button(page, '机身码').click()
  const shown = await page.getByRole('img', { name: '机身码' }).getAttribute('src')

  await button(page, '登记家电').click()
  await button(page, '扫机身码填写').click()
  await page.getByLabel('相机取景').waitFor()
  const photo = page.getByLabel('从相册选择')
  await photo.setInputFiles(jpeg(await noise(300), 'nothing.jpg'))
  await page.getByText('没有找到二维码').waitFor()
  await photo.setInputFiles(jpeg(await QRCode.toBuffer('https://example.com/pay?id=1', { width: 400 }), 'other.jpg'))
  await page.getByText('这不是机身码').waitFor()
  await page.getByLabel('品牌').fill('手写')
  assert.equal(await page.getByLabel('品牌').inputValue(), '手写', 'the form stays usable')
  await picture(page, 'consumer-scan')
  assert.deepEqual(await seriousFindings(page), [])
  // The very picture that the page gives to be printed, as a phone would photograph it: small and at an angle.
  const printed = Buffer.from((shown ?? '').replace(/^data:image\/png;base64,/, ''), 'base64')
  const photographed = await sharp(printed)
    .resize(360)
    .rotate(7, { background: '#eee' })
    .blur(0.6)
    .jpeg({ quality: 70 })
    .toBuffer()
  await photo.setInputFiles(jpeg(photographed, 'label.jpg'))
  await page.getByText('已从机身码填好').waitFor()
  assert.equal(await page.getByLabel('型号').inputValue(), 'QH-600')
  assert.deepEqual(foreign, [], 'the reader comes from our own pages')

  await page.goto('/a#k=nonsense')
  await page.reload()
  await page.getByText('这个机身码无法识别').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByRole('link', { name: '报修', exact: true }).click()
  await page.getByLabel('故障描述').waitFor()
  await context.close()
})

test('a report survives a reload and an upload that fails, is one order however often it is sent, and leaves nothing behind', {
  timeout: 300_000,
}, async () => {
  const context = await phone(browser, site.url)
  const page = await context.newPage()
  await page.goto('/report')
  await fillReport(page, '19900000033', 'television')
  assert.equal(await page.locator('form :is(input:not([type=file]), select, textarea, fieldset)').count(), 7)
  await page.reload()
  assert.equal(await page.getByLabel('故障描述').inputValue(), '点不着火')

  let isDown = true
  await context.route('**/api/v1/uploads**', (route) => (isDown ? route.abort('connectionfailed') : route.continue()))
  await page.locator('input[type=file]').setInputFiles([jpeg(await noise(900), 'boiler.jpg')])
  await page.getByLabel('照片 1正在上传').waitFor()
  await button(page, '重试').waitFor()
  await page.getByText('没有传上去').waitFor()
  await picture(page, 'consumer-upload')
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, '提交报修').click()
  await page.getByText('没有传上去').waitFor()
  assert.equal(await page.getByLabel('地址').inputValue(), '甘南迭部县电尕镇兰州路1号', 'nothing of the form is lost')
  isDown = false
  await button(page, '重试').click()
  await page.getByLabel('照片 1正在上传').waitFor({ state: 'hidden' })
  await page.locator('input[type=file]').setInputFiles([jpeg(Buffer.from('no photo at all'), 'notes.jpg')])
  await page.getByText('照片 2：这不是可以打开的照片或视频').waitFor()
  assert.equal(await button(page, '重试').count(), 0, 'sent again, it would be no photo either')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByLabel('移除照片 2').click()
  await page.reload()
  await page.getByText('照片 1').waitFor()

  let answers = 0
  const ids = new Set<string>()
  await context.route('**/api/v1/orders', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    const response = await route.fetch()
    ids.add((await response.json()).id)
    // The first answer is lost on its way back: the order is there, and the page does not know.
    return ++answers === 1 ? route.abort('connectionreset') : route.fulfill({ response })
  })
  await button(page, '提交报修').click()
  await page.getByText('没有成功').waitFor()
  await button(page, '提交报修').click()
  await page.waitForURL(/\/t\//)
  await page.getByText('正在安排师傅').first().waitFor()
  assert.equal(ids.size, 1, 'one order')
  const left = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))
  for (const personal of ['卓玛措', '19900000033', '兰州路']) assert.ok(!left.includes(personal), personal)
  await context.close()
})

test('in a local network without TLS a fault is reported with its photo, and a link copied', {
  timeout: 180_000,
}, async () => {
  const context = await phone(browser, site.url.replace('127.0.0.1', lan))
  const page = await context.newPage()
  await page.goto('/report')
  assert.equal(await page.evaluate(() => 'randomUUID' in crypto || 'clipboard' in navigator), false)
  await fillReport(page, '19900000035', 'television')
  await page.locator('input[type=file]').setInputFiles([jpeg(await noise(300), 'television.jpg')])
  await page.getByLabel('照片 1正在上传').waitFor({ state: 'hidden' })
  await button(page, /位置/).click()
  await page.getByText('没有取得位置').waitFor()
  await button(page, '提交报修').click()
  await page.waitForURL(/\/t\//)
  await page.getByText('正在安排师傅').first().waitFor()
  await page.goto('/appliances')
  await signInOnPhone(page, '19900000035')
  await register(page)
  await button(page, '生成订阅链接').click()
  await button(page, '复制链接').click()
  await button(page, '已复制').waitFor()
  await context.close()
})

test('who is signed in finds name, phone and address filled in as they were last', { timeout: 180_000 }, async () => {
  const context = await phone(browser, site.url)
  await withSession(context, { url: site.url, number: '19900000003' })
  const page = await context.newPage()
  await page.goto('/report')
  const filled = async (label: string) => (await page.getByLabel(label).inputValue()) || undefined
  assert.equal(await until(() => filled('称呼')), '罗大山')
  assert.equal(await filled('手机号'), '19900000003')
  assert.equal(await filled('地址'), '浙江省杭州市余杭区良渚街道玉鸟路16号')
  await context.close()
})

const post = async (path: string, body: object, cookie = '') => {
  const headers = { 'content-type': 'application/json', cookie, origin: site.url }
  const response = await fetch(`${site.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`)
  return response
}
const cookieOf = async (context: BrowserContext) =>
  (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')

test('on the way, the page tells how far the technician is, live, and no longer than it is shared', {
  timeout: 300_000,
}, async () => {
  const tech = await phone(browser, site.url)
  await withSession(tech, { url: site.url, number: '19900000011' })
  const technician = await tech.newPage()
  await technician.goto('/tech')
  await technician.getByText('我的工单').or(technician.getByText('暂时没有工单')).first().waitFor()
  const cookie = await cookieOf(tech)
  const context = await phone(browser, site.url)
  await context.grantPermissions(['geolocation'])
  await context.setGeolocation(home)
  const page = await context.newPage()
  await page.goto('/report')
  await fillReport(page, '19900000034', 'gas-boiler')
  await button(page, '附上当前位置').click()
  await button(page, '已附上位置 ✓').waitFor()
  await picture(page, 'consumer-report')
  await button(page, '提交报修').click()
  await page.waitForURL(/\/t\//)
  const number = (await page.locator('.row b').first().textContent()) ?? ''
  const mine = technician.getByRole('article').first()
  await mine.getByRole('button', { name: '接单' }).click()
  await page.getByText('扎西顿珠 199****0011').waitFor()
  const { items } = await technician.evaluate(async () => (await fetch('/api/v1/visits')).json())
  const visit = items.find((one: { number: string }) => one.number === number)
  await post('/technicians/me/position', { latitude: 34.15, longitude: 103.22, minutes: 60 }, cookie)
  await post(`/visits/${visit.id}/depart`, { minutesAway: 40 }, cookie)
  await page.getByText(/师傅距您约 11\.1 公里 · 预计 \d\d:\d\d 到达/).waitFor()
  await post('/technicians/me/position', { latitude: 34.08, longitude: 103.22, minutes: 60 }, cookie)
  await page.getByText(/师傅距您约 3\.3 公里/).waitFor()
  await page.getByRole('status').getByText('师傅在路上').waitFor()
  await picture(page, 'consumer-tracking')
  assert.deepEqual(await seriousFindings(page), [])
  await post(`/visits/${visit.id}/arrive`, {}, cookie)
  await page.getByText('师傅距您约').waitFor({ state: 'hidden' })
  await context.close()
  await tech.close()
})

test('a wrong code on the look-up page is told beside the form, and the right one opens the order', {
  timeout: 180_000,
}, async () => {
  const context = await phone(browser, site.url)
  const { number } = await (
    await post('/orders', {
      appliance: 'dishwasher',
      brand: '清和',
      fault: '不排水',
      name: '秦岭',
      phone: '19900000035',
      address: '北京市海淀区中关村大街1号',
    })
  ).json()
  const page = await context.newPage()
  await page.goto('/track')
  await page.getByLabel('单号').fill(number)
  await page.getByLabel('手机号').fill('19900000035')
  await button(page, '获取验证码').click()
  const shown = await page.getByText(/演示验证码：\d{6}/).textContent()
  const code = /\d{6}/.exec(shown ?? '')?.[0] ?? ''
  await page.getByLabel('验证码', { exact: true }).fill(code === '111111' ? '222222' : '111111')
  await button(page, '查询').click()
  await page.getByRole('alert').getByText('验证码不正确').waitFor()
  await page.getByLabel('验证码', { exact: true }).fill(code)
  await button(page, '查询').click()
  await page.waitForURL(/\/t\//)
  await page.getByText('不排水').waitFor()
  await context.close()
})

test('every consumer page, in Chinese, and in English with large letters, has no serious finding and no target below 24 px', {
  timeout: 300_000,
}, async () => {
  const context = await phone(browser, site.url)
  const page = await context.newPage()
  const label = '/a#k=gas-boiler&b=N&m=NY-24'
  const out = ['/', '/report', '/track', '/orders', '/appliances', '/me', label, '/t/AAAA', '/nowhere']
  const look = async (paths: readonly string[], who: string) => {
    for (const [language = '', large = ''] of [
      ['zh', '0'],
      ['en', '1'],
    ]) {
      await page.evaluate(
        ([said, size]) => {
          localStorage.setItem('anxin.language', said ?? '')
          localStorage.setItem('anxin.large', size ?? '')
        },
        [language, large],
      )
      for (const path of paths) {
        await page.goto(path)
        await page.locator('.top').waitFor()
        await page
          .getByText(/加载中|Loading/)
          .first()
          .waitFor({ state: 'hidden' })
        const where = `${path} ${language} ${large} ${who}`
        assert.deepEqual(await seriousFindings(page), [], where)
        assert.deepEqual(await smallTargets(page), [], where)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(wide <= 0, `${where} is ${wide} px too wide`)
      }
    }
  }
  await page.goto('/')
  await look(out, 'out')
  await withSession(context, { url: site.url, number: '19900000002' })
  const { items } = await page.evaluate(async () => (await fetch('/api/v1/orders')).json())
  const { items: own } = await page.evaluate(async () => (await fetch('/api/v1/appliances')).json())
  await look(['/orders', `/orders/${items[0].id}`, '/appliances', `/renew/${own[0]?.id ?? 'none'}`, '/me'], 'in')
  await context.close()
})

/** What can be pressed and is smaller than 24 × 24 px (WCAG 2.2, 2.5.8), links inside a sentence left out. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a, select, input:not([type=file]), textarea, label:has(input)')].flatMap(
      (one) => {
        const { width, height } = one.getBoundingClientRect()
        const isSeen = width > 0 && height > 0
        return isSeen && (width < 24 || height < 24) ? [`${one.outerHTML.slice(0, 80)} ${width}×${height}`] : []
      },
    ),
  )
