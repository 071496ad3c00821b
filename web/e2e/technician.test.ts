import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { openBrowser, phone, seriousFindings } from './browser.ts'
import { type Network, openNetwork } from './network.ts'
import { openSite, picture, type Site, signInOnPhone, withSession } from './world.ts'

let browser: Browser
let site: Site
before(async () => {
  site = await openSite()
  browser = await openBrowser()
})
const networks: Network[] = []
after(async () => {
  await browser?.close()
  for (const network of networks) await network.cut()
  await site?.stop()
})

/** Technicians of the demo, each with a place where only this one works. */
const guilin = { number: '19900000013', address: '广西桂林市叠彩区中山北路1号' }
const shenzhen = { number: '19900000014', address: '广东省深圳市福田区福华路1号' }
const gannan = { number: '19900000011', address: '甘南迭部县电尕镇兰州路1号' }

type Opened = { id: string; number: string; tracking: { token: string } }
async function report(brand: string, address: string): Promise<Opened> {
  const body = { appliance: 'gas-boiler', brand, fault: '点不着火', name: '秦岭', phone: '19900000005', address }
  const answer = await fetch(`${site.url}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(answer.status, 201)
  return (await answer.json()) as Opened
}

const byLink = ({ tracking }: Opened) => ({
  authorization: `Tracking ${tracking.token}`,
  'content-type': 'application/json',
})
type Fact = { type: string; deviceAt: string | null }
async function facts(order: Opened): Promise<Fact[]> {
  const answer = await fetch(`${site.url}/api/v1/orders/${order.id}/timeline`, { headers: byLink(order) })
  const { steps } = (await answer.json()) as { steps: Fact[] }
  return steps.filter(({ type }) => type.startsWith('visit.') && type !== 'visit.planned')
}

type OnPhone = { context: BrowserContext; page: Page; network: Network }
async function signedIn(number: string): Promise<OnPhone> {
  const network = await openNetwork(site.url)
  networks.push(network)
  const context = await phone(browser, network.url)
  await withSession(context, { url: network.url, number })
  const page = await context.newPage()
  await page.goto('/tech')
  await page.getByRole('region', { name: '我的工单' }).waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  return { context, page, network }
}

/** An order that this technician takes. What the demo offers is declined first: who holds an offer gets no other. */
async function taken(page: Page, brand: string, address: string): Promise<Opened> {
  const { items } = (await (await page.request.get('/api/v1/offers')).json()) as { items: { id: string }[] }
  for (const { id } of items) {
    const answer = await page.request.post(`/api/v1/offers/${id}/decline`, { data: { reason: '不接' } })
    assert.ok(answer.ok(), await answer.text())
  }
  const order = await report(brand, address)
  await choose(page.getByRole('article').filter({ hasText: brand }), '接单')
  await job(page, brand).waitFor()
  return order
}

const job = (page: Page, brand: string) => page.getByRole('button', { name: new RegExp(`^${brand}`) })
const choose = (where: Page | ReturnType<Page['getByRole']>, name: string) =>
  where.getByRole('button', { name, exact: true }).click()
const confirm = (page: Page) => choose(page, '确定')
const status = (page: Page, text: string) => page.locator('.status').getByText(text, { exact: true }).waitFor()
const pending = (page: Page, n: number) => page.locator('.banner').getByText(`${n} 项操作待同步`).waitFor()
const allSent = (page: Page) => page.locator('.banner').getByText('待同步').waitFor({ state: 'hidden' })

async function goOffline({ context, network, page }: OnPhone): Promise<void> {
  await network.cut()
  await context.setOffline(true)
  await page.getByText('没有网络').waitFor()
}
async function goOnline({ context, network }: OnPhone): Promise<void> {
  await network.mend()
  await context.setOffline(false)
}

async function step(page: Page, name: string): Promise<void> {
  await choose(page, name)
  await confirm(page)
}
async function diagnose(page: Page): Promise<void> {
  await choose(page, '填写诊断')
  await page.getByLabel('检查结果').fill('点火针积碳')
  await confirm(page)
}
async function sign(page: Page): Promise<void> {
  const pad = page.getByRole('img', { name: /签名/ })
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + 30, box.y + 60)
  await page.mouse.down()
  for (const x of [60, 100, 140]) await page.mouse.move(box.x + x, box.y + 40 + (x % 40), { steps: 4 })
  await page.mouse.up()
}

/** Everything that lies in this page's databases, as one text. */
const lying = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const texts: string[] = []
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name ?? ''))
      for (const store of db.objectStoreNames)
        texts.push(JSON.stringify(await done(db.transaction(store).objectStore(store).getAll())))
      db.close()
    }
    return texts.join('\n')
  })

const photo = async (name: string) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: await sharp({ create: { width: 640, height: 480, channels: 3, background: '#7a9' } })
    .jpeg()
    .toBuffer(),
})

test('a whole visit without network, reloaded and opened anew in the middle, reaches the server once and in order', {
  timeout: 180_000,
}, async () => {
  const onPhone = await signedIn(guilin.number)
  const { context, network } = onPhone
  const order = await taken(onPhone.page, '雪岭', guilin.address)
  await picture(onPhone.page, 'technician-jobs')
  assert.deepEqual(await seriousFindings(onPhone.page), [])
  assert.match(await lying(onPhone.page), /中山北路1号/)
  await goOffline(onPhone)
  await onPhone.page.reload()
  await job(onPhone.page, '雪岭').click()
  await status(onPhone.page, '待上门')
  await onPhone.page.getByText('中山北路1号').waitFor()
  await step(onPhone.page, '出发')
  await step(onPhone.page, '到达现场')
  await status(onPhone.page, '已到达')
  await onPhone.page.close()

  const page = await context.newPage()
  await page.goto('/tech')
  await pending(page, 2)
  await job(page, '雪岭').click()
  await status(page, '已到达')
  await diagnose(page)
  await choose(page, '报价')
  await page.getByLabel('项目').fill('更换点火针')
  await page.getByLabel('单价（元）').fill('200')
  await confirm(page)
  await choose(page, '用户当面同意')
  await page.getByText('¥200.00').first().waitFor()
  await sign(page)
  await confirm(page)
  await choose(page, '更换配件')
  await page.getByLabel('配件', { exact: true }).fill('点火针')
  await confirm(page)
  await page.getByText('点火针 ×1').waitFor()
  await page.reload()
  await job(page, '雪岭').click()
  await choose(page, '完工验收')
  await page.locator('input[type=file]').setInputFiles([await photo('done.jpg')])
  await sign(page)
  await confirm(page)
  await status(page, '已完成')
  await pending(page, 7)
  await picture(page, 'technician-offline')
  assert.deepEqual(await seriousFindings(page), [])
  await page.getByText('完工后地址不再显示').waitFor()
  assert.equal(await page.locator('.card').filter({ hasText: /^$/ }).count(), 0, 'no empty frame where no step is left')
  assert.doesNotMatch(await lying(page), /中山北路1号/)
  const sentBefore = (await facts(order)).length
  assert.equal(sentBefore, 0)

  await goOnline({ context, network, page })
  await allSent(page)
  const arrived = await facts(order)
  assert.deepEqual(
    arrived.map(({ type }) => type),
    ['departed', 'arrived', 'diagnosed', 'quoted', 'agreed', 'fitted', 'done'].map((name) => `visit.${name}`),
  )
  const times = arrived.map(({ deviceAt }) => Date.parse(deviceAt ?? ''))
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  )
  assert.ok(times.every((time) => time > 1_600_000_000_000))
  assert.doesNotMatch(await lying(page), /中山北路1号/)
  await context.close()
})

test('an answer lost in the middle of sending, a reload, and two tabs at once: no step twice', {
  timeout: 120_000,
}, async () => {
  const onPhone = await signedIn(shenzhen.number)
  const { context, network, page } = onPhone
  const order = await taken(page, '海岳', shenzhen.address)
  await job(page, '海岳').click()
  await goOffline(onPhone)
  await step(page, '出发')
  await step(page, '到达现场')
  await diagnose(page)
  await pending(page, 3)
  const lost = network.loseAnswerTo('/arrive')
  await goOnline(onPhone)
  await lost
  await pending(page, 2)
  await page.getByText('没有网络').waitFor()
  assert.equal((await facts(order)).length, 2, 'the server has the arrival, and the phone does not know')
  await page.reload()
  await pending(page, 2)
  const other = await context.newPage()
  await other.goto('/tech')
  await pending(other, 2)
  await network.mend()
  for (const tab of [page, other]) await tab.evaluate(() => window.dispatchEvent(new Event('online')))
  await allSent(page)
  await allSent(other)
  assert.deepEqual(
    (await facts(order)).map(({ type }) => type),
    ['visit.departed', 'visit.arrived', 'visit.diagnosed'],
  )
  const sent = (name: string) => network.passed.filter((one) => one.startsWith('POST') && one.endsWith(name)).length
  assert.deepEqual([sent('/depart'), sent('/arrive'), sent('/diagnose')], [1, 2, 1])
  await context.close()
})

test('what the server refuses is told with its reason; what follows waits, is tried again, or let go', {
  timeout: 120_000,
}, async () => {
  const onPhone = await signedIn(shenzhen.number)
  const { context, page } = onPhone
  const order = await taken(page, '云溪', shenzhen.address)
  await job(page, '云溪').click()
  await goOffline(onPhone)
  await step(page, '出发')
  await step(page, '到达现场')
  await diagnose(page)
  const cancelled = await fetch(`${site.url}/api/v1/orders/${order.id}/cancel`, {
    method: 'POST',
    headers: byLink(order),
    body: JSON.stringify({ reason: '不修了' }),
  })
  assert.ok(cancelled.ok, await cancelled.text())
  await goOnline(onPhone)
  const alert = page.getByRole('alert').filter({ hasText: '当前步骤不能进行此操作' })
  await alert.getByText('后面还有 2 步在等').waitFor()
  await picture(page, 'technician-refused')
  assert.deepEqual(await seriousFindings(page), [])
  await page.reload()
  await choose(alert, '重试')
  await alert.getByText('后面还有 2 步在等').waitFor()
  await choose(alert, '放弃这一步')
  await page.getByRole('alert').filter({ hasText: '后面还有 1 步在等' }).waitFor()
  await choose(page, '全部放弃')
  await page.getByRole('alert').waitFor({ state: 'hidden' })
  assert.ok((await facts(order)).every(({ type }) => type === 'visit.cancelled'))
  await context.close()
})

test('a session that ended keeps the steps for their technician; another one on the same phone neither sees nor sends them', {
  timeout: 120_000,
}, async () => {
  const onPhone = await signedIn(shenzhen.number)
  const { context, page, network } = onPhone
  const order = await taken(page, '山雀', shenzhen.address)
  await job(page, '山雀').click()
  await goOffline(onPhone)
  await step(page, '出发')
  await context.clearCookies()
  await goOnline(onPhone)
  await page.getByText('登录已过期').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await signInOnPhone(page, gannan.number)
  await page.getByText('其他师傅的 1 项操作').waitFor()
  assert.equal(await job(page, '山雀').count(), 0)
  assert.doesNotMatch(await lying(page), /福华路1号/)
  assert.ok(!network.passed.some((one) => one.endsWith('/depart')))
  await choose(page, '退出登录')
  await signInOnPhone(page, shenzhen.number)
  // Back at the job that this technician had open.
  await status(page, '在路上')
  await allSent(page)
  assert.deepEqual(
    (await facts(order)).map(({ type }) => type),
    ['visit.departed'],
  )
  await context.close()
})

/** A browser ends the old worker when it has nothing to do, but not one that is watched from outside. It alone is ended:
 *  the newer one, ended while it takes over, would never answer a reload. */
async function newerWorkerAtWork({ context, page }: OnPhone): Promise<void> {
  const watching = await context.newCDPSession(page)
  const statusOf = new Map<string, string>()
  watching.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) statusOf.set(versionId, status)
    const [old] = [...statusOf].find(([, status]) => status === 'activated') ?? []
    if (old && [...statusOf.values()].includes('installed'))
      void watching.send('ServiceWorker.stopWorker', { versionId: old })
  })
  await watching.send('ServiceWorker.enable')
  await page.evaluate(async () => {
    const { active, waiting } = (await navigator.serviceWorker.getRegistration('/tech')) ?? {}
    const newer = waiting ?? active
    if (newer?.state === 'activated') return
    await new Promise<void>((resolve) =>
      newer?.addEventListener('statechange', () => newer.state === 'activated' && resolve()),
    )
  })
  await watching.detach()
}

test('a newer page comes while steps lie on the phone: it is told, and nothing is lost', {
  timeout: 90_000,
}, async () => {
  const onPhone = await signedIn(gannan.number)
  const { context, page, network } = onPhone
  const order = await taken(page, '石泉', gannan.address)
  // The page is kept on the phone before a newer one comes.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await page.reload()
  await job(page, '石泉').click()
  void network.loseAnswerTo('/depart')
  await step(page, '出发')
  await page.getByText('没有网络').waitFor()
  network.update()
  await network.mend()
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.getByText('页面有新版本').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await newerWorkerAtWork(onPhone)
  await choose(page, '刷新')
  await job(page, '石泉').filter({ hasText: '在路上' }).waitFor()
  assert.equal((await facts(order)).length, 1)
  await context.close()
})

test('every state and form of the page is free of serious axe findings, in the dark and in large letters too', {
  timeout: 150_000,
}, async () => {
  const network = await openNetwork(site.url)
  networks.push(network)
  const context = await phone(browser, network.url)
  const page = await context.newPage()
  const looked = async () => assert.deepEqual(await seriousFindings(page), [])
  await page.goto('/tech')
  await page.getByLabel('手机号').waitFor()
  await looked()
  await signInOnPhone(page, '19900000012')
  await page.getByText('暂时没有工单').or(page.getByRole('article')).first().waitFor()
  await looked()
  await choose(page, '大字版')
  await page.emulateMedia({ colorScheme: 'dark' })
  await taken(page, '月桥', '甘肃省兰州市城关区张掖路1号')
  await looked()
  await job(page, '月桥').click()
  for (const name of ['出发', '到达现场', '填写诊断', '报价', '用户当面同意', '更换配件', '完工验收']) {
    await choose(page, name)
    await looked()
    if (name === '填写诊断') await page.getByLabel('检查结果').fill('积碳')
    if (name === '报价') {
      await page.getByLabel('项目').fill('点火针')
      await page.getByLabel('单价（元）').fill('120')
    }
    if (name === '用户当面同意') await sign(page)
    if (name === '更换配件') await page.getByLabel('配件', { exact: true }).fill('点火针')
    if (name === '完工验收') {
      await page.locator('input[type=file]').setInputFiles([await photo('done.jpg')])
      await sign(page)
    }
    await confirm(page)
    await page.getByRole('button', { name: '确定' }).waitFor({ state: 'hidden' })
    await looked()
  }
  await status(page, '已完成')
  await context.close()
})
