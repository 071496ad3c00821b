import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowed } from '@anxin/domain/claims/allowed.ts'
import { claimReasons } from '@anxin/domain/claims/claim.ts'
import { remedies } from '@anxin/domain/claims/terms.ts'
import { slots } from '@anxin/domain/evidence/slots.ts'
import { categories } from '@anxin/domain/rules/input.ts'
import en from './words.en.json' with { type: 'json' }
import zh from './words.zh.json' with { type: 'json' }

test('the desk has a word in both languages for everything that the rules can name', () => {
  assert.deepEqual(Object.keys(en), Object.keys(zh))
  const named = [
    ...Object.keys(allowed)
      .filter((status) => status !== 'none')
      .map((status) => `cl.status.${status}`),
    ...claimReasons.map((reason) => `cl.reason.${reason}`),
    ...[...remedies, 'refusal'].map((outcome) => `cl.outcome.${outcome}`),
    ...slots.map((slot) => `cl.slot.${slot}`),
    ...categories.map((category) => `cl.cat.${category}`),
  ]
  assert.deepEqual(
    named.filter((key) => !(key in zh)),
    [],
  )
  const placesIn = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort()
  for (const [key, text] of Object.entries(zh))
    assert.deepEqual(placesIn(Object.entries(en).find(([one]) => one === key)?.[1] ?? ''), placesIn(text), key)
})
