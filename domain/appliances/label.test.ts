import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { applianceCodes } from './kinds.ts'
import { type Label, labelAddress, readLabel } from './label.ts'

const boiler: Label = {
  kind: 'gas-boiler',
  brand: '暖阳',
  model: 'NY-24/B&2',
  serial: 'SN#7788+1',
  soldOn: '2024-02-29',
  warrantyUntil: '2027-02-28',
}

test('what a label says is read back, and the serial number stands behind the #, which no server is told', () => {
  const address = labelAddress('https://anxin.example', boiler)
  assert.deepEqual(readLabel(address), boiler)
  assert.ok(!new URL(address).pathname.includes('7788') && new URL(address).search === '')
  assert.deepEqual(readLabel(new URL(address).hash), boiler)
})

test("a maker's label with months of warranty is counted from the day of sale, by ? as well as by #", () => {
  const label = readLabel('https://anxin.example/a?k=gas-boiler&b=%E6%9A%96%E9%98%B3&m=NY-24&d=2024-02-29&w=36')
  assert.equal(label?.warrantyUntil, '2027-02-28')
  assert.equal(readLabel('/a#k=gas-boiler&b=x&m=y&w=36')?.warrantyUntil, null, 'nobody knows from when')
})

test('anything else is no label, and a field that cannot be true is left out', () => {
  for (const text of [
    '',
    'https://anxin.example/pay?k=gas-boiler&b=x&m=y',
    'https://anxin.example/a',
    'weixin://scan',
    'k=spaceship&b=x&m=y',
    'k=gas-boiler&b=x',
    `k=gas-boiler&b=${'x'.repeat(41)}&m=y`,
    'k=gas-boiler&b=%E2%80%AEx&m=y',
    `k=gas-boiler&b=x&m=y&z=${'z'.repeat(1_000)}`,
  ])
    assert.equal(readLabel(text), null, text)
  for (const day of ['2023-02-29', '2024-13-01', '0000-01-01', 'gestern'])
    assert.equal(readLabel(`k=gas-boiler&b=x&m=y&d=${day}`)?.soldOn, null, day)
})

test('every label that can be made is read back as it was, and no text makes reading fail', () => {
  const word = (most: number) =>
    fc.stringMatching(new RegExp(`^[\\p{L}\\p{N}&#+%/= -]{1,${most}}$`, 'u')).map((w) => w.trim())
  fc.assert(
    fc.property(fc.constantFrom(...applianceCodes), word(20), word(20), word(20), (kind, brand, model, serial) => {
      fc.pre(brand !== '' && model !== '' && serial !== '')
      const label = { ...boiler, kind, brand, model, serial }
      assert.deepEqual(readLabel(labelAddress('http://localhost:8686', label)), label)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => void readLabel(text)))
})
