import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '../appliances/ageing.ts'
import { type Advice, adviseOn } from './advice.ts'
import { readFacts } from './reading.ts'

type Given = { acts: object[]; place?: string; bornOn?: string; decidedOn?: string }
const advice = (given: Given, today = '2026-11-27'): Advice =>
  adviseOn(readFacts(given, today), { today, placeName: null })

/** One act of a day, of so many yuan, that obtained it. */
const act = (date: string, yuan: number, more: object = {}) => ({
  ...{ date, amountFen: Math.round(yuan * 100), outcome: 'obtained' },
  ...more,
})
const one = (date: string, yuan: number, more: object = {}) => ({ acts: [act(date, yuan, more)] })

/** `network large may`, of the criminal tiers. */
const criminal = ({ tiers }: Advice) =>
  tiers.filter(({ tier }) => tier === 'criminal').map((each) => `${each.track} ${each.degree} ${each.applies}`)
const statutesOf = ({ tiers }: Advice, tier: string) =>
  tiers.filter((each) => each.tier === tier).map((each) => each.statute)
const whysOf = ({ excluded }: Advice, tier: string) =>
  excluded.filter((each) => each.tier === tier).map(({ track, why }) => (track ? `${track} ${why}` : why))
const missingIn = (found: Advice, statute: string) =>
  found.tiers.filter((each) => each.statute === statute).flatMap(({ missing }) => missing.map(({ code }) => code))

test('2,999.99 yuan reach no criminal tier, 3,000.00 the figures of network fraud and the band of ordinary fraud', () => {
  const under = advice(one('2026-11-01', 2_999.99))
  assert.deepEqual(criminal(under), [])
  assert.deepEqual(whysOf(under, 'criminal'), ['ordinary below-threshold', 'network below-threshold'])
  assert.deepEqual(statutesOf(under, 'administrative'), ['PSP-58'])
  assert.deepEqual(criminal(advice(one('2026-11-01', 3_000))), ['ordinary large unknown', 'network large may'])
})

test('where the place is not documented: between the ends of the band nothing is certain, at its upper end it is', () => {
  const of = (yuan: number) =>
    criminal(advice({ ...one('2026-11-01', yuan), place: '623024' })).filter((each) => each.startsWith('ord'))
  assert.deepEqual(of(9_999.99), ['ordinary large unknown'])
  assert.deepEqual(of(10_000), ['ordinary large may'])
  assert.deepEqual(of(29_999.99), ['ordinary large may'])
  assert.deepEqual(of(30_000), ['ordinary large may', 'ordinary huge unknown'])
  assert.deepEqual(of(99_999.99), ['ordinary large may', 'ordinary huge unknown'])
  assert.deepEqual(of(100_000), ['ordinary huge may'])
  assert.deepEqual(of(499_999.99), ['ordinary huge may'])
  assert.deepEqual(of(500_000), ['ordinary especially-huge may'])
  const found = advice({ ...one('2026-11-01', 5_000), place: '623024' })
  const [tier] = found.tiers.filter(({ track }) => track === 'ordinary')
  assert.ok(tier?.missing.some(({ code }) => code === 'local-threshold'))
  assert.match(tier?.zh ?? '', /3,000–10,000/)
})

// By the table of fraud thresholds in the data the project was given, read by a person.
const documented: [place: string, large: number, huge: number][] = [
  ['440100', 6_000, 100_000],
  ['440300', 6_000, 100_000],
  ['440400', 6_000, 100_000],
  ['440600', 6_000, 100_000],
  ['441900', 6_000, 100_000],
  ['442000', 6_000, 100_000],
  ['440106', 6_000, 100_000],
  ['441300', 4_000, 60_000],
  ['440500', 4_000, 60_000],
  ['320000', 6_000, 60_000],
  ['320102', 6_000, 60_000],
  ['500000', 5_000, 70_000],
  ['530100', 5_000, 50_000],
  ['370200', 6_000, 80_000],
]
test('each documented place: one fen under its figure reaches the degree not, the figure does', () => {
  for (const [place, large, huge] of documented) {
    const of = (yuan: number) =>
      criminal(advice({ ...one('2026-11-01', yuan), place })).filter((each) => each.startsWith('ord'))
    assert.deepEqual(of(large - 0.01), [], place)
    assert.deepEqual(of(large), ['ordinary large may'], place)
    assert.deepEqual(of(huge - 0.01), ['ordinary large may'], place)
    assert.deepEqual(of(huge), ['ordinary huge may'], place)
    assert.deepEqual(of(499_999.99), ['ordinary huge may'], place)
    assert.deepEqual(of(500_000), ['ordinary especially-huge may'], place)
  }
})

