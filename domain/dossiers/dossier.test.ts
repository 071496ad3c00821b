import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addresseeNames, addressees, isFor, personalFields, purposeNames } from './addressees.ts'
import { colleagueFor, hindranceTo, personFor, textFor, waybillFor } from './dossier.ts'

const buyer = { name: '卓玛措', phone: '+8619900000001' }
const masking = addresseeNames.filter((one) => addressees[one].sees.phone === 'masked')

test('police and courts see people as they are; a regulator their names alone; a platform neither', () => {
  assert.deepEqual(personFor('police', buyer), buyer)
  assert.deepEqual(personFor('court', buyer), buyer)
  assert.deepEqual(personFor('regulator', buyer), { name: '卓玛措', phone: '199****0001' })
  assert.deepEqual(personFor('platform', buyer), { name: '卓**', phone: '199****0001' })
  assert.deepEqual(personFor('platform', { name: null, phone: null }), { name: null, phone: null })
  assert.deepEqual([colleagueFor('court', '沈审核'), colleagueFor('platform', '沈审核')], ['沈审核', '沈**'])
  assert.deepEqual(
    [waybillFor('police', 'SF1234567890'), waybillFor('regulator', 'SF1234567890')],
    ['SF1234567890', '****7890'],
  )
})

test('every addressee has a purpose and a word on every field, and no purpose is without an addressee', () => {
  for (const one of addresseeNames) {
    assert.deepEqual(Object.keys(addressees[one].sees).sort(), [...personalFields].sort())
    assert.ok(addressees[one].purposes.length > 0 && addressees[one].why.zh && addressees[one].why.en)
  }
  for (const purpose of purposeNames)
    assert.ok(
      addresseeNames.some((one) => isFor(one, purpose)),
      purpose,
    )
  assert.equal(isFor('platform', 'report'), false)
})

test('what people wrote keeps no number and no name that the addressee may not read, however it is written', () => {
  const writings = ['19900000001', '+8619900000001', '199 0000 0001', '199-0000-0001', '86 19900000001', '13812345678']
  for (const one of masking)
    for (const number of writings) {
      const text = textFor(one, `请打${number}，谢谢`, [buyer])
      assert.doesNotMatch(text.replace(/\D/g, ''), /\d{11}/, text)
      assert.match(text, /^请打1\d\d\*{4}\d{4}，谢谢$/)
    }
  assert.equal(textFor('platform', '我是卓玛措，卓玛措本人', [buyer]), '我是卓**，卓**本人')
  assert.equal(textFor('regulator', '我是卓玛措', [buyer]), '我是卓玛措')
  assert.equal(textFor('police', '卓玛措 19900000001', [buyer]), '卓玛措 19900000001')
  assert.equal(
    textFor('platform', '订单 202611270000119900000001', [buyer]),
    '订单 202611270000119900000001',
    'no phone number',
  )
})

test('masking takes nothing else away from a text', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...addresseeNames),
      fc.string({ unit: fc.constantFrom('裂', '纹', ' ', '1', '¥', 'a') }),
      (one, text) => {
        if (/1/.test(text)) return
        assert.equal(textFor(one, text, [buyer]), text)
      },
    ),
  )
})

test('of what does not exist no dossier is made', () => {
  const wanted = { addressee: 'court', purpose: 'lawsuit' } as const
  assert.deepEqual(hindranceTo({ status: 'none' }, wanted), { refusal: 'dossier.still_collecting' })
  assert.deepEqual(hindranceTo({ status: 'none' }, { ...wanted, purpose: 'dispute' }), { refusal: 'dossier.purpose' })
})
