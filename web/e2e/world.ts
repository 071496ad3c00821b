import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '@anxin/server/config.ts'
import { sql } from '@anxin/server/db/database.ts'
import { testDatabase } from '@anxin/server/db/testing.ts'
import { seedDemo } from '@anxin/server/demo.ts'
import { type Anxin, build } from '@anxin/server/start.ts'
import type { BrowserContext, Page } from 'playwright-core'
import './telling.ts'

export type Site = { url: string; anxin: Anxin; stop(): Promise<void> }

/** One number gets one code a minute; here the same people sign in again and again. The limit has tests of its own. */
let forgetCodesSent = async () => {}

type Wanted = { now?: () => number; env?: Record<string, string>; shop?: boolean }
/** A whole Anxin with its demo data on a port of its own, its worker running. `now`: the real clock unless said.
 *  `shop`: with the demo's shop and its claims. */
export async function openSite({ now = Date.now, env: more = {}, shop = false }: Wanted = {}): Promise<Site> {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-site-'))
  const database = await testDatabase()
  const env = {
    KEY_URL: `file:${join(dir, 'keys')}`,
    STORAGE_URL: `file:${join(dir, 'media')}`,
    DEMO: '1',
    LOG_LEVEL: 'error',
    PORT: '0',
    ...more,
  }
  const config = readConfig(env, join(dir, 'no.env'))
  const anxin = await build({ config, databaseUrl: database.url, now })
  await seedDemo(anxin.deps, { shop })
  const url = await anxin.app.listen({ port: 0, host: '127.0.0.1' })
  config.publicUrl = url
  const tenants = await anxin.deps.db.transaction('worker', (tx) =>
    tx.rows<{ id: string }>(sql`select id from tenants`),
  )
  forgetCodesSent = async () => {
    for (const { id: tenant } of tenants)
      await anxin.deps.db.transaction({ tenant }, (tx) => tx.rows(sql`delete from rate_limits`))
  }
  return {
    url,
    anxin,
    async stop() {
      await anxin.stop()
      await database.drop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const pictures = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))

/** A picture of the page for the docs, taken anew only when asked for (PICTURES=1): tests leave the tree as it was. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES !== '1') return
  mkdirSync(pictures, { recursive: true })
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** Its picture at the desk and on a phone, where nothing of it may stand beyond the edge; then the desk's size again. */
export async function atBothSizes(page: Page, name: string): Promise<void> {
  await picture(page, name)
  await page.setViewportSize({ width: 390, height: 844 })
  // Pictures on the page are laid out anew after the turn.
  const fits = page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 10_000 })
  await fits.catch(() => {
    throw new Error(`${name} is wider than a phone`)
  })
  await picture(page, `${name}-phone`)
  await page.setViewportSize({ width: 1440, height: 900 })
}

type Who = { url: string; number: string; isStaff?: boolean }
/** Signs somebody in without a page, for tests about what they do then; the pages of signing in have tests of their own. */
export async function withSession(context: BrowserContext, { url, number, isStaff = false }: Who): Promise<void> {
  await forgetCodesSent()
  const ask = async (path: string, data: object = {}) => {
    const answer = await context.request.post(`${url}/api/v1${path}`, { data, headers: { origin: url } })
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  const { demoCode: code } = await ask('/session/code', { phone: number })
  await ask('/session', { phone: number, code })
  if (!isStaff) return
  const { demoCode } = await ask('/session/second-factor/setup')
  await ask('/session/second-factor', { code: demoCode })
}

/** Signs in on a phone page, reading the code that the demo shows. */
export async function signInOnPhone(page: Page, number: string): Promise<void> {
  await forgetCodesSent()
  await page.getByLabel('手机号').fill(number)
  await page.getByRole('button', { name: '获取验证码' }).click()
  const shown = await page.getByText(/演示验证码：\d{6}/).textContent()
  await page.getByLabel('验证码', { exact: true }).fill(/\d{6}/.exec(shown ?? '')?.[0] ?? '')
  await page.getByRole('button', { name: '登录' }).click()
}

/** Signs in at a desk: code, then the second factor. */
export async function signInAtDesk(page: Page, number: string): Promise<void> {
  await forgetCodesSent()
  await page.getByLabel('手机号').fill(number)
  await page.getByRole('button', { name: '获取验证码' }).click()
  const shown = await page.getByText(/演示验证码：\d{6}/).textContent()
  await page.getByLabel('验证码', { exact: true }).fill(/\d{6}/.exec(shown ?? '')?.[0] ?? '')
  await page.getByRole('button', { name: /登\s?录/ }).click()
  await page.getByLabel('第二重验证').waitFor()
  const second = await page.getByText(/演示验证码：\d{6}/).textContent()
  await page.getByLabel('第二重验证').fill(/\d{6}/.exec(second ?? '')?.[0] ?? '')
  await page.getByRole('button', { name: /登\s?录/ }).click()
}
