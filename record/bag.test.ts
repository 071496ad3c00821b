import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isSafePath, manifestOf, manifestText } from './bag.ts'

const hash = 'a'.repeat(64)

test('what a manifest lists comes back, whatever the names', () => {
  const path = fc.string({ minLength: 1, unit: 'grapheme', maxLength: 40 }).filter((name) => !/^[ \t*]/.test(name))
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const files = paths.map((name) => ({ path: name, sha256: hash }))
      assert.deepEqual(manifestOf(manifestText(files)), files)
    }),
  )
  assert.deepEqual(manifestOf(`${hash.toUpperCase()} *a b\r\n${hash}\tc%0A%25`), [
    { path: 'a b', sha256: hash },
    { path: 'c\n%', sha256: hash },
  ])
})

test('a line that is none is named; a line of any length, or any number of them, is looked at once', () => {
  assert.deepEqual(manifestOf(`${hash}  a\n${hash}\n`), { badLine: 2 })
  assert.deepEqual(manifestOf(`${hash}  a\n\n${hash}  b\n`), { badLine: 2 })
  for (const long of ['\n'.repeat(20_000_000), hash.repeat(500_000), `${hash}${' '.repeat(4_000_000)}`])
    assert.deepEqual(manifestOf(long), { badLine: 1 })
  assert.deepEqual(manifestOf(`${hash}${' '.repeat(4_000_000)}\u2028`), [{ path: '\u2028', sha256: hash }])
})

test('a safe path stays where it is unpacked, on any system', () => {
  for (const path of ['a', 'data/b c', '数据/图.jpg', '..a/b..', '.hidden']) assert.ok(isSafePath(path), path)
  for (const path of ['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'C:/a', 'a\\b', 'a\u0000', 'x'.repeat(2_000)])
    assert.ok(!isSafePath(path), path)
})
