/** Addresses a second of one core, on the golden texts (nearly all hard) and on those of the seed file (all plain), and how
 *  many of the golden ones come out right, beside two published parsers that are fetched into a temporary folder for the
 *  run: `npm run bench regions`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { division } from '../regions/divisions.ts'
import { resolve } from '../regions/resolve.ts'
import { machine } from './machine.ts'

type Golden = { text: string; status: string; code: string }
const lines = (name: string) =>
  readFileSync(new URL(`../regions/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t'))
const golden: Golden[] = lines('golden.tsv').map(([, text = '', status = '', code = '']) => ({ text, status, code }))
const seed = lines('holdout.tsv').flatMap(([kind, text = '']) => (kind === 'seed' ? [text] : []))

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

/** Milliseconds of processor time of this thread: on a shared machine the clock also counts the work of others. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Texts a second of processor time in each of so many rounds, the parsers taking turns. */
function speeds(texts: readonly string[], rounds: number): Record<string, number[]> {
  const found: Record<string, number[]> = {}
  for (let round = 0; round < rounds; round++) {
    for (const [name, parse] of Object.entries(parsers)) {
      let done = 0
      let kept = 0
      const began = worked()
      while (worked() - began < 600) {
        for (const text of texts) kept += parse(text).length
        done += texts.length
      }
      if (kept === 0) throw new Error('nothing was parsed')
      found[name] = [...(found[name] ?? []), (1_000 * done) / (worked() - began)]
    }
  }
  return found
}
const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0

process.stdout.write(`${machine()}\n`)
for (const [set, texts] of Object.entries({ golden: golden.map(({ text }) => text), seed })) {
  process.stdout.write(`${set}: ${texts.length} texts\n`)
  const measured = speeds(texts, 5)
  const ours = median(measured.anxin ?? [])
  for (const [name, all] of Object.entries(measured)) {
    const range = `${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))}`
    process.stdout.write(
      `  ${name}: ${Math.round(median(all))} a second (${range}; × ${(median(all) / ours).toFixed(2)} of ours)\n`,
    )
  }
}
for (const [name, parse] of Object.entries(parsers)) process.stdout.write(`${name}: ${quality(parse)} of golden\n`)
