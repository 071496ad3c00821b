/** Addresses a second on one core, and how many of the golden texts come out right, beside two published parsers that are
 *  fetched into a temporary folder for the run: `npm run bench regions`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { division } from '../regions/divisions.ts'
import { resolve } from '../regions/resolve.ts'
import { machine } from './machine.ts'

type Golden = { text: string; status: string; code: string }
const golden: Golden[] = readFileSync(new URL('../regions/golden.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#') && !line.startsWith('kind\t'))
  .map((line) => line.split('\t'))
  .map(([, text = '', status = '', code = '']) => ({ text, status, code }))

const folder = mkdtempSync(join(tmpdir(), 'anxin-bench-'))
writeFileSync(join(folder, 'package.json'), '{"private":true}')
execFileSync(
  'npm',
  ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'address-smart-parse@4.0.3', 'zh-address-parse@1.3.16'],
  { cwd: folder },
)
const require = createRequire(join(folder, 'package.json'))
/** The name of the division that a parser gives, as our own data calls it, to compare with ours. */
const parsers: Record<string, (text: string) => string> = {
  anxin: (text) => {
    const found = resolve(text)
    return found.status === 'resolved' ? found.division.name : found.status
  },
}
type Level = { code: string } | undefined
/** Gives candidates, the best first, each with the codes of its levels; its best is taken as its answer. */
const { parseAddress } = require('address-smart-parse') as {
  parseAddress(text: string): { province?: Level; city?: Level; county?: Level }[]
}
parsers['address-smart-parse'] = (text) => {
  const [best] = parseAddress(text)
  const code = (best?.county ?? best?.city ?? best?.province)?.code
  return code ? (division(code.padEnd(6, '0'))?.name ?? code) : 'none'
}
/** Gives names, with the city of a municipality under its own name again. */
const zhAddressParse = require('zh-address-parse') as (text: string) => Record<string, string>
parsers['zh-address-parse'] = (text) => {
  const { province = '', city = '', area = '' } = zhAddressParse(text)
  const prefecture = /^(北京|天津|上海|重庆)/.test(province) || /直辖/.test(city) ? '' : city
  return `${province}${prefecture}${area}` || 'none'
}
rmSync(folder, { recursive: true, force: true })

/** Whether the name that a parser gave is the wanted one. One without towns is right with the county of the town; any
 *  answer but a division is right where no single division is wanted. */
function isRight(got: string, { status, code }: Golden): boolean {
  const isNone = got === 'none' || got === 'ambiguous'
  if (status !== 'resolved') return isNone
  return got === division(code)?.name || got === division(code.slice(0, 6))?.name
}

function quality(parse: (text: string) => string): string {
  let right = 0
  let wrong = 0
  for (const one of golden) {
    const got = parse(one.text)
    if (isRight(got, one)) right++
    else if (got !== 'none' && got !== 'ambiguous') wrong++
  }
  return `${((100 * right) / golden.length).toFixed(1)} % right, ${((100 * wrong) / golden.length).toFixed(1)} % wrong`
}

process.stdout.write(`${machine()}\n${golden.length} golden texts\n`)
const texts = golden.map(({ text }) => text)
const fastest: Record<string, number> = {}
for (let round = 0; round < 5; round++) {
  for (const [name, parse] of Object.entries(parsers)) {
    let done = 0
    let kept = 0
    const began = performance.now()
    while (performance.now() - began < 600) {
      for (const text of texts) kept += parse(text).length
      done += texts.length
    }
    if (kept === 0) throw new Error('nothing was parsed')
    fastest[name] = Math.max(fastest[name] ?? 0, (1_000 * done) / (performance.now() - began))
  }
}
for (const [name, parse] of Object.entries(parsers)) {
  const speed = fastest[name] ?? 0
  process.stdout.write(
    `${name}: ${Math.round(speed)} a second (× ${(speed / (fastest.anxin ?? 1)).toFixed(3)} of ours), ${quality(parse)}\n`,
  )
}
