import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clocks } from '@anxin/domain/oversight/clocks.ts'
import { labelKinds } from '@anxin/domain/oversight/labels.ts'
import { rate } from '@anxin/domain/oversight/rate.ts'
import { appealEnds, endings } from '@anxin/domain/oversight/results.ts'
import { stages } from '@anxin/domain/oversight/times.ts'
import { sayRate } from './rates.ts'
import en from './words.en.json' with { type: 'json' }
import zh from './words.zh.json' with { type: 'json' }

test('of few no percentage is shown, of many both, and never one without its interval', () => {
  assert.deepEqual(sayRate(rate(3, 7)), { main: '3 / 7', counts: '', interval: '16%–75%' })
  assert.deepEqual(sayRate(rate(0, 0)), { main: '0 / 0', counts: '', interval: '' })
  assert.deepEqual(sayRate(rate(12, 48)), { main: '25.0%', counts: '12 / 48', interval: '15%–39%' })
})

test('the page has a word in both languages for everything that is counted', () => {
  assert.deepEqual(Object.keys(en), Object.keys(zh))
  const named = [
    ...endings.map((ending) => `cl.ov.ending.${ending}`),
    ...appealEnds.map((end) => `cl.ov.appeal.${end}`),
    ...stages.map((stage) => `cl.ov.stage.${stage}`),
    ...clocks.map((clock) => `cl.ov.clock.${clock}`),
    ...labelKinds.map((kind) => `cl.ov.label.${kind}`),
  ]
  assert.deepEqual(
    named.filter((key) => !(key in zh)),
    [],
  )
  const placesIn = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort()
  for (const [key, text] of Object.entries(zh))
    assert.deepEqual(placesIn(Object.entries(en).find(([one]) => one === key)?.[1] ?? ''), placesIn(text), key)
})
