import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Net } from './net.ts'
import { derivedness } from './relation.ts'

/** A net that says nothing: what is left is what needs no weighing. */
const undecided: Net = { centre: [0], scale: [1], hidden: [[0, 0]], out: [0, -9] }

function upright(agreeing: number, shift: number, light: number) {
  const level = { textured: 400, agreeing, likely: agreeing, mean: 0.5, shift, shiftMost: 2, rough: 1, all: 1200 }
  const evidence = {
    levels: [level, level, level, level],
    askew: 0,
    stretch: 0,
    light,
    seen: 1,
    shown: 1,
    framed: 0.05,
  }
  return { evidence, upright: [level, level] as const }
}

test('cells that agree exactly no oftener than by chance are no copy, however many agree roughly', () => {
  assert.ok(derivedness(undecided, [0], upright(173, 1.09, 0.53)) < 0.15)
  assert.ok(derivedness(undecided, [0], upright(104, 1.38, 0.96)) < 0.15)
})

test('a few exact cells are a copy, but not where light and shade differ as a whole, as around a label printed alike', () => {
  assert.ok(derivedness(undecided, [0], upright(30, 0.12, 0.9)) > 0.9)
  assert.ok(derivedness(undecided, [0], upright(135, 0.685, 0.21)) < 0.3)
  assert.ok(derivedness(undecided, [0], upright(120, 0.12, -0.2)) > 0.9, 'another background, the goods kept')
})
