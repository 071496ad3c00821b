import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { instant } from '@anxin/domain/basics.ts'
import type { Piece } from '@anxin/domain/recordings/film.ts'
import { breakIn, headOf } from '@anxin/server/recordings/links.ts'
import { full } from '@anxin/server/trust/process.ts'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser, openProfile } from '../browser.ts'
import { ask, entered } from '../court.ts'
import { type Network, openNetwork } from '../network.ts'
import { openSite, type Site, withSession } from '../world.ts'

/** A day at the packing table: parcels in a row, the network gone twice, the browser killed once, and no film is lost. */

let browser: Browser
let site: Site
let network: Network
let operator: BrowserContext
const folder = mkdtempSync(join(tmpdir(), 'anxin-profile-'))
const open: { kill(): Promise<void> }[] = []
before(async () => {
  site = await openSite()
  browser = await openBrowser()
  network = await openNetwork(site.url)
  operator = await entered(browser, site.url, '19900000023')
  const { id } = await ask(operator, '/merchants', { name: '青瓷小铺' })
  await ask(operator, `/merchants/${id}/members`, { phone: packer, name: '贾打包' })
})
after(async () => {
  for (const one of open) await one.kill()
  await browser?.close()
  await network?.cut()
  await site?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const packer = '19900000093'
const parcels = full ? 20 : 6

async function atTable(): Promise<{ page: Page; kill(): Promise<void> }> {
  const profile = await openProfile(folder)
  open.splice(0, open.length, profile)
  await withSession(profile.context, { url: network.url, number: packer, isStaff: true })
  const page = await profile.context.newPage()
  await page.goto(`${network.url}/station`)
  await page.getByText('已连接').waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  return { page, kill: profile.kill }
}

/** As a scanner types it. */
async function scan(page: Page, waybill: string): Promise<void> {
  await page.locator('#waybill:enabled').waitFor()
  await page.keyboard.type(waybill)
  await page.keyboard.press('Enter')
  await page.locator('.now').getByText(waybill).waitFor()
  await page.locator('.now').getByText('0:02').waitFor()
}
async function sealed(page: Page, n: number): Promise<void> {
  const all = page.waitForFunction((n) => document.querySelectorAll('aside li.sealed').length === n, n, {
    timeout: 90_000,
  })
  await all.catch(async () => assert.fail((await page.locator('aside').textContent()) ?? ''))
}

type Shown = {
  id: string
  waybill: string
  status: string
  broken: unknown
  film: { media: string; head: string; ending: string }
}
async function asked<A>(path: string): Promise<A> {
  const answer = await operator.request.get(`/api/v1${path}`)
  assert.ok(answer.ok(), `${path}: ${answer.status()}`)
  return (await answer.json()) as A // as the route declares
}

test(`${parcels} parcels in a row, network cut twice, browser killed once: each film is sealed, none is lost, all verify`, {
  timeout: full ? 900_000 : 300_000,
}, async (t) => {
  const waybills = Array.from({ length: parcels }, (_, i) => `SF20261128${String(i).padStart(4, '0')}`)
  const cuts = [1, Math.floor(parcels / 2)]
  const killed = parcels - 2
  let table = await atTable()
  for (const [i, waybill] of waybills.entries()) {
    if (cuts.includes(i)) await network.cut()
    await scan(table.page, waybill)
    if (cuts.includes(i - 1)) {
      // A whole parcel was packed without network: its film waits, and goes when it is back.
      await table.page.getByText(/段待上传/).waitFor()
      await network.mend()
    }
    if (i === killed) {
      // At least two pieces: the last may be under way.
      await table.page.locator('.now').getByText('0:03').waitFor()
      await table.kill()
      table = await atTable()
      await table.page.getByText('意外中断').waitFor()
    }
  }
  await table.page.getByRole('button', { name: '封箱' }).click()
  await sealed(table.page, parcels)

  const { items } = await asked<{ items: Shown[] }>('/recordings?limit=200')
  assert.deepEqual(items.map((one) => one.waybill).sort(), waybills)
  const sizes: number[] = []
  for (const { id, waybill, status, broken, film } of items) {
    assert.deepEqual([status, broken], ['sealed', null], waybill)
    assert.equal(film.ending === 'cut', waybill === waybills[killed], `${waybill}: ${film.ending}`)
    const { items: pieces } = await asked<{ items: Piece[] }>(`/recordings/${id}/pieces`)
    const bytes = await (await operator.request.get(`/api/v1/media/${film.media}`)).body()
    assert.equal(
      await breakIn(
        (async function* () {
          yield bytes
        })(),
        pieces,
      ),
      null,
    )
    sizes.push(bytes.length)
    const facts = await started(id)
    assert.equal(headOf({ ...facts, recording: id }, pieces), film.head)
    assert.ok(pieces.length >= (film.ending === 'cut' ? 1 : 2), `${waybill}: ${pieces.length}`)
  }
  t.diagnostic(`${items.length} films, ${Math.round(sizes.reduce((a, b) => a + b, 0) / sizes.length / 1024)} KiB each`)
})

/** What the film began with, as its first fact says. */
async function started(id: string) {
  const { sql } = await import('@anxin/server/db/database.ts')
  const { db } = site.anxin.deps
  const tenants = await db.transaction('worker', (tx) => tx.rows<{ id: string }>(sql`select id from tenants`))
  const found = await Promise.all(
    tenants.map(({ id: tenant }) =>
      db.transaction({ tenant }, (tx) =>
        tx.first<{ body: Parameters<typeof headOf>[0] }>(
          sql`select body from facts where case_id = ${id} and type = 'recording.started'`,
        ),
      ),
    ),
  )
  const body = found.find((one) => one !== undefined)?.body
  assert.ok(body)
  return { ...body, startedAt: instant(body.startedAt) }
}
