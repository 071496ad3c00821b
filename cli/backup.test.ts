import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { livedWorld } from '@anxin/server/backup/testing.ts'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))

test('anxin backup and anxin restore: numbers on stdout, nothing else on stderr, exit 1 for a damaged backup or installation, 2 for wrong use', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-cli-'))
  after(() => rmSync(dir, { recursive: true, force: true }))
  const { world } = await livedWorld()
  // Without DATABASE_URL it is the embedded database of that folder.
  const anxin = (at: { databaseUrl?: string; dir: string }, ...args: string[]) => {
    const places = { KEY_URL: `file:${at.dir}/keys`, STORAGE_URL: `file:${at.dir}/media`, DATA_DIR: at.dir }
    const env = { ...process.env, ...places, DATABASE_URL: at.databaseUrl ?? '' }
    return spawnSync(process.execPath, [program, ...args], { env, cwd: dir, encoding: 'utf8' })
  }
  const [data, keys] = [join(dir, 'saved'), join(dir, 'saved-keys')]
  const there = { dir: join(dir, 'there') }

  assert.equal(anxin(world, 'backup', data).status, 2, 'the keys need a place of their own')
  const saved = anxin(world, 'backup', data, '--keys', keys, '--json')
  assert.deepEqual([saved.status, saved.stderr], [0, ''])
  const copied = JSON.parse(saved.stdout)
  assert.ok(copied.rows > 50 && copied.tables > 20)
  assert.deepEqual(readdirSync(keys).sort(), ['keys', 'manifest.json', 'tables'])
  const twice = anxin(world, 'backup', data, '--keys', keys)
  assert.equal(twice.status, 2)
  assert.match(twice.stderr, /is not empty/)

  const restored = anxin(there, 'restore', data, '--keys', keys, '--json')
  assert.deepEqual([restored.status, restored.stderr], [0, ''])
  const { rows, erased, cases, broken } = JSON.parse(restored.stdout)
  assert.deepEqual([rows, erased, broken], [copied.rows, 0, []])
  assert.ok(cases > 5)
  assert.equal(anxin(there, 'restore', data, '--keys', keys).status, 2, 'what is there is never written over')

  appendFileSync(join(data, 'tables/facts.jsonl'), ' ')
  const damaged = anxin(there, 'restore', data, '--keys', keys)
  assert.equal(damaged.status, 1)
  assert.match(damaged.stderr, /facts\.jsonl is not as it was written/)

  rmSync(join(world.dir, 'media'), { recursive: true })
  const lacking = anxin(world, 'backup', join(dir, 'lacking'), '--keys', join(dir, 'lacking-keys'))
  assert.equal(lacking.status, 1)
  assert.match(
    lacking.stderr,
    /media lacks \d+ files .*no backup.*--without-missing.*(\n {2}[\w-]{32} of media [\w-]{36})+\n$/,
  )
  const [rest, restKeys] = [join(dir, 'rest'), join(dir, 'rest-keys')]
  const without = anxin(world, 'backup', rest, '--keys', restKeys, '--without-missing', '--json')
  const named = /gone .*(\n {2}[\w-]{32} of media [\w-]{36})+\n$/
  assert.equal(without.status, 0)
  assert.match(without.stderr, named)
  const { missing } = JSON.parse(without.stdout)
  assert.ok(missing.length >= 4)
  const again = anxin({ dir: join(dir, 'elsewhere') }, 'restore', rest, '--keys', restKeys, '--json')
  assert.equal(again.status, 0)
  assert.match(again.stderr, named)
  assert.deepEqual(JSON.parse(again.stdout).missing, missing)
})
