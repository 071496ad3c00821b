import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listening } from '@anxin/server/media/testing.ts'
import { full } from '@anxin/server/trust/process.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { withSession } from '../world.ts'
import { defenceless, type Harm, lookAt, opened, settled } from './harm.ts'
import { payloadCount } from './payloads.ts'
import { numbers, type Written, writeEverything } from './written.ts'

/** T6: what anybody writes, wherever they can write, runs on no page on which it is read. Tables, log and the report of the
 *  command line: tables.test.ts beside this. */

const browser = await openBrowser()
after(() => browser.close())

type Role = keyof typeof numbers
const roles: readonly Role[] = [
  'consumer',
  'technician',
  'dispatcher',
  'supervisor',
  'operator',
  'merchant',
  'reviewer',
]

/** The pages of each role on which a text of somebody's can stand. */
function pagesOf({ claims, orders, purchases, appliances, rules, label }: Written): Record<Role, string[]> {
  const each = (start: string, ids: readonly string[], end = '') => ids.map((id) => `${start}${id}${end}`)
  const desk = (...pages: string[]) => pages.map((page) => `/desk?page=${page}`)
  return {
    consumer: [
      ...['/', '/report', '/orders', '/track', '/appliances', '/me', '/buys', '/claims', '/check', label],
      ...each('/orders/', orders),
      ...each('/renew/', appliances.slice(0, 1)),
      ...each('/claim?purchase=', purchases.slice(0, 1), '&line=1'),
      ...each('/claims/', claims),
    ],
    technician: ['/tech'],
    dispatcher: [
      ...desk('orders&status=all', 'promises', 'technicians', 'ratings', 'notices'),
      ...each('/desk?page=orders&order=', orders),
    ],
    supervisor: desk('oversight', 'looks', 'audit'),
    operator: [
      ...desk('reviews', 'claims', 'instructions', 'merchants', 'ledger', 'oversight', 'looks', 'audit', 'errands'),
      ...desk('rules', `rules&rule=${rules}`, 'roles', 'keys', 'webhooks', 'recordings', 'hotlines', 'coverage'),
      ...each('/desk?claim=', claims),
    ],
    merchant: [
      '/merchant',
      '/merchant?page=instructions',
      '/merchant?page=recordings',
      '/merchant?page=policies',
      ...each('/merchant?claim=', claims),
    ],
    reviewer: ['/review', '/review?page=claims', ...each('/review?claim=', claims)],
  }
}

/** What has to be opened on a page before it is seen. */
const within: Record<string, (page: Page) => Promise<void>> = {
  '/tech': (page) => page.locator('button.job').first().click(),
  '/desk?page=recordings': async (page) => {
    await page.locator('tbody button').first().click()
    await page.getByRole('dialog').waitFor()
  },
  '/desk?page=rules': (page) => page.getByRole('tab').last().click(),
  '/desk?page=hotlines': (page) => page.getByRole('tab').last().click(),
  '/desk?page=orders&status=all': async (page) => {
    await page.keyboard.press('v')
    await page.getByRole('dialog').waitFor()
  },
}

/** Texts that stand on no page: whoever shows one takes it off here. */
const nowhere = [
  'POST /visits/:id/diagnose finding',
  'POST /visits/:id/diagnose cause',
  'POST /visits/:id/quote lines.[].part',
  'POST /visits/:id/fit part',
  'POST /visits/:id/fit serial',
  'POST /ratings/:id/follow-up outcome',
  'POST /orders/:id/notes note',
  'POST /orders/:id/release reason',
  'POST /visits/:id/hand-back reason',
  'POST /purchases number',
  // The buyer's own name counts.
  'POST /purchases buyer.name',
  'POST /purchases lines.[].sku',
  'POST /claims/:id/goods/send waybill',
  // Of a photo's metadata the findings quote maker, model, program and times.
  ...['description', 'artist', 'comment', 'serial', 'credit'].map((field) => `the ${field} of a photo`),
]

async function signIn(context: BrowserContext, written: Written, { url, role }: { url: string; role: Role }) {
  written.world.pass(120_000)
  const isStaff = role !== 'consumer' && role !== 'technician'
  await withSession(context, { url, number: numbers[role], isStaff })
}

/** Opens these pages as somebody of this role, and says what they did. */
async function visit(written: Written, { url, role, paths, spoil }: Visit): Promise<Harm> {
  const [context, harm] = await defenceless(browser, url)
  await signIn(context, written, { url, role })
  if (spoil) await context.addInitScript(spoil)
  const page = await context.newPage()
  for (const path of paths) {
    await opened(page, path)
    await lookAt(page, harm)
    if (!within[path]) continue
    await within[path](page)
    await settled(page)
    await lookAt(page, harm)
  }
  await context.close()
  return harm
}
type Visit = { url: string; role: Role; paths: readonly string[]; spoil?: () => void }

/** In the short form all claims as a reviewer reads them and all orders as the desk does; two of each as the others do. */
const few = (written: Written): Written => ({
  ...written,
  claims: full ? written.claims : written.claims.slice(0, 2),
  orders: full ? written.orders : written.orders.slice(0, 2),
})
const pagesIn = (written: Written): Record<Role, string[]> => ({
  ...pagesOf(few(written)),
  reviewer: pagesOf(written).reviewer,
  dispatcher: pagesOf(written).dispatcher,
})

const first = await writeEverything(0)
const firstUrl = await listening(first.world)

test('no page of any role runs what somebody wrote', { timeout: full ? 1_700_000 : 400_000 }, async (t) => {
  const counted = { pages: 0, texts: 0, shown: 0 }
  for (let round = 0; round < (full ? payloadCount : 1); round++) {
    const written = round === 0 ? first : await writeEverything(round)
    const url = round === 0 ? firstUrl : await listening(written.world)
    const pages = pagesIn(written)
    const shown = new Set<string | undefined>()
    for (const role of roles) {
      const harm = await visit(written, { url, role, paths: pages[role] })
      assert.deepEqual([harm.executed, harm.markup], [[], []], `${role}, round ${round}`)
      for (const id of harm.shown) shown.add(written.names[Math.floor(Number(id))])
      counted.pages += pages[role].length
      counted.shown += harm.shown.length
    }
    counted.texts += written.names.length
    assert.deepEqual(
      written.names.filter((name) => !shown.has(name)),
      nowhere,
      `the others stand on some page, round ${round}`,
    )
  }
  t.diagnostic(JSON.stringify(counted))
})

/** The mutant: what is set as text is taken for markup. */
function textIsMarkup(): void {
  Object.defineProperty(Node.prototype, 'textContent', {
    set(text: string) {
      if (this instanceof Element) this.innerHTML = text
    },
    get: () => '',
    configurable: true,
  })
}

test('the mutant, pages that take a text for markup, is caught', { timeout: 120_000 }, async (t) => {
  const paths = [`/claims/${first.claims[0]}`, '/buys', '/appliances']
  const harm = await visit(first, { url: firstUrl, role: 'consumer', paths, spoil: textIsMarkup })
  t.diagnostic(JSON.stringify({ executed: harm.executed.length, markup: harm.markup.length }))
  assert.ok(harm.executed.length > 0 && harm.markup.length > 0)
})