test('Hubei: between the figure with a circumstance of Article 2 and the ordinary one it cannot be told', () => {
  const of = (yuan: number) =>
    criminal(advice({ ...one('2026-11-01', yuan), place: '420100' })).filter((each) => each.startsWith('ord'))
  assert.deepEqual(of(2_999.99), [])
  assert.deepEqual(of(3_000), ['ordinary large unknown'])
  assert.deepEqual(of(5_000), ['ordinary large may'])
  assert.deepEqual(of(30_000), ['ordinary large may', 'ordinary huge unknown'])
  assert.deepEqual(of(50_000), ['ordinary huge may'])
  assert.deepEqual(of(300_000), ['ordinary huge may', 'ordinary especially-huge unknown'])
})

test('a weakly sourced figure (C) is shown and decides nothing; an unverified one (D) is not even shown', () => {
  for (const [place, figure] of [
    ['330100', 6_000],
    ['510100', 5_000],
    ['110105', 5_000],
  ] as const) {
    const found = advice({ ...one('2026-11-01', figure), place })
    const [tier] = found.tiers.filter(({ track }) => track === 'ordinary')
    assert.deepEqual([tier?.applies, tier?.confidence, tier?.local[0]?.fen], ['unknown', 'C', figure * 100], place)
    assert.ok(tier?.missing.some(({ code }) => code === 'weak-threshold'))
  }
  const shanghai = advice({ ...one('2026-11-01', 5_000), place: '310000' })
  const [tier] = shanghai.tiers.filter(({ track }) => track === 'ordinary')
  assert.deepEqual([tier?.applies, tier?.confidence, tier?.local], ['unknown', 'A', []])
})

test('the figure of Shanghai counts until it was replaced, and a document not before its first day', () => {
  const large = (date: string, yuan: number, place: string) => {
    const today = addDays(date, 30)
    return criminal(advice({ ...one(date, yuan), place }, today))[0]
  }
  assert.equal(large('2023-04-30', 4_999.99, '310000'), 'network large may', '5,000 if repeated, 10,000 else')
  assert.equal(large('2023-04-30', 5_000, '310000'), 'ordinary large unknown')
  assert.equal(large('2023-05-01', 4_999.99, '310000'), 'ordinary large unknown', 'the band')
  for (const [place, first, figure] of [
    ['440100', '2014-04-25', 6_000],
    ['441300', '2014-04-25', 4_000],
    ['320000', '2011-07-26', 6_000],
    ['500000', '2013-07-01', 5_000],
    ['530000', '2013-08-01', 5_000],
    ['370000', '2012-01-01', 6_000],
    ['310000', '2011-07-21', 10_000],
  ] as const) {
    assert.equal(large(first, figure, place), 'ordinary large may', place)
    const before = large(addDays(first, -1), figure, place)
    assert.equal(before, figure === 10_000 ? 'ordinary large may' : 'ordinary large unknown', place)
  }
})

test('a province with two classes of cities, and no city given: both figures are shown, and what lies between is open', () => {
  const found = advice({ ...one('2026-11-01', 5_000), place: '440000' })
  const [tier] = found.tiers.filter(({ track }) => track === 'ordinary')
  assert.deepEqual([tier?.applies, tier?.local.map(({ fen }) => fen).sort()], ['unknown', [400_000, 600_000]])
  assert.ok(tier?.missing.some(({ code }) => code === 'which-place'))
  assert.deepEqual(criminal(advice({ ...one('2026-11-01', 6_000), place: '440000' }))[0], 'ordinary large may')
})

