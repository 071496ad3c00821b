import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./anxin.ts', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'anxin-plan-'))
after(() => rmSync(dir, { recursive: true, force: true }))
const anxin = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { cwd: dir, encoding: 'utf8' })
const keep = (name: string, content: string) => writeFileSync(join(dir, name), content)

const problem = {
  vehicles: [{ id: 1, start_index: 0, end_index: 0, skills: [3] }],
  jobs: [
    { id: 1, location_index: 1 },
    { id: 2, location_index: 2, skills: [3] },
    { id: 3, location_index: 2, skills: [4] },
  ],
  matrices: {
    car: {
      durations: [
        [0, 5, 9],
        [5, 0, 5],
        [9, 5, 0],
      ],
    },
  },
}

test("anxin plan: VROOM's JSON in and out, or lines to read", () => {
  keep('problem.json', `\ufeff${JSON.stringify(problem)}`)
  const { status, stdout, stderr } = anxin('plan', 'problem.json', '--iterations', '50', '--json')
  assert.deepEqual([status, stderr], [0, ''])
  const answer = JSON.parse(stdout)
  assert.deepEqual(Object.keys(answer), ['code', 'summary', 'unassigned', 'routes'])
  assert.deepEqual([answer.code, answer.summary.cost, answer.summary.unassigned], [0, 19, 1])
  assert.equal(anxin('plan', 'problem.json', '--iterations', '50', '--json', '--seed', '1').stdout, stdout)
  const readable = anxin('plan', 'problem.json', '--time', '0.2')
  assert.equal(readable.status, 0)
  assert.match(
    readable.stdout,
    /^vehicle 1\tcost 19\ttravel 19 s\twaiting 0 s\t[12] \(\d+\) → [12] \(\d+\)\njob 3\tnot served: no vehicle has the skill 4\n1 routes, cost 19, 1 not served\n$/,
  )
})

test('anxin plan: the time is kept, beginning with the call', () => {
  keep('problem.json', JSON.stringify(problem))
  const called = Date.now()
  const env = { ...process.env, ANXIN_CALLED_AT: String(called - 9_000) }
  // Nine of ten seconds are said to be over: what is left is less than one.
  const { status } = spawnSync(process.execPath, [program, 'plan', 'problem.json', '--time', '10'], { cwd: dir, env })
  assert.equal(status, 0)
  assert.ok(Date.now() - called < 9_000)
})

test('anxin plan: an unreadable problem ends with a sentence that names file and place', () => {
  keep('broken.json', '{"jobs":[{"service":NaN}]}')
  keep('wrong.json', JSON.stringify({ ...problem, jobs: [{ id: 1, location_index: 1, service: -1 }] }))
  const sentences: [string[], string][] = [
    [['none.json'], "none.json does not exist: a problem in VROOM's JSON was expected.\n"],
    [['broken.json'], 'broken.json: jobs[0].service: a JSON value was expected, NaN found.\n'],
    [['wrong.json'], 'wrong.json: jobs[0].service: a whole number from 0 to 2147483647 was expected, -1 found.\n'],
    [['wrong.json', '--time', 'soon'], '--time soon: seconds, above 0 and up to 86400, were expected.\n'],
    [['wrong.json', '--iterations', '-1'], '--iterations -1: a whole number was expected.\n'],
    [['wrong.json', '--iterations', '1', '--time', '1'], '--time and --iterations: one of the two was expected.\n'],
  ]
  for (const [args, says] of sentences) {
    const { status, stdout, stderr } = anxin('plan', ...args, '--json')
    assert.deepEqual([status, stdout, stderr], [2, '', says])
  }
})
