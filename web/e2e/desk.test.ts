import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { desktop, openBrowser, seriousFindings } from './browser.ts'
import { openSite, picture, type Site, signInAtDesk, withSession } from './world.ts'

let browser: Browser
let site: Site
let operator: BrowserContext
before(async () => {
  // The system that is told stands beside this one.
  site = await openSite({ env: { WEBHOOK_PRIVATE: '1' }, shop: true })
  browser = await openBrowser()
  operator = await desktop(browser, site.url)
  const page = await operator.newPage()
  await page.goto('/desk')
  await signInAtDesk(page, '19900000023')
  await page.getByRole('row', { name: /清和/ }).waitFor()
  await page.close()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const names = [
  'orders',
  'day',
  'promises',
  'technicians',
  'coverage',
  'ratings',
  'notices',
  'reviews',
  'claims',
  'recordings',
  'instructions',
  'merchants',
  'services',
  'ledger',
  'oversight',
  'looks',
  'hotlines',
  'rules',
  'audit',
  'errands',
  'roles',
  'keys',
  'webhooks',
]
const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
/** The page has what it asked for: no table, of which there may be several, still turns. */
const settled = async (page: Page) => {
  await heading(page).waitFor()
  await page.waitForFunction(() => !document.querySelector('main .loading, main .ant-spin-spinning'))
}
/** Another page of the desk, as its menu leads there: nothing is loaded anew. */
async function turnTo(page: Page, name: string): Promise<void> {
  const before = await heading(page).textContent()
  await page.evaluate((to) => {
    history.pushState(null, '', `/desk?page=${to}`)
    dispatchEvent(new PopStateEvent('popstate'))
  }, name)
  await page.waitForFunction((said) => document.querySelector('h1')?.textContent !== said, before)
  await settled(page)
}
async function open(name: string): Promise<Page> {
  const page = await operator.newPage()
  await page.goto(`/desk?page=${name}`)
  await settled(page)
  return page
}

test('every page is accessible in light and dark, in Chinese and English, and shows no raw word', {
  timeout: 420_000,
}, async (t) => {
  const raw = /\b(cl|d|f|s|n|w|r|role|status|waiting)\.[a-z][\w.-]*\b/
  const page = await open('orders')
  t.after(() => page.evaluate(() => localStorage.clear()).then(() => page.close()))
  // Words do not change the colours, nor colours the words: each of both once.
  for (const [language, dark] of [
    ['zh', '0'],
    ['en', '1'],
  ]) {
    await page.evaluate(
      ([to, is]) => {
        localStorage.setItem('anxin.language', String(to))
        localStorage.setItem('anxin.dark', String(is))
      },
      [language, dark],
    )
    await page.goto('/desk?page=keys')
    await settled(page)
    for (const name of names) {
      await turnTo(page, name)
      assert.deepEqual(await seriousFindings(page), [], `${name} ${language} dark ${dark}`)
      assert.doesNotMatch((await page.locator('#root').textContent()) ?? '', raw, name)
      if (language === 'en') assert.doesNotMatch((await heading(page).textContent()) ?? '', /\p{Script=Han}/u, name)
      await picture(page, language === 'zh' ? `desk-${name}` : `desk-${name}-dark`)
      if (language !== 'zh') continue
      await page.setViewportSize({ width: 1024, height: 768 })
      await settled(page)
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wider <= 0, `${name} is ${wider} px wider than 1024 px`)
      await page.setViewportSize({ width: 1440, height: 900 })
    }
  }
})

test('by keyboard alone: move in the table, open, search, go elsewhere; no key is taken while somebody types', {
  timeout: 90_000,
}, async () => {
  const page = await open('orders')
  const row = () => page.evaluate(() => document.activeElement?.getAttribute('data-row-key'))
  await page.keyboard.press('j')
  const first = await row()
  await page.keyboard.press('ArrowDown')
  assert.notEqual(await row(), first)
  await page.keyboard.press('k')
  assert.equal(await row(), first)
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineWidth)
  assert.equal(outline, '2px')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('故障').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('/')
  // With a pause in which the page has looked for what stands there so far.
  await page.keyboard.type('g ')
  await page.waitForURL(/q=g(&|$)/)
  await page.keyboard.type('t n j s ?')
  assert.equal(await page.getByRole('searchbox').inputValue(), 'g t n j s ?')
  assert.equal(await page.getByRole('dialog').count(), 0)
  await page.getByText('没有符合条件的订单').waitFor()
  await page.keyboard.press('Escape')
  for (const [letter, title] of [
    ['t', '师傅'],
    ['p', '承诺'],
    ['r', '角色'],
    ['o', '订单'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }
  await page.keyboard.press('?')
  const help = page.getByRole('dialog')
  await help.getByText('下一行').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'desk-help')
  // Down, up, open, search; report, save, views; the pages; help, close.
  assert.equal(await help.locator('dt').count(), 4 + 3 + names.length + 2)
  await page.close()
})

test('a view is kept by name, renamed, shared, opened and deleted', { timeout: 90_000 }, async () => {
  const page = await open('orders&status=all&urgency=urgent')
  await page.keyboard.press('s')
  await page.getByLabel('与工作台的同事共享').check()
  await page.getByLabel('名称').fill('紧急全部')
  await page.getByLabel('名称').press('Enter')
  await page.getByText('视图已保存').waitFor()
  await page.goto('/desk?page=promises')
  await settled(page)
  await page.keyboard.press('v')
  await button(page, '紧急全部').waitFor()
  await picture(page, 'desk-views')
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, /改\s?名/).click()
  await page.getByLabel('名称').fill('所有紧急')
  await page.getByLabel('名称').press('Enter')
  await button(page, '所有紧急').click()
  await page.waitForURL(/page=orders&status=all&urgency=urgent/)
  await settled(page)

  const other = await desktop(browser, site.url)
  await withSession(other, { url: site.url, number: '19900000021', isStaff: true })
  const colleague = await other.newPage()
  await colleague.goto('/desk')
  await colleague.getByRole('row', { name: /清和/ }).waitFor()
  assert.equal(await colleague.getByRole('menuitem', { name: '接口密钥' }).count(), 0, 'a dispatcher has no such page')
  await colleague.keyboard.press('v')
  await colleague.getByRole('row', { name: /所有紧急.*苏运营/ }).waitFor()
  assert.equal(await button(colleague, /删\s?除/).count(), 0)

  await page.keyboard.press('v')
  await button(page, /删\s?除/).click()
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /删\s?除/ })
    .click()
  await page.getByText('还没有保存的视图').waitFor()
  await page.close()
})

