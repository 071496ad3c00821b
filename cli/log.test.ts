import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { partedNotes } from '@anxin/record/checkpoint.ts'
import { testDatabase } from '@anxin/server/db/testing.ts'
import { report, testWorld } from '@anxin/server/testing.ts'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))

test('anxin log: notes and lines on stdout, sentences in both languages, exit 1 for what was tampered with, 2 for wrong use', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-log-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const world = await testWorld()
  const at = { databaseUrl: world.databaseUrl, dir: world.dir }
  const anxin = (...args: string[]) => anxinAt(at, ...args)
  const anxinAt = (place: { databaseUrl: string; dir: string }, ...args: string[]) => {
    const places = { KEY_URL: `file:${place.dir}/keys`, STORAGE_URL: `file:${place.dir}/media` }
    const env = { ...process.env, ...places, DATABASE_URL: place.databaseUrl }
    return spawnSync(process.execPath, [program, 'log', ...args], { env, cwd: dir, encoding: 'utf8' })
  }
  assert.equal((await world.nobody.post('/orders', report)).status, 201)

  // Nothing has its place in the log yet: that is counted, and no error.
  const waiting = anxin('verify', '--json')
  assert.deepEqual([waiting.status, waiting.stderr], [0, ''])
  const before = JSON.parse(waiting.stdout)
  const mine = ({ logs }: { logs: { tenant: string; leaves: number; unsequenced: number }[] }) =>
    logs.find(({ tenant }) => tenant === world.tenant)
  assert.equal(mine(before)?.leaves, 0)
  assert.ok((mine(before)?.unsequenced ?? 0) > 1)
  assert.match(anxin('verify').stdout, /条尚未编入 \/ \d+ facts not yet entered/)

  // One for each tenant, on stdout or in a file of its own.
  const printed = anxin('checkpoint')
  assert.equal(partedNotes(printed.stdout).length, 2)
  const [kept, log] = [join(dir, 'kept'), join(dir, 'log.jsonl')]
  assert.equal(anxin('checkpoint', '--out', kept).status, 0)
  assert.equal(readFileSync(kept, 'utf8'), printed.stdout, 'the same log has the same checkpoint')
  const twice = anxin('checkpoint', '--out', kept)
  assert.deepEqual([twice.status, twice.stderr], [2, `${kept} is there already: please name a new file.\n`])
  const { checkpoints } = JSON.parse(anxin('checkpoint', '--json').stdout)
  const key: string = checkpoints.find(({ tenant }: { tenant: string }) => tenant === world.tenant).key
  const keys = checkpoints.map((one: { key: string }) => one.key)

  assert.equal(anxin('export', log).status, 0)
  const sound = anxin('verify', log, '--checkpoint', kept, '--key', ...keys)
  assert.deepEqual([sound.status, sound.stderr], [0, ''])
  assert.match(sound.stdout, /条，全部相符 \/ \d+ entries, all in order；与 \S+kept 相符 \/ agrees with \S+kept\n/)
  const over = JSON.parse(anxin('verify', '--checkpoint', kept, '--json').stdout)
  assert.deepEqual(mine(over)?.unsequenced, 0)
  assert.equal(over.cases, before.cases)

  const other = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const stranger = anxin('verify', log, '--key', other)
  assert.equal(stranger.status, 1)
  assert.match(stranger.stdout, /签名密钥不是给定的密钥 \/ it is signed with another key than the one given/)
  const short = join(dir, 'short.jsonl')
  const all = readFileSync(log, 'utf8').split('\n')
  const last = all.findLastIndex((line) => line.startsWith('{"case"'))
  writeFileSync(short, all.toSpliced(last, 1).join('\n'))
  const cut = anxin('verify', short, '--checkpoint', kept)
  assert.equal(cut.status, 1)
  assert.match(cut.stdout, /日志末尾被截断 \/ the end of the log is gone \(#\d+/)

  const none = join(dir, 'none')
  const wrong = {
    [`${none} does not exist: a file that \`anxin log export\` wrote was expected.`]: ['verify', none],
    [`${none} does not exist: a checkpoint was expected.`]: ['verify', log, '--checkpoint', none],
    [`${program} is no exported log: a file that \`anxin log export\` wrote was expected.`]: ['verify', program],
    [`${key}A is no key: <name>+<id>+<base64> was expected, as an export has it.`]: ['verify', log, '--key', `${key}A`],
    [`${dir}/no/log cannot be written (ENOENT): a new file in a folder of yours was expected.`]: [
      'export',
      `${dir}/no/log`,
    ],
  }
  for (const [sentence, args] of Object.entries(wrong)) {
    const refused = anxin(...args)
    assert.deepEqual([refused.status, refused.stdout, refused.stderr], [2, '', `${sentence}\n`])
  }
  const bare = await testDatabase({ isBare: true })
  after(() => bare.drop())
  const old = anxinAt({ databaseUrl: bare.url, dir: world.dir }, 'verify')
  assert.deepEqual(
    [old.status, old.stderr],
    [2, 'The database is older than this program: please run `anxin migrate` first.\n'],
  )
})