test('network fraud has figures from 20 December 2016, ordinary fraud from 8 April 2011, and neither has earlier ones', () => {
  const on = (date: string) => criminal(advice(one(date, 20_000), addDays(date, 10)))
  assert.deepEqual(on('2016-12-19'), ['ordinary large may'])
  assert.deepEqual(on('2016-12-20'), ['ordinary large may', 'network large may'])
  assert.deepEqual(on('2011-04-08'), ['ordinary large may'])
  assert.deepEqual(on('2011-04-07'), [])
  assert.deepEqual(whysOf(advice(one('2011-04-07', 20_000), '2011-04-10'), 'criminal'), [
    'ordinary no-text',
    'network no-text',
  ])
})

test('network fraud: its three figures to the fen; done in person it is none', () => {
  const of = (yuan: number, more: object = {}) =>
    criminal(advice(one('2026-11-01', yuan, more))).filter((each) => each.startsWith('net'))
  assert.deepEqual(of(29_999.99), ['network large may'])
  assert.deepEqual(of(30_000), ['network huge may'])
  assert.deepEqual(of(499_999.99), ['network huge may'])
  assert.deepEqual(of(500_000), ['network especially-huge may'])
  assert.deepEqual(of(500_000, { means: 'in-person' }), [])
  assert.deepEqual(of(30_000, { means: 'network' }), ['network huge may'])
  assert.ok(whysOf(advice(one('2026-11-01', 30_000, { means: 'in-person' })), 'criminal').includes('network in-person'))
})

test('the night of 31 December 2025: Article 49 until then, Article 58 after; decided later, the lighter one as well', () => {
  const on = (date: string, more: Partial<Given> = {}, today = '2026-03-01') =>
    statutesOf(advice({ ...one(date, 200), ...more }, today), 'administrative')
  assert.deepEqual(on('2026-01-01'), ['PSP-58'])
  assert.deepEqual(on('2025-12-31'), ['PSP-49-OLD', 'PSP-58'])
  assert.deepEqual(on('2025-12-31', {}, '2025-12-31'), ['PSP-49-OLD'], 'nothing later yet')
  assert.deepEqual(on('2025-12-30', { decidedOn: '2025-12-31' }), ['PSP-49-OLD'], 'decided under the old one')
  assert.deepEqual(on('2025-12-30', { decidedOn: '2026-01-01' }), ['PSP-49-OLD', 'PSP-58'])
  const [then, now] = advice(one('2025-12-31', 200), '2026-03-01').tiers.filter(({ tier }) => tier === 'administrative')
  assert.ok(now?.ids.includes('APL-37'))
  assert.ok(now?.figures.ordinary && !now.figures.serious, 'a fine alone is lighter, a higher fine besides is not')
  assert.ok(then?.figures.ordinary && then.figures.serious)
  assert.match(now?.zh ?? '', /2,000 元以下/)
  assert.match(then?.zh ?? '', /500 元以下.*1,000 元以下/)
  assert.deepEqual(on('2006-02-28', {}, '2006-03-10'), [], 'before the first text')
  assert.deepEqual(on('2006-03-01', {}, '2006-03-10'), ['PSP-49-OLD'])
})

test('both texts stand side by side for acts on both sides of the night, each with its own acts', () => {
  const found = advice({ acts: [act('2025-12-31', 100), act('2026-01-01', 200)] }, '2026-02-01')
  const police = found.tiers.filter(({ kind }) => kind === 'police-penalty')
  assert.deepEqual(
    police.map(({ statute, acts, amountFen }) => [statute, acts, amountFen]),
    [
      ['PSP-49-OLD', [0], 10_000],
      ['PSP-58', [0], 10_000],
      ['PSP-58', [1], 20_000],
    ],
  )
})

