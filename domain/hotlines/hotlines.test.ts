import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Actor, type Instant, instant, later } from '../basics.ts'
import { isRefusal } from '../refusals.ts'
import { brandsIn } from './brands.ts'
import { type Hotline, type HotlineCommand, hotlines, proofsAt, provedUntil } from './hotline.ts'
import { isCreditCode } from './licence.ts'
import { likeness, mixesScripts } from './look-alike.ts'
import { numberOf, numberShown, numbersIn } from './numbers.ts'
import { judgeAddress, judgeNumber, type Known, type Listing, type Page } from './verdict.ts'

const day = 86_400_000
const start = instant(Date.parse('2026-11-24T00:00:00Z'))
const operator: Actor = { kind: 'person', id: 'operator', role: 'operator' }
const colleague: Actor = { kind: 'person', id: 'colleague', role: 'operator' }
const caller: Actor = { kind: 'person', id: '', role: 'consumer' }
const reaction: Actor = { kind: 'reaction' }
const clock: Actor = { kind: 'clock' }

test('a number is the same however it is written, and what is none is not taken for one', () => {
  const same = [
    ...['4003124567', '400-312-4567', '400 312 4567', '４００－３１２－４５６７', '400·312·4567', '(400) 312-4567'],
    ...['四零零-三一二-四五六七', '4OO-3l2-4567', '+86 400 312 4567', '400\u200b3124567', '电话：400—312—4567'],
  ]
  for (const text of same)
    assert.deepEqual(
      numbersIn(text).map(({ number }) => number),
      ['4003124567'],
      text,
    )
  const extensions: [string, string][] = [
    ['400-312-4567 转 801', '801'],
    ['400-312-4567-801', '801'],
    ['0571-0000 0001 分机 12', '12'],
    ['(010) 0000 0001 ext. 3', '3'],
  ]
  for (const [text, extension] of extensions) assert.equal(numbersIn(text)[0]?.extension, extension, text)
  const kinds: [string, string][] = [
    ['010-0000 0001', 'landline'],
    ['+86 10 0000 0001', 'landline'],
    ['0086-571-00000001', 'landline'],
    ['19900000001', 'mobile'],
    ['95000', 'short'],
    ['客服热线 96000', 'short'],
    ['+44 20 7946 0000', 'foreign'],
  ]
  for (const [text, kind] of kinds) assert.equal(numbersIn(text)[0]?.kind, kind, text)
  const none = [
    '价格 95000 元',
    '订单 4003124567890123',
    '2026-11-24 08:30',
    '34567',
    '400312456',
    '一二三',
    '邮编 541000',
  ]
  for (const text of none) assert.deepEqual(numbersIn(text), [], text)
  const each: [string, string[]][] = [
    ['1. 400-312-4567', ['4003124567']],
    ['① 400-312-4567', ['4003124567']],
    ['1 400-312-4567；2 400-365-4321', ['4003124567', '4003654321']],
    ['400-312-4567|400-365-4321', ['4003124567', '4003654321']],
    ['0571-0765432-1', ['05710765432']],
    ['4️⃣0️⃣0️⃣-312-4567', ['4003124567']],
    ['编号 95100001', []],
    ['客服电话 95100001', ['95100001']],
    ['139 0000 0001', ['13900000001']],
  ]
  for (const [text, expected] of each)
    assert.deepEqual(
      numbersIn(text).map((one) => one.number),
      expected,
      text,
    )
  for (const text of ['400-312-4567 24小时服务', '400-312-4567（24小时）', '400-312-4567 | 0'])
    assert.equal(numbersIn(text)[0]?.extension, null, text)
  assert.equal(numberOf('暖阳 400-312-4567'), null)
  assert.equal(numberOf('400-312-4567 转 8')?.number, '4003124567')
})

