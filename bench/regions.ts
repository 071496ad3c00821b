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

type Golden = { text: string; wanted: string }
const golden: Golden[] = readFileSync(new URL('../regions/golden.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([text = '', wanted = '']) => ({ text, wanted }))

const folder = mkdtempSync(join(tmpdir(), 'anxin-bench-'))
writeFileSync(join(folder, 'package.json'), '{"private":true}')
execFileSync(
  'npm',
  ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'address-smart-parse@4.0.3', 'zh-address-parse@1.3.16'],
  { cwd: folder },
)
const require = createRequire(join(folder, 'package.json'))
const pick = (module: unknown): ((text: string) => Record<string, string>) => {
  const named = module as { default?: unknown; smart?: unknown } // three ways of exporting one function
  return [module, named.default, named.smart].find((one) => typeof one === 'function') as (
    text: string,
  ) => Record<string, string>
}

/** The name that a parser gives, as one string to compare with ours. */
const parsers: Record<string, (text: string) => string> = {
  anxin: (text) => {
    const found = resolve(text)
    return found.status === 'resolved' ? found.division.name : found.status
  },
}
for (const name of ['address-smart-parse', 'zh-address-parse']) {
  try {
    const parse = pick(require(name))
    parsers[name] = (text) => {
      const { province = '', city = '', county = '', area = '' } = parse(text) ?? {}
      const prefecture = /^(北京|天津|上海|重庆)/.test(province) || /直辖/.test(city) ? '' : city
      return `${province}${prefecture}${county || area}` || 'none'
    }
  } catch (error) {
    process.stdout.write(`${name} does not load here: ${error instanceof Error ? error.message : error}\n`)
  }
}
rmSync(folder, { recursive: true, force: true })

const nameOf = (wanted: string) => division(wanted)?.name ?? wanted
function quality(parse: (text: string) => string): string {
  let right = 0
  let wrong = 0
  for (const { text, wanted } of golden) {
    const got = parse(text)
    const name = nameOf(wanted)
    // A parser without towns is right with the county; one without "ambiguous" cannot be right there.
    if (
      got === name ||
      (got !== 'none' &&
        got !== 'ambiguous' &&
        (name.startsWith(got) || got.startsWith(name)) &&
        /^\d/.test(wanted) &&
        got.length >= name.length - 6)
    )
      right++
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
