/** What hashing costs at the packing table: a film of 1080p in a real Chromium with its fake camera, `npm run bench station
 *  [SECONDS]`. The time of every hash as the page sees it (an upper bound: it waits for others as well), beside all that the
 *  browser takes of the processor meanwhile, and beside Node's hash of as many bytes. */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { openBrowser } from '../web/e2e/browser.ts'
import { ask, entered } from '../web/e2e/court.ts'
import { openSite, withSession } from '../web/e2e/world.ts'
import { machine } from './machine.ts'

const seconds = Number(process.argv[3] ?? 30)
const say = (line: string) => process.stdout.write(`${line}\n`)
const packer = '19900000093'

/** Processor time of this process's browsers, in seconds. */
function browserSeconds(): number {
  const statOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8')
    } catch {
      return '' // it has just ended
    }
  }
  const ticks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => /^\d+ \(chrom/.test(stat))
    .map((stat) => stat.slice(stat.lastIndexOf(')')).split(' '))
    .reduce((sum, fields) => sum + Number(fields[12]) + Number(fields[13]), 0)
  return ticks / 100
}

type Hashed = { count: number; bytes: number; ms: number }
/** Asks for 1080p where the page asks for less, and notes each hash. */
const watched = () => {
  const devices = navigator.mediaDevices
  const open = devices.getUserMedia.bind(devices)
  const large = { width: { exact: 1920 }, height: { exact: 1080 }, frameRate: { ideal: 30 } }
  devices.getUserMedia = (wanted) => open({ ...wanted, video: { ...Object(wanted?.video), ...large } })
  const hashed = { count: 0, bytes: 0, ms: 0 }
  Object.assign(window, { hashed })
  const { digest } = SubtleCrypto.prototype
  SubtleCrypto.prototype.digest = async function (algorithm, data) {
    const began = performance.now()
    const found = await digest.call(this, algorithm, data)
    hashed.count++
    hashed.bytes += data.byteLength
    hashed.ms += performance.now() - began
    return found
  }
}

say(machine())
const site = await openSite()
const browser = await openBrowser()
const operator = await entered(browser, site.url, '19900000023')
const { id } = await ask(operator, '/merchants', { name: '青瓷小铺' })
await ask(operator, `/merchants/${id}/members`, { phone: packer, name: '贾打包' })
const context = await browser.newContext({ baseURL: site.url })
await context.addInitScript(watched)
await withSession(context, { url: site.url, number: packer, isStaff: true })
const page = await context.newPage()
await page.goto('/station')
await page.locator('#waybill:enabled').waitFor()
await page.keyboard.type('SF202611280001')
await page.keyboard.press('Enter')
await page.locator('.now').getByText('0:05').waitFor()
const taken = () => page.evaluate<Hashed>('({ ...hashed })')
const [before, cpu, began] = [await taken(), browserSeconds(), performance.now()]
await page.waitForTimeout(seconds * 1_000)
const [after, used, lasted] = [await taken(), browserSeconds() - cpu, (performance.now() - began) / 1_000]
const hashed = { count: after.count - before.count, bytes: after.bytes - before.bytes, ms: after.ms - before.ms }
const size = await page.evaluate(() => {
  const table = document.querySelector('canvas')
  return [table?.width, table?.height]
})
const bytes = randomBytes(hashed.bytes)
const bare = performance.now()
createHash('sha256').update(bytes).digest()
const bareMs = performance.now() - bare
say(`${lasted.toFixed(1)} s of film, ${size.join(' × ')}`)
say(`browser: ${((100 * used) / lasted).toFixed(1)} % of one core`)
say(
  `hashing: ${hashed.count} hashes of ${(hashed.bytes / 1e6).toFixed(2)} MB in ${hashed.ms.toFixed(1)} ms: ` +
    `${(hashed.ms / lasted / 10).toFixed(3)} % of one core, × ${(hashed.ms / 1_000 / used).toFixed(4)} of all the browser takes`,
)
say(`bound: as many bytes in Node ${bareMs.toFixed(1)} ms (× ${(hashed.ms / bareMs).toFixed(1)})`)
await browser.close()
await site.stop()
process.exit(0)
