import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const require = createRequire(import.meta.url)

/** A name for this machine that browsers do not trust as they do localhost: pages there, without TLS, get no
 *  crypto.randomUUID, no clipboard, no camera and no service worker. */
export const lan = 'anxin.test'

/** Unpacks the Chromium that came inside an npm package, once a machine, and says where it is. Before browsers are
 *  opened side by side: whoever finds half of it there takes it for the whole. */
export async function unpackBrowser(): Promise<string> {
  // Machines without libnss3 get the libraries that the package brings for such machines.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x'
  sparticuz.setGraphicsMode = false
  return sparticuz.executablePath()
}

/** That Chromium, started headless. Nothing is downloaded. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await unpackBrowser()
  const libraries = [join(tmpdir(), 'al2023', 'lib'), join(tmpdir(), 'al2023.lib'), dirname(executablePath)].join(':')
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      // Drawn by the processor at once, not by a graphics card that the processor imitates.
      '--disable-gpu',
      '--disable-software-rasterizer',
      '--font-render-hinting=none',
      '--disable-background-networking',
      '--disable-component-update',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--lang=zh-CN',
      `--host-resolver-rules=MAP ${lan} 127.0.0.1`,
    ],
    env: { ...process.env, LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') },
  })
}

/** A machine without Chinese fonts shows boxes: pages of the tests get Noto Sans SC from its npm package. */
async function withFonts(context: BrowserContext): Promise<BrowserContext> {
  const folder = dirname(require.resolve('@fontsource/noto-sans-sc/package.json'))
  await context.route('**/e2e-fonts/**', (route) =>
    route.fulfill({ path: join(folder, new URL(route.request().url()).pathname.replace('/e2e-fonts/', '')) }),
  )
  await context.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      const link = document.createElement('link')
      link.rel = 'stylesheet'
      link.href = '/e2e-fonts/400.css'
      document.head.append(link)
    })
  })
  return context
}

const chinese = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } as const

/** A phone of 390 × 844 points. */
export const phone = async (browser: Browser, baseURL: string): Promise<BrowserContext> =>
  withFonts(
    await browser.newContext({
      ...chinese,
      baseURL,
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      deviceScaleFactor: 2,
    }),
  )

/** A desk of 1440 × 900 points, of somebody who asked for less motion: nothing is waited for that only moves. */
export const desktop = async (browser: Browser, baseURL: string): Promise<BrowserContext> =>
  withFonts(
    await browser.newContext({ ...chinese, baseURL, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' }),
  )

let axe: string | undefined
/** Half a megabyte, read once. */
function axeSource(): string {
  axe ??= readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
  return axe
}

/** What axe finds serious or critical on the page as it is now: one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // A button that is just being enabled is pale for a moment.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().endTime) < 10_000)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(axeSource())
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }>
      }
    } // just injected
    return (await axe.run({ resultTypes: ['violations'] })).violations
  })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
}