test('every number that is written somewhere in a text, with any marks between its digits, is found there', () => {
  const digits = (n: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n })
  const number = fc
    .tuple(fc.constantFrom('400', '800', '0571', '010', '13'), digits(8))
    .map(
      ([head, rest]) => head + rest.slice(0, head === '13' ? 9 : head.length === 3 && head !== '010' ? 7 : 8).join(''),
    )
    .map((text) => (text.startsWith('13') ? `${text}0` : text))
  const marks = fc.array(fc.constantFrom('', '', ' ', '-', '·', ' - '), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(number, marks, fc.constantFrom('售后电话', '', '：', '请拨 '), (wanted, between, before) => {
      // The last digits stand together: one behind a dash is an extension.
      const written = [...wanted].map((digit, i) => digit + (i < wanted.length - 3 ? between[i] : '')).join('')
      const found = numbersIn(`${before}${written}。谢谢`)
      assert.ok(
        found.some((one) => one.number === wanted),
        `${written}: ${JSON.stringify(found)}`,
      )
      assert.equal(numberOf(numberShown(wanted))?.number, wanted)
    }),
  )
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void numbersIn(text)))
})

test('the longest text that somebody can think up costs as many looks as it has letters', () => {
  // A digit looked at again and again for each before it would take minutes: the test's own limit would end it.
  for (const piece of ['7 ', '1-', '(1', 'o', '4o', '400 ', '.', '一二三', '官方售后'])
    for (const text of [piece.repeat(200_000), `${piece.repeat(100_000)}7`]) {
      numbersIn(text)
      brandsIn({ text, without: text }, [])
    }
})

test('a host that was made to be taken for the brand is told from the brand and from others', () => {
  const brand = { host: 'nuanyang.com.cn', chosen: 'nuanyang' }
  const cases: [string, string, string][] = [
    ['nuanyang.com.cn', 'nuanyang', 'own'],
    ['fuwu.nuanyang.com.cn', 'nuanyang', 'own'],
    ['nuаnyаng.com', 'nuаnyаng', 'look-alike'], // Cyrillic а
    ['nuanyang.com.co', 'nuanyang', 'named-after'],
    ['nuanyan9.com', 'nuanyan9', 'look-alike'],
    ['naunyang.com', 'naunyang', 'look-alike'],
    ['nuanyang400.cn', 'nuanyang400', 'named-after'],
    ['agreement.cn', 'agreement', 'other'],
    ['nuanyang-shouhou.cn', 'nuanyang-shouhou', 'named-after'],
    ['nuanyang.com.cn.evil.cn', 'evil', 'named-after'],
    ['notnuanyang.com.cn', 'notnuanyang', 'other'],
    ['haifeng.cn', 'haifeng', 'other'],
  ]
  for (const [host, chosen, expected] of cases) assert.equal(likeness({ host, chosen }, brand), expected, host)
  // A short name is a part of many words, and one letter off from other companies.
  const short: [string, string][] = [
    ['abd', 'abc'],
    ['greentree', 'gree'],
    ['degree', 'gree'],
    ['hager', 'haier'],
  ]
  for (const [one, other] of short)
    assert.equal(likeness({ host: `${one}.cn`, chosen: one }, { host: `${other}.cn`, chosen: other }), 'other', one)
  assert.ok(mixesScripts('nuаnyang.com') && !mixesScripts('暖阳.cn') && !mixesScripts('www.nuanyang.com'))
})

test('what stands before the words for service is a brand, what is always there is none', () => {
  const text = '暖阳热水器售后电话，海风空调官方维修，晴川全国统一客服热线。24小时家电维修服务，专业上门，空调维修'
  assert.deepEqual(brandsIn({ text, without: text }, []), ['暖阳', '海风', '晴川'])
  const brands = (said: string, listed: string[] = []) => brandsIn({ text: said, without: said }, listed)
  assert.deepEqual(brands('我的暖阳热水器坏了', ['暖阳']), ['暖阳'])
  assert.deepEqual(brands('完美的净水器 400-312-4567', ['美的']), [])
  assert.deepEqual(brands('GREENA 空调', ['greena']), ['greena'])
  assert.deepEqual(brands('在线客服、微信客服、电话客服、产品维修、会员服务热线、投诉客服：400-312-4567'), [])
})

test('the number of a licence is checked by its last character', () => {
  assert.ok(isCreditCode('91350100M000100Y43'))
  for (const wrong of ['91350100M000100Y44', '91350100M000100Y4', '91350100M000100I43', '', '9'.repeat(18)])
    assert.ok(!isCreditCode(wrong), wrong)
})

