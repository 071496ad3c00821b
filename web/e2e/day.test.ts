import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { desktop, openBrowser, phone, seriousFindings } from './browser.ts'
import { engage, type Hand } from './crew.ts'
import { atBothSizes, openSite, picture, type Site, withSession } from './world.ts'

/** 今日排班 with two dispatchers at it. */
let browser: Browser
let site: Site
let desks: BrowserContext[]
before(async () => {
  site = await openSite()
  browser = await openBrowser()
  await engage(site, hands)
  desks = await Promise.all(['19900000021', '19900000022'].map((number) => desk(number)))
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

async function desk(number: string): Promise<BrowserContext> {
  const context = await desktop(browser, site.url)
  await withSession(context, { url: site.url, number, isStaff: true })
  return context
}
const near = (east: number) => ({ latitude: 25.31, longitude: 110.3 + east / 90 })
const hand = (i: number, name: string, place: Hand['place'], more: Partial<Hand> = {}): Hand => ({
  ...{ name, phone: `+861990000050${i}`, place, territory: '450300', skills: ['gas-cooker'] },
  ...more,
})
const hands = [
  hand(1, '秦师傅', near(0)),
  hand(2, '覃师傅', near(8)),
  hand(3, '莫师傅', near(1), { skills: ['television'] }),
]

/** Reports something in 桂林叠彩 and gives it to somebody, as a dispatcher would. */
async function given(context: BrowserContext, { phone, to, window }: { phone: string; to: string; window?: object }) {
  const send = async (path: string, data: object) => {
    const answer = await context.request.post(`${site.url}/api/v1${path}`, { data, headers: { origin: site.url } })
    assert.ok(answer.ok(), await answer.text())
    return answer.json()
  }
  const { id, number } = await send('/orders', {
    ...{ appliance: 'gas-cooker', brand: '暖阳', fault: '打不着火', name: '罗小满', phone, urgency: 'planned' },
    ...{ address: '广西桂林市叠彩区中山北路8号', place: near(2), ...(window ? { window } : {}) },
  })
  const plan = async () => (await (await context.request.get(`${site.url}/api/v1/plans/today`)).json()) as Plan
  type Work = { order: string; search: string | null; visit: string | null; version: number | null }
  type Plan = { technicians: { id: string; name: string; stops: Work[] }[]; unserved: Work[] }
  const found = async (is: (work: Work) => boolean) => {
    const end = Date.now() + 20_000
    for (;;) {
      const { technicians, unserved } = await plan()
      const work = [...technicians.flatMap(({ stops }) => stops), ...unserved].find(
        (one) => one.order === id && is(one),
      )
      if (work) return { work, technicians }
      assert.ok(Date.now() < end, 'it stands on the board')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  const { work, technicians } = await found(({ search }) => search !== null)
  const technician = technicians.find(({ name }) => name === to)?.id ?? assert.fail(to)
  await send(`/searches/${work.search}/assign`, { technician })
  const { work: taken } = await found(({ visit }) => visit !== null)
  return {
    number,
    visit: taken.visit ?? '',
    send,
    idOf: (name: string) => technicians.find((one) => one.name === name)?.id,
  }
}

const open = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage()
  await page.goto('/desk?page=day')
  await page.getByRole('region', { name: '师傅今日时间表' }).waitFor()
  return page
}
/** Drags what is held over a lane: a browser tells of it when it moves there. */
async function over(page: Page, name: string): Promise<void> {
  const box = (await lane(page, name).boundingBox()) ?? assert.fail(name)
  for (const x of [300, 310, 320]) await page.mouse.move(box.x + x, box.y + box.height / 2, { steps: 3 })
}
const lane = (page: Page, name: string) => page.locator('.lane', { hasText: name })

test('an order is dragged to somebody else: each lane says what that would do, nothing happens before it is pressed, and every dispatcher sees it', {
  timeout: 120_000,
}, async () => {
  const [first, second] = desks as [BrowserContext, BrowserContext] // two
  const { number } = await given(first, { phone: '19900000101', to: '秦师傅' })
  const [page, other] = [await open(first), await open(second)]
  const bar = page.getByRole('button', { name: new RegExp(number) }).and(page.locator('.visit'))
  await lane(page, '秦师傅')
    .getByRole('button', { name: new RegExp(`${number} 已接`) })
    .waitFor()

  await bar.hover()
  await page.mouse.down()
  await over(page, '莫师傅')
  await lane(page, '莫师傅').getByText('没有这项技能').waitFor()
  await over(page, '覃师傅')
  await lane(page, '覃师傅')
    .getByText(/总路程多 \d+ 分钟/)
    .waitFor()
  await page.mouse.up()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('可以派给覃师傅').waitFor()
  await dialog.getByText('改派后时间不变，用户会收到通知').waitFor()
  assert.deepEqual(await seriousFindings(page), [])
  await lane(other, '秦师傅')
    .getByRole('button', { name: new RegExp(`${number} 已接`) })
    .waitFor()
  await dialog.getByRole('button', { name: /派给覃师傅/ }).click()
  for (const one of [page, other])
    await lane(one, '覃师傅')
      .getByRole('button', { name: new RegExp(`${number} 已接`) })
      .waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('位置示意').waitFor()
  await atBothSizes(page, 'desk-day')
  await page.close()
  await other.close()
})

test('by the keyboard: m asks what moving it would do; what somebody else has moved meanwhile is looked at again first', {
  timeout: 120_000,
}, async () => {
  const [first] = desks as [BrowserContext, BrowserContext] // two
  const { number, visit, send, idOf } = await given(first, { phone: '19900000102', to: '秦师傅' })
  const page = await open(first)
  const mine = lane(page, '秦师傅').getByRole('button', { name: new RegExp(`${number} 已接`) })
  await mine.focus()
  await page.keyboard.press('m')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('row', { name: /莫师傅.*没有这项技能/ }).waitFor()
  await dialog.getByText('现在由秦师傅负责').waitFor()
  const give = dialog.getByRole('button', { name: /派给覃师傅/ })
  await give.waitFor()
  await send(`/visits/${visit}/hand-over`, { technician: idOf('覃师傅') })
  await dialog.getByText('这一单刚刚有变动，现在由覃师傅负责').waitFor()
  assert.equal(await give.count(), 0)
  await dialog.getByRole('button', { name: '按现在的情况再看' }).click()
  await dialog.getByRole('button', { name: /派给秦师傅/ }).click()
  await mine.waitFor()
  await page.close()
})

test('a technician says on the phone when they work and what is on the van', { timeout: 60_000 }, async () => {
  const context = await phone(browser, site.url)
  await withSession(context, { url: site.url, number: '19900000503' })
  const page = await context.newPage()
  await page.goto('/tech')
  await page.getByText('上班时间与车上配件').click()
  await page.getByLabel('几点下班').fill('07:00')
  await page.getByRole('button', { name: '保存上班时间' }).click()
  await page.getByText('工作时间须从早到晚').waitFor()
  await page.getByLabel('几点下班').fill('17:30')
  await page.getByRole('button', { name: '保存上班时间' }).click()
  await page.getByLabel('车上配件').fill('fy-12，xx9')
  await page.getByRole('button', { name: '保存配件' }).click()
  await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#van')?.value === 'FY-12 XX9')
  assert.deepEqual(await seriousFindings(page), [])
  assert.equal(await page.getByLabel('几点下班').inputValue(), '17:30')
  await picture(page, 'technician-profile')
  await context.close()
})
