import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../appliances/ageing.ts'
import { adviseOn } from './advice.ts'
import { addYears } from './facts.ts'
import { readFacts } from './reading.ts'
import { isInForce, statute } from './statutes.ts'

const today = '2026-11-27'
const places = [
  '440100',
  '441300',
  '440000',
  '310000',
  '110000',
  '330100',
  '420100',
  '320000',
  '623024',
  '500000',
  undefined,
]
const day = fc.integer({ min: 0, max: 17_000 }).map((n) => addDays(today, -n))
const anAct = fc.record({
  date: day,
  amountFen: fc.oneof(fc.integer({ min: 1, max: 1_100_000 }), fc.integer({ min: 1, max: 60_000_000 })),
  outcome: fc.constantFrom('obtained', 'attempted'),
  platform: fc.constantFrom(undefined, '甲', '乙'),
  means: fc.constantFrom(undefined, 'network', 'in-person'),
  age: fc.constantFrom(undefined, 12, 14, 16, 17, 18, 40, 75),
  punished: fc.boolean(),
  labelRemoved: fc.boolean(),
  asBusiness: fc.boolean(),
})
const someFacts = fc.record({
  acts: fc.array(anAct, { minLength: 1, maxLength: 8 }),
  place: fc.constantFrom(...places),
})
const advice = (facts: object) =>
  adviseOn(readFacts(JSON.parse(JSON.stringify(facts)), today), { today, placeName: null })

/** Words that say of somebody what only a court may. */
const verdicts =
  /有罪|罪犯|犯罪分子|犯罪嫌疑|嫌疑人|骗子|作案|行骗|构成犯罪|已构成|\bguilty\b|\bguilt\b|\bfraudsters?\b|\boffenders?\b|\bculprits?\b|\bconvict|\bcriminals\b|\ba criminal\b(?! tier)|\bperpetrator|\bsuspects?\b|\bcrimes?\b|\bcheaters?\b|\bscammers?\b/i

test('whatever the facts: nothing says that somebody did it, nothing cites what is not in force or not verified', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(someFacts, (facts) => {
      const found = advice(facts)
      assert.doesNotMatch(JSON.stringify(found), verdicts)
      const order = found.tiers.map(({ tier }) => ['civil', 'administrative', 'criminal'].indexOf(tier))
      assert.deepEqual(order, [...order].sort())
      const cited = new Set(found.statutes.map(({ id }) => id))
      for (const tier of found.tiers) {
        seen.add(`${tier.kind} ${tier.track} ${tier.degree} ${tier.applies}`)
        for (const id of tier.ids) assert.ok(cited.has(id) && statute(id).confidence !== 'D')
        assert.ok(tier.missing.length > 0 && tier.zh.endsWith('。') && tier.en.endsWith('.'))
        assert.match(tier.zh, /可能|无法判断|取决于|被禁止|如系|是否/)
        assert.doesNotMatch(`${tier.zh} ${tier.en}`, /null|undefined|NaN/)
        // The provision itself is that of the day of the acts, or of the decision where that one is lighter.
        const dates = tier.acts.map((i) => facts.acts[i]?.date ?? '')
        const days = tier.ids.includes('APL-37') || tier.kind === 'earlier-law' ? [today] : dates
        for (const one of days)
          assert.ok(
            isInForce(statute(tier.statute), one) || dates.some((date) => isInForce(statute(tier.statute), date)),
          )
      }
      for (const one of found.excluded) assert.ok(one.zh && one.en && one.acts.length > 0)
    }),
    { numRuns: 400, seed: 9 },
  )
  for (const wanted of [
    'fraud ordinary large unknown',
    'fraud network huge may',
    'police-penalty null null may',
    'label null null may',
  ])
    assert.ok(seen.has(wanted), `the facts never led to ${wanted}, and the test has proved little`)
})

test('every act is in a tier or has the reason why it is in none, in each law and by both sets of figures', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const found = advice(facts)
      const all = [...found.tiers, ...found.excluded]
      for (const [i] of facts.acts.entries()) {
        for (const track of ['ordinary', 'network'])
          assert.ok(
            all.some((one) => one.track === track && one.acts.includes(i)),
            `${track} ${i}`,
          )
        for (const law of ['civil', 'administrative'])
          assert.ok(
            all.some(({ tier, acts }) => tier === law && acts.includes(i)),
            `${law} ${i}`,
          )
      }
    }),
    { numRuns: 300, seed: 10 },
  )
})

/** Obviously right and slow: every set of acts that lie within two years. */
function slowly(acts: readonly { date: string; amountFen: number }[]): number {
  let most = 0
  for (let set = 1; set < 2 ** acts.length; set++) {
    const some = acts.filter((_, i) => set & (1 << i))
    const days = some.map(({ date }) => date).sort()
    if ((days.at(-1) ?? '') <= addYears(days[0] ?? '', 2))
      most = Math.max(
        most,
        some.reduce((sum, { amountFen }) => sum + amountFen, 0),
      )
  }
  return most
}
test('network fraud: no set of acts within two years comes to more than the sum', () => {
  const recent = fc.record({
    date: fc.integer({ min: 0, max: 1_800 }).map((n) => addDays(today, -n)),
    amountFen: fc.integer({ min: 1, max: 500_000 }),
    outcome: fc.constant('obtained'),
  })
  fc.assert(
    fc.property(fc.array(recent, { minLength: 1, maxLength: 8 }), (acts) => {
      assert.equal(advice({ acts }).sums.network.obtainedFen, slowly(acts))
    }),
    { numRuns: 300, seed: 11 },
  )
})

test('more money never leads to a lower degree', () => {
  const degrees = ['large', 'huge', 'especially-huge']
  const top = (facts: object, track: string) =>
    Math.max(
      -1,
      ...advice(facts)
        .tiers.filter((tier) => tier.track === track && tier.applies === 'may' && tier.outcome === 'obtained')
        .map(({ degree }) => degrees.indexOf(degree ?? '')),
    )
  fc.assert(
    fc.property(someFacts, fc.nat(50_000_000), (facts, more) => {
      const [first, ...others] = facts.acts
      if (!first) return
      const richer = { ...facts, acts: [{ ...first, amountFen: first.amountFen + more }, ...others] }
      for (const track of ['ordinary', 'network']) assert.ok(top(richer, track) >= top(facts, track))
    }),
    { numRuns: 300, seed: 12 },
  )
})
