import assert from 'node:assert/strict'
import { test } from 'node:test'
import en from '../../kit/words.en.json' with { type: 'json' }
import zh from '../../kit/words.zh.json' with { type: 'json' }
import { sayCell } from './cells.ts'

const inWords = (words: object) => ({
  t: (key: string) => String(Object.entries(words).find(([one]) => one === key)?.[1] ?? key),
  yuan: (fen: number) => `¥${(fen / 100).toFixed(2)}`,
})
const cells: [field: string, cell: string, zh: string, en: string][] = [
  ['standing', '"new", "doubtful"', '新买家、存疑', 'new, doubtful'],
  ['needs', '["whole", "label"]', '整体、标签', 'Whole item, Label'],
  ['needs', '[]', '无', 'none'],
  ['category', '', '不限', 'any'],
  ['category', '"fresh-food"', '生鲜', 'Fresh food'],
  ['amount', '>= 10000', '≥ ¥100.00', '≥ ¥100.00'],
  ['amount', '[2000..10000]', '¥20.00..¥100.00', '¥20.00..¥100.00'],
  ['deliveredDays', '<= 2', '≤ 2', '≤ 2'],
  ['sampled', '0.2', '0.2', '0.2'],
  ['standing', 'not("good")', 'not(良好)', 'not(good)'],
]

test('a cell of the rules reads in words, also where it has several values', () => {
  for (const [field, cell, chinese, english] of cells) {
    assert.equal(sayCell(inWords(zh), field, cell), chinese, cell)
    assert.equal(sayCell(inWords(en), field, cell).toLowerCase(), english.toLowerCase(), cell)
  }
})
