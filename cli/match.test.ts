import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-match-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const anxin = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { cwd: dir, encoding: 'utf8' })

test('anxin match: as many served as can be, then at the least cost', () => {
  writeFileSync(join(dir, 'costs.json'), '{"cost":[[4,1,3],[2,0,5],[3,2,2],[null,0,null]]}')
  const { status, stdout } = anxin('match', 'costs.json', '--json')
  assert.equal(status, 0)
  assert.deepEqual(JSON.parse(stdout), { assignment: [-1, 0, 2, 1], cost: 4 })
  const readable = anxin('match', 'costs.json')
  assert.equal(readable.stdout, '0\tnobody\n1\t0\n2\t2\n3\t1\n3 of 4 served, cost 4\n')
})

test('anxin match: an unreadable file ends with a sentence that names it', () => {
  writeFileSync(join(dir, 'bad.json'), '{"cost":[[1,2],[3]]}')
  const bad = anxin('match', 'bad.json', '--json')
  assert.deepEqual([bad.status, bad.stdout], [2, ''])
  assert.equal(bad.stderr, 'bad.json: cost[1]: 2 values were expected, as in cost[0], 1 found.\n')
  const none = anxin('match', 'none.json')
  assert.deepEqual([none.status, none.stderr], [2, 'none.json does not exist: a JSON file with costs was expected.\n'])
})