const host = { host: 'nuanyang.com.cn', chosen: 'nuanyang' }
const listing = (brand: string, number: string, company = `${brand}公司`): Listing => ({
  ...{ brand, number, company, domain: host, methods: ['dns'], provedAt: start, until: later(start, 30 * day) },
})
const page = (more: Partial<Page> = {}): Page => ({ numbers: 1, brands: [], counties: [], ...more })
const known = (more: Partial<Known> = {}): Known => ({
  ...{ listings: [], lapsed: [], reported: { confirmed: 0, open: 0, brands: [], confirmedAs: [] }, ...more },
})
const service = { number: '4003124567', kind: 'service', extension: null } as const
const codes = ({ reasons }: { reasons: readonly { code: string }[] }) => reasons.map(({ code }) => code)

test('verified is what a proof stands for, fake what a person confirmed; what a rule notices is said and decides nothing', () => {
  const proved = known({ listings: [listing('暖阳', '4003124567')] })
  assert.equal(judgeNumber(service, page(), proved).verdict, 'verified')
  assert.deepEqual(codes(judgeNumber(service, page(), known())), ['not-listed'])
  const confirmed = { confirmed: 1, open: 0, brands: ['暖阳'], confirmedAs: ['暖阳'] }
  assert.equal(judgeNumber(service, page(), { ...proved, reported: confirmed }).verdict, 'reported')
  const open = judgeNumber(
    service,
    page(),
    known({ reported: { confirmed: 0, open: 7, brands: ['甲', '乙'], confirmedAs: [] } }),
  )
  assert.deepEqual([open.verdict, codes(open)], ['unknown', ['reports-open', 'not-listed']])
  const other = judgeNumber({ ...service, number: '4003654321' }, page({ brands: ['暖阳'] }), proved)
  assert.deepEqual(codes(other), ['not-of-brand', 'not-listed'])
  assert.deepEqual(codes(judgeNumber(service, page(), known({ lapsed: ['暖阳'] }))), ['lapsed', 'not-listed'])
  assert.equal(judgeAddress({ ...host, isShortened: false }, proved).verdict, 'verified')
  // A call over the number says nothing of the domain that somebody typed beside it.
  const called = known({ listings: [{ ...listing('暖阳', '4003124567'), methods: ['call-back'] }] })
  assert.equal(judgeAddress({ ...host, isShortened: false }, called).verdict, 'unknown')
  const [reason] = judgeNumber(service, page(), called).reasons
  assert.ok(reason?.code === 'proved' && reason.domain === null)
  const short = judgeAddress({ host: 't.cn', chosen: 't', isShortened: true }, proved)
  assert.deepEqual([short.verdict, codes(short)], ['unknown', ['shortened', 'not-listed']])
})

test('three unrelated brands or two dozen counties around one number are noticed; brands of one company and a real list are not', () => {
  const crowd = page({ brands: ['暖阳', '海风', '晴川'] })
  assert.ok(codes(judgeNumber(service, crowd, known())).includes('many-brands'))
  const family = [listing('暖阳', '1', '同一家'), listing('海风', '2', '同一家')]
  assert.ok(!codes(judgeNumber(service, crowd, known({ listings: family }))).includes('many-brands'))
  // A page with a number for each brand is a directory.
  assert.ok(!codes(judgeNumber(service, { ...crowd, numbers: 3 }, known())).includes('many-brands'))
  const reported = { confirmed: 0, open: 3, brands: ['暖阳', '海风', '晴川'], confirmedAs: [] }
  assert.ok(codes(judgeNumber(service, page(), known({ reported }))).includes('many-brands'))
  const counties = Array.from({ length: 24 }, (_, i) => `县${i}`)
  assert.ok(codes(judgeNumber(service, page({ counties }), known())).includes('many-counties'))
  assert.ok(!codes(judgeNumber(service, page({ counties: counties.slice(1) }), known())).includes('many-counties'))
})

const entry = { number: '4003124567', brand: '暖阳', company: '暖阳公司', domain: 'nuanyang.com.cn', token: 't' }
const entered = hotlines.evolve({ status: 'none' }, { type: 'hotline.entered', at: start, by: operator, ...entry })
function after(hotline: Hotline, command: HotlineCommand): Hotline {
  const facts = hotlines.decide(hotline, command)
  if (isRefusal(facts)) throw new Error(facts.refusal)
  return facts.reduce(hotlines.evolve, hotline)
}
const find = (at: Instant): HotlineCommand => ({ type: 'hotline.find', at, by: reaction, method: 'dns', seen: 's' })

