import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical } from './canonical.ts'
import { factHash, firstBreak, type KeptFact } from './chain.ts'

const fact = (n: number): KeptFact => ({
  tenant: 't',
  kind: 'order',
  case: 'c',
  n,
  type: 'order.noted',
  at: '2026-11-24T00:00:00.000Z',
  by: { kind: 'clock' },
  body: { note: `第${n}条` },
})

function chainOf(length: number) {
  let before: Buffer | null = null
  return Array.from({ length }, (_, i) => {
    const kept = fact(i + 1)
    before = factHash(before, kept)
    return { ...kept, hash: before }
  })
}

test('an untouched case verifies', () => assert.equal(firstBreak(chainOf(20)), null))

test('a changed, removed, swapped or inserted fact is found, and named by its place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), fc.constantFrom('change', 'remove', 'swap', 'insert'), (i, how) => {
      const facts = chainOf(10)
      const [a, b] = facts.slice(i, i + 2)
      assert.ok(a && b)
      if (how === 'change') facts[i] = { ...a, body: { note: '改过' } }
      if (how === 'remove') facts.splice(i, 1)
      if (how === 'swap') facts.splice(i, 2, b, a)
      if (how === 'insert') facts.splice(i, 0, a)
      assert.equal(firstBreak(facts), how === 'insert' ? i + 2 : i + 1)
    }),
  )
})

test('the order in which fields were written does not matter, their values do', () => {
  assert.equal(canonical({ b: 1, a: [{ d: null, c: '安心' }] }), canonical({ a: [{ c: '安心', d: null }], b: 1 }))
  assert.notEqual(canonical({ a: 1 }), canonical({ a: '1' }))
})
