import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trespassesIn } from './limits.ts'

/** A fault of each kind, planted: a limit that finds nothing holds nothing. */
const lines = (n: number) => 'x()\n'.repeat(n)
const faults: [name: string, file: string, text: string, says: RegExp][] = [
  ['a long file', 'server/long.ts', lines(301), /302 lines, at most 300/],
  ['a long function', 'server/long.ts', `function long() {\n${lines(60)}}`, /62 lines in a function, at most 50/],
  [
    'deep nesting',
    'server/deep.ts',
    'function f() { if (a) { for (;;) { while (b) { if (c) x() } } } }',
    /nested 4 deep/,
  ],
  ['many imports', 'server/many.ts', "import 'a'\n".repeat(13), /13 imports/],
  ['many parameters', 'server/many.ts', 'const f = (a, b, c, d) => a', /4 parameters/],
  ['any', 'server/any.ts', 'let x: any = 1', /`any` without a reason/],
  ['as', 'server/as.ts', 'let x = y as string', /`as` without a reason/],
  ['!', 'server/not.ts', 'let x = y!', /`!` without a reason/],
  ['a clock in a pure room', 'domain/clock.ts', 'const now = Date.now()', /Date in a pure room/],
  ['the process in a pure room', 'dispatch/env.ts', 'const home = process.env.HOME', /process in a pure room/],
]

for (const [name, file, text, says] of faults)
  test(`${name} is found, and said once`, () => {
    const found = trespassesIn(file, text)
    assert.equal(found.length, 1, JSON.stringify(found))
    assert.match(found[0]?.says ?? '', says)
  })

test('what is within the limits, has a reason, or is a test is left alone', () => {
  assert.deepEqual(trespassesIn('server/fine.ts', lines(200)), [])
  assert.deepEqual(trespassesIn('server/fine.ts', 'let x = y as string // the library says so'), [])
  assert.deepEqual(trespassesIn('server/fine.ts', "let x = ['a'] as const"), [])
  assert.deepEqual(trespassesIn('domain/fine.ts', 'const at = fact.Date'), [])
  assert.deepEqual(trespassesIn('server/fine.test.ts', 'const f = (a, b, c, d) => a as any'), [])
})
