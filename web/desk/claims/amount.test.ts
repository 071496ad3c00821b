import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fenOf, typedYuan } from './amount.ts'

test('yuan as they are typed become whole fen, and nothing else does', () => {
  const cases: [string, number | null][] = [
    ['199', 19_900],
    ['1.15', 115],
    ['0.1', 10],
    [' ¥1,299.00 ', 129_900],
    ['￥8．8', null],
    ['', null],
    ['-1', null],
    ['1.234', null],
    ['1e3', null],
    ['一百', null],
  ]
  for (const [text, fen] of cases) assert.equal(fenOf(text), fen, text)
  for (const fen of [0, 1, 10, 115, 19_900, 123_456_789]) assert.equal(fenOf(typedYuan(fen)), fen)
})
