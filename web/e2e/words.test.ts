import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Occasion, texts } from '@anxin/server/notices/texts.ts'
import claimsEn from '../desk/claims/words.en.json' with { type: 'json' }
import claimsZh from '../desk/claims/words.zh.json' with { type: 'json' }
import en from '../kit/words.en.json' with { type: 'json' }
import zh from '../kit/words.zh.json' with { type: 'json' }

/** That reactions tell nobody of anything without words is a matter of types (`Occasion`); here, that the words are there. */

test('everything of which somebody is told is said in both languages, with the same blanks', () => {
  const blanksIn = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name.replace(/En$/, '')).sort()
  const all = Object.entries(texts)
  assert.ok(all.some(([code]) => code === 'decision.capped') && all.some(([code]) => code === 'claim.heard.not-heard'))
  for (const [code, said] of all) {
    assert.match(said.zh, /\p{Script=Han}/u, code)
    assert.match(said.en, /[a-z]{2}/, code)
    assert.doesNotMatch(said.en, /\p{Script=Han}/u, code)
    assert.deepEqual(blanksIn(said.en), blanksIn(said.zh), code)
  }
})

test('the page of notices has a line in both languages for everything that the desk is told', () => {
  const isAtDesk = (code: string) => texts[code as Occasion].channel === 'desk' // a key of the list
  const missing = Object.keys(texts)
    .filter(isAtDesk)
    .flatMap((code) => [zh, en].filter((words) => !(`n.${code}` in words)).map(() => code))
  assert.deepEqual(missing, [])
})

test('the timeline of a claim has words in both languages for every notice that a side of it gets', () => {
  const ofSides = Object.keys(texts).filter(
    (code) => /^(claim|hearing|remedy)\./.test(code) && texts[code as Occasion].channel !== 'desk', // a key of the list
  )
  assert.ok(ofSides.length > 10)
  const missing = ofSides.flatMap((code) =>
    [claimsZh, claimsEn].filter((words) => !(`n.${code}` in words)).map(() => code),
  )
  assert.deepEqual(missing, [])
})