test('the police have six months, to the day; who tells no day leaves it open, and after five years it counts as not', () => {
  const on = (more: object, today: string) => {
    const found = advice(one('2026-01-31', 200, more), today)
    return found.tiers.find(({ kind }) => kind === 'police-penalty')?.applies ?? whysOf(found, 'administrative')[0]
  }
  assert.equal(on({}, '2026-07-31'), 'may')
  assert.equal(on({}, '2026-08-01'), 'unknown')
  assert.equal(on({ discoveredOn: '2026-07-31' }, '2026-11-01'), 'may')
  assert.equal(on({ discoveredOn: '2026-08-01' }, '2026-11-01'), 'not-discovered')
  assert.equal(on({}, '2031-01-31'), 'unknown')
  assert.equal(on({}, '2031-02-01'), 'not-discovered')
})

test('acts that follow each other may be one course, and the six months then run from its end', () => {
  const known = { discoveredOn: '2026-11-20' }
  const on = (...dates: string[]) => {
    const { tiers } = advice({ acts: dates.map((date) => act(date, 100, known)) })
    return tiers.filter(({ kind }) => kind === 'police-penalty').flatMap(({ acts }) => acts)
  }
  assert.deepEqual(on('2026-01-10'), [])
  assert.deepEqual(on('2026-01-10', '2026-07-10'), [0, 1])
  assert.deepEqual(on('2026-01-10', '2026-07-11'), [1], 'a day more than six months lies between')
  const [tier] = advice({ acts: ['2026-01-10', '2026-07-10'].map((date) => act(date, 100, known)) }).tiers.filter(
    ({ kind }) => kind === 'police-penalty',
  )
  assert.ok(tier?.missing.some(({ code }) => code === 'course'))
})

test('minors: no police penalty under 14, no criminal tier under 16, the civil ones at every age', () => {
  const at = (age: number) => {
    const found = advice(one('2026-11-01', 20_000, { age }))
    return [statutesOf(found, 'civil').length, statutesOf(found, 'administrative').length, criminal(found).length]
  }
  assert.deepEqual(at(13), [3, 0, 0])
  assert.deepEqual(at(14), [3, 1, 0])
  assert.deepEqual(at(15), [3, 1, 0])
  assert.deepEqual(at(16), [3, 1, 2])
  assert.deepEqual(whysOf(advice(one('2026-11-01', 20_000, { age: 13 })), 'administrative'), ['too-young'])
  const at17 = advice(one('2026-11-01', 20_000, { age: 17 }))
  assert.ok(at17.tiers.find(({ kind }) => kind === 'police-penalty')?.figures.isLighterBecauseOfAge)
  assert.ok(missingIn(at17, 'CRM-266').includes('minor') && missingIn(at17, 'CIV-985').includes('guardian'))
  const unknown = advice(one('2026-11-01', 20_000))
  for (const { missing } of unknown.tiers) assert.ok(missing.some(({ code }) => code === 'age'))
})

test('an age is reached on the day after the birthday, that of 29 February too', () => {
  const at = (bornOn: string, date: string) => criminal(advice({ ...one(date, 20_000), bornOn })).length > 0
  assert.deepEqual([at('2010-06-01', '2026-06-01'), at('2010-06-01', '2026-06-02')], [false, true])
  assert.deepEqual([at('2008-02-29', '2024-02-29'), at('2008-02-29', '2024-03-01')], [false, true])
  const police = (date: string) =>
    statutesOf(advice({ ...one(date, 20), bornOn: '2012-06-01' }), 'administrative').length > 0
  assert.deepEqual([police('2026-06-01'), police('2026-06-02')], [false, true])
})

test('only the acts from 16 on are summed', () => {
  const found = advice({ acts: [act('2026-06-01', 2_000), act('2026-06-02', 2_000)], bornOn: '2010-06-01' })
  assert.deepEqual(
    [found.sums.network.obtainedFen, found.sums.network.leftOut],
    [200_000, [{ act: 0, why: 'too-young' }]],
  )
})

