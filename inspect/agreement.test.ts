import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementWith } from './agreement.ts'
import type { Comparison } from './compare/compare.ts'

const part = { polygon: [[0, 0] as const, [9, 0] as const, [9, 9] as const], area: 0.01 }
const made: Comparison = {
  relation: 'derived',
  score: 0.5,
  isMirrored: false,
  changed: [part],
  map: null,
  alteration: 0.45,
  laying: null,
}

test('a clear change is said to be one, also where it is less sure that the photo was made from the picture', () => {
  assert.equal(agreementWith('goods.jpg', made).code, 'agreement.derived-changed')
  assert.deepEqual(agreementWith('goods.jpg', made).region, part.polygon)
})

test('a derived photo without a clear change is only derived', () => {
  assert.equal(agreementWith('goods.jpg', { ...made, alteration: 0.2 }).code, 'agreement.derived')
  assert.equal(agreementWith('goods.jpg', { ...made, changed: [] }).code, 'agreement.derived')
})