test('the page exports what its filter finds, and says on record that it did', { timeout: 60_000 }, async () => {
  const page = await open('orders&status=received')
  await button(page, /^导出/).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV（GB18030）' }).click()
  const file = await (await waiting).path()
  const rows: string[][] = parse(iconv.decode(await readFile(file), 'gb18030'))
  assert.equal(rows[0]?.[0], '单号')
  assert.ok(rows.length >= 2 && rows.slice(1).every((row) => row[1] === '待派单'))
  await page.getByText('已导出').waitFor()
  await page.locator('.ant-dropdown').waitFor({ state: 'hidden' })
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page
    .getByRole('row', { name: /苏运营.*导出订单.*行数 \d+.*格式 csv.*状态 待派单/ })
    .first()
    .waitFor()
  await page.close()
})

test('technicians come in from a GB18030 table: previewed, confirmed, and once', { timeout: 90_000 }, async () => {
  const page = await open('technicians')
  const table =
    '姓名,手机号,技能,服务区域\n云中鹤,19900000031,空调（北辰）,甘南迭部\n海东青,19900000032,洗衣机,鼓楼区\n'
  const file = { name: '师傅.csv', mimeType: 'text/csv', buffer: iconv.encode(table, 'gb18030') }
  for (const [says, after] of [
    ['新增 1，修改 0，已存在 0，有误 1', '导入完成'],
    ['新增 0，修改 0，已存在 1，有误 1', null],
  ] as const) {
    await button(page, /^导\s?入$/).click()
    await page.getByLabel('要导入的文件').setInputFiles(file)
    await page.getByText(says).waitFor()
    await page.getByText('江苏省南京市鼓楼区', { exact: false }).first().waitFor()
    await page.getByText('云中鹤').first().waitFor()
    if (after) {
      await picture(page, 'desk-import')
      assert.deepEqual(await seriousFindings(page), [])
      await button(page, '导入 1 行').click()
      await page.getByText(after).waitFor()
      await page.getByRole('dialog').locator('.ant-modal-footer').getByRole('button').click()
      await page.getByRole('row', { name: /云中鹤.*北辰.*迭部县/ }).waitFor()
    } else assert.equal(await button(page, '导入 0 行').isDisabled(), true)
  }
  await page.close()
})

