import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { listening } from '@anxin/server/media/testing.ts'
import { asWritten } from '@anxin/server/sheets/formula.ts'
import { plainLog, rawLog } from '@anxin/server/trust/mutants.ts'
import { folder } from '@anxin/server/trust/process.ts'
import { cellsOf, formulasIn } from '@anxin/server/trust/tables.ts'
import { asThief } from '@anxin/server/trust/thief.ts'
import { openBrowser } from '../browser.ts'
import { defenceless, lookAt } from './harm.ts'
import { hostile, idsIn } from './payloads.ts'
import { photoSaying, type Written, writeEverything } from './written.ts'

/** T6 beyond the pages: tables, the log, and the report that the command line writes. */

const written = await writeEverything(0)

const tables = [
  '/orders/export',
  '/claims/export',
  '/coverage/export',
  '/oversight/export?sheet=claims&from=2026-11-01&until=2026-11-24',
  '/oversight/export?sheet=figures&from=2026-11-01&until=2026-11-24',
]

test('no cell of any table that leaves is a formula; without the apostrophe many would be', async (t) => {
  const cells = (await Promise.all(tables.map((path) => cellsOf(written.operator, path)))).flat()
  const hostile = cells.filter((cell) => idsIn(cell).length > 0)
  t.diagnostic(JSON.stringify({ cells: cells.length, hostile: hostile.length }))
  assert.ok(hostile.length > 20, 'what people wrote stands in the tables')
  assert.deepEqual(formulasIn(cells), [])
  // The mutant: tables as they were before their cells were looked at.
  assert.ok(formulasIn(cells.map(asWritten)).length > 0)
})

/** What steers a terminal, ends a line or turns its direction: U+001B, U+009B, line ends, U+202E and their like. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const linesWith = (lines: readonly string[]) => lines.filter((line) => unseen.test(line.replace(/\n$/, '')))

/** Has the server run into trouble whose words are hostile, and asks it what no browser would ask. */
async function trouble({ world, operator }: Written, url: string): Promise<void> {
  await asThief(world.databaseUrl, (client) =>
    client.query(String.raw`
      create or replace function refuse() returns trigger language plpgsql as
        $$ begin raise exception E'no \u001b[31m \r\n{"level":60,"msg":"forged"} \u009b2J \u202e% \u2066', new.name; end $$;
      create or replace trigger refuse before insert on merchants for each row execute function refuse()`),
  )
  assert.equal((await operator.post('/merchants', { name: '\u200fפ' })).status, 500)
  await fetch(`${url}/api/v1/%1b%5b31m%0d%0a%e2%80%ae`)
  await fetch(`${url}/api/v1/orders?q=%1b%0d%0a%e2%80%ae`, { headers: { 'user-agent': '\u009b31m' } })
  const { port } = new URL(url)
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), 'localhost', () => socket.end('GET /\u001b[31m HTTP/1.1\r\n\u202e\r\n\r\n'))
    socket.resume().once('close', () => resolve())
  })
}

test('no line of the log steers the terminal of whoever reads it, whatever went wrong', {
  timeout: 60_000,
}, async (t) => {
  const url = await listening(written.world)
  const { lines } = written
  const before = lines.length
  await trouble(written, url)
  t.diagnostic(`${lines.length} lines`)
  assert.ok(lines.slice(before).some((line) => line.includes('request failed') && line.includes('forged')))
  assert.deepEqual(linesWith(lines), [])
  for (const line of lines) JSON.parse(line)

  for (const [mutant, wrong] of [[plainLog, /\u202e/] as const, [rawLog, /\p{Cc}\[31m \r\n/u] as const]) {
    mutant(written.world.anxin.deps)
    const from = lines.length
    await trouble(written, url)
    assert.match(linesWith(lines.slice(from)).join(''), wrong)
  }
})

/** The page that `anxin inspect --html` writes of photos whose names and metadata say script. */
async function report(): Promise<string> {
  const dir = folder()
  for (const side of ['claim', 'goods']) {
    mkdirSync(join(dir, side))
    for (let i = 0; i < 6; i++) {
      const say = (field: string) => hostile(`${i}.${field.length}`, 200, i)
      // A slash ends a name.
      const name = hostile(`${side === 'claim' ? 30 + i : 40 + i}.1`, 80, i).replaceAll('/', '')
      writeFileSync(join(dir, side, `${name}.jpg`), await photoSaying(say))
    }
  }
  const cli = fileURLToPath(new URL('../../../cli/anxin.ts', import.meta.url))
  const asked = ['inspect', 'claim', '--against', 'goods', '--html', 'report.html']
  const { status, stderr } = spawnSync(process.execPath, [cli, ...asked], { cwd: dir, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return readFileSync(join(dir, 'report.html'), 'utf8')
}

test('the report of a photo runs nothing that its file says, in name or metadata; the mutant without entities does', {
  timeout: 120_000,
}, async (t) => {
  const browser = await openBrowser()
  after(() => browser.close())
  const html = await report()
  const [ours = ''] = html.match(/<script>[\s\S]*?<\/script>/) ?? []
  const harmOf = async (body: string) => {
    const [context, harm] = await defenceless(browser, 'http://report.test')
    await context.route('http://report.test/', (route) =>
      route.fulfill({ body, contentType: 'text/html; charset=utf-8' }),
    )
    const page = await context.newPage()
    await page.goto('http://report.test/')
    await lookAt(page, harm)
    await context.close()
    return { ...harm, markup: harm.markup.filter((one) => !one.endsWith(ours)) }
  }
  const { executed, markup, shown } = await harmOf(html)
  t.diagnostic(JSON.stringify({ shown: new Set(shown).size }))
  assert.ok(new Set(shown).size >= 18, 'twelve names, and what six cameras say')
  assert.deepEqual([executed, markup], [[], []])
  const raw = html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
  assert.ok((await harmOf(raw)).executed.length > 0)
})