test('an act of seven years ago: no criminal tier, no police penalty, and of civil law what can still be told', () => {
  const found = advice(one('2019-11-27', 20_000))
  assert.deepEqual(criminal(found), [])
  assert.deepEqual(whysOf(found, 'criminal'), ['ordinary time-barred', 'network time-barred'])
  assert.deepEqual(whysOf(found, 'administrative'), ['not-discovered'])
  assert.deepEqual(
    found.tiers.map(({ kind, applies }) => [kind, applies]),
    [['earlier-law', 'unknown']],
  )
  const opened = advice(one('2019-11-27', 20_000, { discoveredOn: '2019-12-01' }))
  assert.deepEqual(criminal(opened), ['ordinary large may', 'network large may'], 'the police knew in time')
  const huge = advice(one('2019-11-27', 200_000))
  assert.deepEqual(
    criminal(huge),
    ['ordinary huge may', 'network huge may'],
    'the longer limitation is not in the data',
  )
  assert.ok(missingIn(huge, 'CRM-266').includes('limitation'))
  assert.deepEqual(criminal(advice(one('2019-11-27', 29_999.99))), [])
  assert.deepEqual(criminal(advice(one('2019-11-27', 30_000))).at(-1), 'network huge may')
})

test('limitation of five years runs to the day', () => {
  assert.equal(criminal(advice(one('2021-11-27', 3_000))).length, 2)
  assert.equal(criminal(advice(one('2021-11-26', 3_000))).length, 0)
})

test('network fraud sums what lies within two years, to the day; ordinary fraud what no five years part', () => {
  const pair = (first: string) => advice({ acts: [act(first, 1_500), act('2026-11-01', 1_500)], place: '440500' })
  assert.equal(pair('2024-11-01').sums.network.obtainedFen, 300_000)
  assert.deepEqual(criminal(pair('2024-11-01')), ['network large may'])
  assert.equal(pair('2024-10-31').sums.network.obtainedFen, 150_000)
  assert.deepEqual(criminal(pair('2024-10-31')), [])
  assert.equal(pair('2024-10-31').sums.ordinary.obtainedFen, 300_000, 'one course of acts')
  assert.equal(pair('2021-11-01').sums.ordinary.obtainedFen, 300_000)
  assert.equal(pair('2021-10-31').sums.ordinary.obtainedFen, 150_000)
  assert.ok(pair('2024-10-31').excluded.some(({ track, why }) => track === 'network' && why === 'outside'))
})

test('what was dealt with is neither summed nor punished again; money can be asked back all the same', () => {
  const found = advice({ acts: [act('2026-10-01', 2_000, { punished: true }), act('2026-11-01', 2_000)] })
  assert.deepEqual(criminal(found), [])
  assert.deepEqual(found.sums.network.leftOut, [{ act: 0, why: 'punished' }])
  assert.deepEqual(whysOf(found, 'administrative'), ['punished'])
  assert.equal(found.tiers.find(({ kind }) => kind === 'restitution')?.figures.owedFen, 400_000)
})

test('an attempt is a matter of the criminal law from a huge amount on, and of that alone', () => {
  const tried = (yuan: number, more: object = {}) =>
    advice({ acts: [act('2026-11-01', yuan, { outcome: 'attempted' })], ...more })
  const under = tried(29_999.99)
  assert.deepEqual(criminal(under), [])
  assert.deepEqual(whysOf(under, 'criminal'), ['ordinary attempt-below-huge', 'network attempt-below-huge'])
  assert.deepEqual(criminal(tried(30_000)), ['ordinary huge unknown', 'network huge may'])
  assert.deepEqual(criminal(tried(99_999.99, { place: '440100' })), ['network huge may'])
  assert.deepEqual(criminal(tried(100_000, { place: '440100' })), ['ordinary huge may', 'network huge may'])
  assert.equal(tried(200).tiers.find(({ kind }) => kind === 'police-penalty')?.applies, 'unknown')
  assert.ok(!tried(200).tiers.some(({ kind }) => kind === 'restitution' || kind === 'rescission'), 'nothing was paid')
  const two = advice({
    acts: [20_000, 15_000].map((yuan) => act('2026-11-01', yuan, { outcome: 'attempted' })),
    place: '440100',
  })
  assert.deepEqual(criminal(two), ['network huge unknown'], 'whether attempts add up is open')
  assert.ok(missingIn(two, 'CRM-266').includes('attempts-summed'))
})

