import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Family, Finding } from './finding.ts'
import { type Grade, gradeOf, prior, type Standing, suspicion } from './grade.ts'

const families: Family[] = ['origin', 'agreement', 'reuse', 'alteration', 'consistency']
const finding = (family: Family, strength: number): Finding => ({
  code: `${family}.x`,
  family,
  strength,
  zh: '',
  en: '',
  region: null,
})
const found = fc.array(
  fc.record({ family: fc.constantFrom(...families), strength: fc.double({ min: 0, max: 1, noNaN: true }) }),
)
const all = (list: { family: Family; strength: number }[]) => list.map((one) => finding(one.family, one.strength))
const standing = (given: Partial<Standing>): Standing => ({
  findings: [],
  agrees: false,
  isOriginal: false,
  isLive: false,
  ...given,
})
const order: Grade[] = ['A', 'B', 'C', 'D']

test('nothing found leaves the prior as it was, and the grade in the honest middle', () => {
  assert.ok(Math.abs(suspicion([]) - prior) < 1e-12)
  assert.equal(gradeOf(standing({})), 'C')
  assert.equal(gradeOf(standing({ isOriginal: true, isLive: true })), 'C')
})

test('only goods that agree are graded A or B: live, or in the original file', () => {
  assert.equal(gradeOf(standing({ agrees: true, isLive: true })), 'A')
  assert.equal(gradeOf(standing({ agrees: true, isOriginal: true })), 'B')
  assert.equal(gradeOf(standing({ agrees: true })), 'C')
})

test('a stated contradiction is D, however well the rest looks', () => {
  const good = { agrees: true, isOriginal: true, isLive: true }
  assert.equal(gradeOf(standing({ ...good, findings: [finding('origin', 0.95)] })), 'D')
  assert.equal(gradeOf(standing({ ...good, findings: [finding('alteration', 0.5)] })), 'A')
  assert.equal(gradeOf(standing({ ...good, findings: [finding('alteration', 0.7)] })), 'C')
})

test('families that agree add up; findings of one family do not', () => {
  const twice = [finding('origin', 0.7), finding('origin', 0.7)]
  assert.equal(suspicion(twice), suspicion([finding('origin', 0.7)]))
  assert.equal(gradeOf(standing({ findings: twice })), 'C')
  assert.equal(gradeOf(standing({ findings: [finding('origin', 0.7), finding('reuse', 0.7)] })), 'D')
})

test('one finding more never makes a photo look better', () => {
  fc.assert(
    fc.property(found, found, fc.boolean(), fc.boolean(), fc.boolean(), (some, more, agrees, isOriginal, isLive) => {
      const rest = { agrees, isOriginal, isLive }
      const before = gradeOf({ ...rest, findings: all(some) })
      const after = gradeOf({ ...rest, findings: all([...some, ...more]) })
      assert.ok(order.indexOf(after) >= order.indexOf(before))
      assert.ok(suspicion(all(some)) >= prior - 1e-12)
    }),
  )
})
