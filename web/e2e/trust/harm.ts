import type { Browser, BrowserContext, Page } from 'playwright-core'
import { asked, idsIn } from './payloads.ts'

/** What a page did with the texts that it was given. */
export type Harm = {
  /** Payloads that ran, and addresses that they asked for. */
  executed: string[]
  /** Markup that nobody of ours wrote: handlers in attributes, addresses that are script, frames. */
  markup: string[]
  /** The payloads that stand on the page. */
  shown: string[]
}

/** A browser in which nothing keeps a script from running but how the page is written: our content policy, which would stop
 *  most of them, is not heeded. `x` is what payloads call. */
export async function defenceless(browser: Browser, baseURL: string): Promise<[BrowserContext, Harm]> {
  const context = await browser.newContext({
    ...{ baseURL, bypassCSP: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' },
    viewport: { width: 1440, height: 900 },
  })
  const harm: Harm = { executed: [], markup: [], shown: [] }
  await context.exposeFunction('x', (id: unknown) => void harm.executed.push(`x(${id})`))
  context.on('request', (request) => {
    if (new URL(request.url()).host === asked) harm.executed.push(request.url())
  })
  return [context, harm]
}

/** Looks at the page as it is now, wherever on it a text can stand. */
export async function lookAt(page: Page, harm: Harm): Promise<void> {
  const { text, markup } = await page.evaluate(() => {
    const all = [...document.querySelectorAll('body, body *')]
    const attributes = all.flatMap((one) => [...one.attributes].map(({ name, value }) => ({ one, name, value })))
    const fields = all.map((one) =>
      one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement ? one.value : '',
    )
    const isScript = (value: string) => /^[\s\u200f]*javascript:/i.test(value)
    return {
      text: [document.body.textContent, document.title, ...attributes.map(({ value }) => value), ...fields].join('\n'),
      markup: [
        ...attributes
          .filter(
            ({ name, value }) => /^on/.test(name) || (/^(href|src|action|formaction)$/.test(name) && isScript(value)),
          )
          .map(({ one, name, value }) => `<${one.localName} ${name}=${value}>`),
        ...all
          .filter((one) => one.matches('iframe, object, embed, body script:not([src])'))
          .map((one) => one.outerHTML),
      ],
    }
  })
  harm.shown.push(...idsIn(text))
  harm.markup.push(...markup.map((found) => `${page.url()} ${found}`))
}

/** Opens a page and waits until it has everything that it asks the server for, and has drawn it. */
export async function opened(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount !== 0)
  await page.evaluate(async () => {
    // Answers that come while nothing else is under way are the last ones; live events never end.
    const asked = () => performance.getEntriesByType('resource').length
    for (let calm = 0, seen = asked(); calm < 3; ) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 40)))
      const busy = document.querySelector('.loading, .ant-spin-spinning, [aria-busy=true]') || asked() !== seen
      seen = asked()
      calm = busy ? 0 : calm + 1
    }
  })
}