test('a proof ends: by the clock, when its record is gone for a day, and not because nobody could be asked', () => {
  const proved = after(entered, find(start))
  assert.equal(provedUntil(proved), start + 30 * day)
  type Why = 'absent' | 'other' | 'unreachable'
  const miss = (hotline: Hotline, why: Why, hours: number) =>
    after(hotline, {
      type: 'hotline.miss',
      at: later(start, hours * 3_600_000),
      by: reaction,
      method: 'dns',
      miss: why,
    })
  const ends: [[Why, number][], boolean][] = [
    [[['absent', 24]], false],
    [
      [
        ['absent', 24],
        ['absent', 25],
      ],
      false,
    ],
    [
      [
        ['absent', 24],
        ['other', 48],
      ],
      true,
    ],
    [
      [
        ['unreachable', 24],
        ['unreachable', 48],
        ['unreachable', 72],
      ],
      false,
    ],
    [
      [
        ['unreachable', 24],
        ['absent', 48],
      ],
      false,
    ],
    [
      [
        ['absent', 24],
        ['unreachable', 48],
        ['absent', 72],
      ],
      true,
    ],
  ]
  for (const [looks, isOver] of ends) {
    const hotline = looks.reduce((was, [why, hours]) => miss(was, why, hours), proved)
    assert.equal(provedUntil(hotline), isOver ? null : start + 30 * day, JSON.stringify(looks))
  }
  const found = after(miss(proved, 'absent', 24), find(later(start, 2 * day)))
  assert.equal(provedUntil(miss(found, 'absent', 72)), start + 32 * day, 'a look that found it begins anew')
  const end = (at: Instant) => hotlines.decide(proved, { type: 'hotline.end-proof', at, by: clock, method: 'dns' })
  assert.deepEqual(end(later(start, 30 * day - 1)), { refusal: 'hotline.still_proved' })
  assert.ok(!isRefusal(end(later(start, 30 * day))))
  assert.ok(proved.status === 'listed' && proofsAt(proved, later(start, 30 * day)).length === 0)
})

test('a call-back code proves once, within a quarter of an hour, and is dead after five wrong ones', () => {
  const told = after(entered, { type: 'hotline.tell-code', at: start, by: colleague, hash: 'right' })
  const own = hotlines.decide(entered, { type: 'hotline.tell-code', at: start, by: operator, hash: 'right' })
  assert.deepEqual(own, { refusal: 'hotline.own_call' })
  const said = (hotline: Hotline, hash: string, at = later(start, 60_000)) =>
    hotlines.decide(hotline, { type: 'hotline.say-code', at, by: caller, hash })
  const facts = said(told, 'right')
  assert.ok(!isRefusal(facts))
  const proved = facts.reduce(hotlines.evolve, told)
  assert.equal(provedUntil(proved), start + 60_000 + 90 * day)
  assert.deepEqual(said(proved, 'right'), { refusal: 'hotline.no_code' })
  assert.deepEqual(said(told, 'right', later(start, 15 * 60_000)), { refusal: 'hotline.no_code' })
  let guessed = told
  for (let i = 0; i < 5; i++)
    guessed = after(guessed, { type: 'hotline.say-code', at: start, by: caller, hash: 'wrong' })
  assert.equal(provedUntil(guessed), null)
  assert.deepEqual(said(guessed, 'right'), { refusal: 'hotline.code_locked' })
})

test('whoever brings a licence does not judge it', () => {
  const shown = after(entered, { type: 'hotline.show-licence', at: start, by: operator, code: 'l' })
  const judge = (by: Actor, isAccepted: boolean) =>
    hotlines.decide(shown, { type: 'hotline.judge-licence', at: start, by, isAccepted })
  assert.deepEqual(judge(operator, true), { refusal: 'hotline.own_licence' })
  const [fact] = [judge(colleague, true)].flat()
  assert.ok(fact && 'until' in fact && fact.until === start + 365 * day)
  assert.equal(
    provedUntil(after(shown, { type: 'hotline.judge-licence', at: start, by: colleague, isAccepted: false })),
    null,
  )
})
