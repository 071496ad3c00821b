import { afterEach } from 'node:test'
import type { Page } from 'playwright-core'
import { opened } from './browser.ts'

const upTo = 2_000

/** What somebody would find on a page: its address, and what a screen reader would say of it. */
async function tell(page: Page): Promise<string> {
  const said = await page.locator('body').ariaSnapshot({ timeout: 2_000 })
  return `  ${page.url()}\n${said.slice(0, upTo).replaceAll(/^/gm, '  | ')}\n`
}

/** A test that waits in vain says what it waited for; this says what was there instead, on each page it left open. */
afterEach(async (context) => {
  if (!('passed' in context) || context.passed) return
  const pages = opened.flatMap((browser) => browser.contexts()).flatMap((one) => one.pages())
  for (const page of pages) {
    const told = await tell(page).catch((error: Error) => `  ${page.url()}: ${error.message}\n`)
    process.stderr.write(`what “${context.name}” left open:\n${told}`)
  }
})
