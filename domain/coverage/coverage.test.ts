import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { servers, standingOf } from './coverage.ts'

const code = fc.constantFrom(
  '620000',
  '623000',
  '623024',
  '623025',
  '450000',
  '450300',
  '450302',
  '623024102',
  '460400',
)
const appliance = fc.constantFrom('gas-boiler', 'television')
const brand = fc.constantFrom('暖阳', '清和')
const skill = fc.record({
  appliance,
  brands: fc.oneof(fc.constant('*' as const), fc.uniqueArray(brand, { minLength: 1 })),
})
const one = fc.record({ skills: fc.array(skill, { maxLength: 3 }), territory: fc.uniqueArray(code, { maxLength: 4 }) })
const wanted = fc.record({ appliance: fc.option(appliance), brand: fc.option(brand) })

test('who comes to a county is who could be offered an order from it: found place by place as by asking each', () => {
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), wanted, code, (all, asked, place) => {
      const county = place.slice(0, 6)
      const people = all.map((able, i) => ({ id: String(i), ...able }))
      const expected = people.filter(
        ({ skills, territory }) =>
          skills.some(
            (able) =>
              (asked.appliance ?? able.appliance) === able.appliance &&
              (asked.brand === null || able.brands === '*' || able.brands.includes(asked.brand)),
          ) &&
          territory.some(
            (own) =>
              own.slice(0, 6) === county ||
              (own.endsWith('0000') && county.startsWith(own.slice(0, 2))) ||
              (own.endsWith('00') && county.startsWith(own.slice(0, 4))),
          ),
      )
      assert.deepEqual(
        servers(people, asked)(county),
        expected.map(({ id }) => id),
      )
    }),
  )
})

test('a gap is where people report from and nobody comes', () => {
  assert.deepEqual(
    [standingOf(0, 3), standingOf(0, 0), standingOf(1, 0), standingOf(2, 9)],
    ['gap', 'none', 'one', 'covered'],
  )
})