test('an operator gives a technician another region by name, a colleague a role, and a program a key', {
  timeout: 120_000,
}, async () => {
  const page = await open('technicians')
  await page
    .getByRole('row', { name: /周平安/ })
    .getByRole('button', { name: /修\s?改/ })
    .click()
  await page.getByLabel('服务区域').fill('迭部')
  await page.getByTitle('甘肃省甘南藏族自治州迭部县', { exact: true }).click()
  await page.locator('.ant-modal-title').click()
  await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' })
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'desk-technician')
  await button(page, /保\s?存/)
    .last()
    .click()
  await page.getByRole('row', { name: /周平安.*迭部县/ }).waitFor()

  await page.goto('/desk?page=roles')
  await settled(page)
  await button(page, '授予角色').click()
  await page.getByLabel('称呼').fill('新同事')
  await page.getByLabel('手机号').fill('19900000033')
  await page.getByRole('combobox', { name: /角色/ }).click()
  await page.getByTitle('客服').click()
  await button(page, /保\s?存/)
    .last()
    .click()
  await page.getByRole('row', { name: /新同事.*\*\*\*\*0033.*客服/ }).waitFor()
  await button(page, '收回 苏运营 运营').click()
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /收\s?回/ })
    .click()
  await page.getByText('这是最后一位运营').waitFor()

  await page.goto('/desk?page=keys')
  await settled(page)
  await button(page, '新建密钥').click()
  await page.getByLabel('用途').fill('商城')
  await button(page, '生成密钥').click()
  const key = (await page.locator('.ant-modal code').textContent()) ?? ''
  const asked = () => fetch(`${site.url}/api/v1/orders`, { headers: { authorization: `Bearer ${key}` } })
  assert.equal((await asked()).status, 200)
  await button(page, '我已保存').click()
  await page
    .getByRole('row', { name: /商城/ })
    .getByRole('button', { name: /停\s?用/ })
    .click()
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /停\s?用/ })
    .click()
  await page.getByText('已停用').waitFor()
  assert.equal((await asked()).status, 401)
  await page.close()
})

/** Another system that is told of orders; it answers as it is told to. */
async function receiver(): Promise<{ url: string; heard: string[]; state: { answer: number } }> {
  const heard: string[] = []
  const state = { answer: 204 }
  const server = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']))
    request.resume()
    response.writeHead(state.answer).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`, heard, state } // listens on TCP
}

test('an operator has another system told of orders, sees what it answered, sends again and stops', {
  timeout: 120_000,
}, async () => {
  const { url, heard, state } = await receiver()
  const page = await open('webhooks')
  await page.getByText('还没有推送地址').waitFor()
  await button(page, '新增推送地址').click()
  await page.getByRole('textbox', { name: /推送地址/ }).fill('ftp://example.test')
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'desk-webhook-new')
  await button(page, /添\s?加/).click()
  await page.locator('.ant-form-item-explain-error').getByText('须为公网 https 地址').waitFor()
  await page.getByRole('textbox', { name: /推送地址/ }).fill(url)
  await page.getByLabel('完工').uncheck()
  await button(page, /添\s?加/).click()
  assert.match((await page.locator('.ant-modal code').textContent()) ?? '', /^whsec_.{44}$/)
  assert.deepEqual(await seriousFindings(page), [])
  await button(page, '我已保存').click()
  await page.getByRole('row', { name: /127\.0\.0\.1.*报修受理.*推送中/ }).waitFor()

  const report = { appliance: 'television', brand: '北辰', fault: '没有声音', name: '卓玛措', phone: '19900000036' }
  const answer = await fetch(`${site.url}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...report, address: '甘南迭部县电尕镇兰州路1号' }),
  })
  const { id } = (await answer.json()) as { id: string }
  await button(page, '推送记录').click()
  const sent = page.getByRole('dialog')
  await sent.getByRole('row', { name: new RegExp(`报修受理.*${id}-1.*已送达.*status 204`) }).waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await picture(page, 'desk-webhook-sent')
  state.answer = 500
  await sent.getByRole('button', { name: '重新推送' }).click()
  await sent.getByRole('row', { name: /未送达.*status 500/ }).waitFor()
  assert.deepEqual(heard.slice(0, 2), [`${id}-1`, `${id}-1`], 'under the same id')

  await sent.getByRole('button', { name: /关\s?闭|Close/ }).click()
  await sent.waitFor({ state: 'hidden' })
  await button(page, /停\s?用/).click()
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /停\s?用/ })
    .click()
  await page.getByRole('row', { name: /127\.0\.0\.1.*已停用/ }).waitFor()
  await button(page, '推送记录').click()
  await sent.getByRole('row', { name: /未送达/ }).waitFor()
  assert.equal(await sent.getByRole('button', { name: '重新推送' }).count(), 0)
  await page.close()
})

test('the plan of the day shows who could go and why, places an order with one press, and a bar opens it', {
  timeout: 90_000,
}, async () => {
  const page = await open('day')
  const board = page.getByRole('region', { name: '师傅今日时间表' })
  const place = page.getByRole('button', { name: /指\s?派/ })
  const proposed = board.getByRole('button', { name: /建议派给/ })
  const before = await place.count()
  assert.ok(before > 0 && (await proposed.count()) === before)
  await page.getByText('路程未知，按 30 分钟计').first().waitFor()
  await place.first().click()
  const taken = board.getByRole('button', { name: /已接/ })
  await taken.waitFor()
  assert.equal(await place.count(), before - 1)
  await taken.click()
  await page.getByRole('dialog').getByText('已派单').or(page.getByRole('dialog').getByText(/师傅/)).first().waitFor()
  await page.close()
})