test('obtained and attempted amounts are counted apart', () => {
  const found = advice({ acts: [act('2026-11-01', 2_000), act('2026-11-01', 2_900, { outcome: 'attempted' })] })
  assert.deepEqual([found.sums.network.obtainedFen, found.sums.network.attemptedFen], [200_000, 290_000])
  assert.deepEqual(criminal(found), [])
  assert.ok(found.notes.some(({ code }) => code === 'completed-and-attempted'))
})

test('civil law comes first, and its limits run to the day', () => {
  const on = (more: object, today: string, kind: string) => {
    const found = advice(one('2025-01-15', 500, more), today)
    return (
      found.tiers.find((each) => each.kind === kind)?.applies ?? found.excluded.find((each) => each.kind === kind)?.why
    )
  }
  assert.equal(on({ knownOn: '2025-02-01' }, '2026-02-01', 'rescission'), 'may')
  assert.equal(on({ knownOn: '2025-02-01' }, '2026-02-02', 'rescission'), 'lapsed')
  assert.equal(on({}, '2026-01-15', 'rescission'), 'may')
  assert.equal(on({}, '2026-01-16', 'rescission'), 'unknown')
  assert.equal(on({}, '2030-01-15', 'rescission'), 'unknown')
  assert.equal(on({}, '2030-01-16', 'rescission'), 'lapsed')
  assert.equal(on({ knownOn: '2025-02-01' }, '2028-02-01', 'restitution'), 'may')
  assert.equal(on({ knownOn: '2025-02-01' }, '2028-02-02', 'restitution'), 'time-barred')
  assert.equal(on({}, '2028-01-16', 'restitution'), 'unknown')
  assert.equal(on({ returnedFen: 50_000 }, '2025-02-01', 'restitution'), 'returned')
  assert.equal(advice(one('2025-01-15', 500, { returnedFen: 20_000 })).tiers[0]?.figures.owedFen, 30_000)
  const early = advice(one('2000-01-01', 500), '2020-01-01')
  assert.deepEqual(
    statutesOf(early, 'civil'),
    [],
    'the Civil Code was not yet in force, and neither was its limitation',
  )
  assert.deepEqual(statutesOf(advice(one('2005-01-01', 500), '2025-01-01'), 'civil'), ['CIV-188'])
  assert.deepEqual(whysOf(advice(one('2005-01-01', 500), '2025-01-02'), 'civil'), ['time-barred'])
  assert.deepEqual(statutesOf(advice(one('2020-12-31', 500)), 'civil'), ['CIV-188'])
  assert.deepEqual(statutesOf(advice(one('2021-01-01', 500), '2021-02-01'), 'civil'), [
    'CIV-985',
    'CIV-148',
    'CIV-1165',
  ])
})

test('a business, and a label that was removed, are matters of their own laws from their first days', () => {
  const laws = (date: string, more: object) =>
    statutesOf(advice(one(date, 500, more), addDays(date, 10)), 'administrative').at(-1)
  assert.equal(laws('2025-10-14', { asBusiness: true }), 'PSP-49-OLD')
  assert.equal(laws('2025-10-15', { asBusiness: true }), 'AUC-13')
  assert.equal(laws('2023-01-09', { labelRemoved: true }), 'PSP-49-OLD')
  assert.equal(laws('2023-01-10', { labelRemoved: true }), 'DS-16')
  assert.equal(laws('2025-08-31', { labelRemoved: true }), 'DS-16')
  assert.equal(laws('2025-09-01', { labelRemoved: true }), 'AIL-10')
})
