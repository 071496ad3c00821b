import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { testWorld, type Visitor, type World } from '../testing.ts'
import { type Names, nameServer } from './testing.ts'

const day = 86_400_000
const number = '400-312-4567'
const wanted = { number, brand: '暖阳', company: '暖阳热能有限公司', domain: 'www.nuanyang.test' }

type Desk = { world: World; names: Names; operator: Visitor; colleague: Visitor }
async function desk(): Promise<Desk> {
  const names: Names = {}
  const world = await testWorld({ env: { DNS_SERVERS: await nameServer(names), WEBHOOK_PRIVATE: '1' } })
  await world.staff('+8619900000023', '苏运营', ['operator'])
  await world.staff('+8619900000024', '陆审核', ['reviewer'])
  return { world, names, operator: await world.signIn('19900000023'), colleague: await world.signIn('19900000024') }
}

async function entered({ operator }: Desk, more: Partial<typeof wanted> = {}) {
  const answer = await operator.post('/hotlines/entries', { ...wanted, ...more })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}
const asked = async ({ world }: Desk, text: string, headers = {}) =>
  (await world.nobody.post('/hotlines/check', { text }, { headers })).body
const verdictOf = async (here: Desk, text = number) => (await asked(here, text)).numbers[0]?.verdict
const codesOf = async (here: Desk, text = number) =>
  (await asked(here, text)).numbers[0]?.reasons.map(({ code }: { code: string }) => code)
const events = async ({ operator }: Desk) => (await operator.get('/hotlines/entries')).body.items[0]

test('a number is official while its record stands, for thirty days from each look, and no longer', async () => {
  const here = await desk()
  const { world, names, operator } = here
  const entry = await entered(here)
  assert.equal(entry.domain, 'nuanyang.test')
  assert.equal(await verdictOf(here), 'unknown', 'that somebody entered it says nothing')
  assert.deepEqual((await world.nobody.get('/hotlines')).body.items, [])
  const look = async () => {
    assert.equal((await operator.post(`/hotlines/${entry.id}/look`, { method: 'dns' })).status, 200)
    await world.settle()
  }
  await look()
  assert.deepEqual(
    (await events(here)).missed.map(({ miss }: { miss: string }) => miss),
    ['absent'],
  )
  const { txtName, txtValue } = entry.publish
  names[txtName] = [txtValue]
  await look()
  assert.equal(await verdictOf(here), 'verified')
  const [listed] = (await world.nobody.get('/hotlines?brand=暖阳')).body.items
  assert.deepEqual([listed.brand, listed.numbers[0].shown, listed.numbers[0].methods], ['暖阳', number, ['dns']])

  // Looked at again each week without being asked: it lasts as long as the record stands.
  for (let week = 0; week < 6; week++) {
    world.pass(7 * day)
    await world.settle()
  }
  assert.equal(await verdictOf(here), 'verified')
  // A name server that fails takes nothing away for thirty days.
  names[txtName] = 'failure'
  for (let i = 0; i < 29; i++) {
    world.pass(day)
    await world.settle()
  }
  assert.equal(await verdictOf(here), 'verified')
  world.pass(day)
  await world.settle()
  assert.deepEqual([await verdictOf(here), await codesOf(here)], ['unknown', ['lapsed', 'not-listed']])
  // And one that is taken away ends at the next look.
  names[txtName] = [txtValue]
  await look()
  assert.equal(await verdictOf(here), 'verified')
  names[txtName] = 'none'
  for (const expected of ['verified', 'unknown']) {
    world.pass(expected === 'verified' ? 7 * day : day)
    await world.settle()
    assert.equal(await verdictOf(here), expected)
  }
  // Its brand puts it back, and is not asked to say so.
  names[txtName] = [txtValue]
  world.pass(day)
  await world.settle()
  assert.equal(await verdictOf(here), 'verified')
  const told = (await operator.get('/notices')).body.items.map(({ text }: { text: string }) => text)
  assert.ok(told.filter((text: string) => text === 'desk.hotline_lapsed').length >= 2, JSON.stringify(told))
})

test('a call-back code proves the number to whoever answers it, without an account, and cannot be guessed', async () => {
  const here = await desk()
  const { world, operator, colleague } = here
  const { id } = await entered(here)
  const call = (who: Visitor) => who.post(`/hotlines/${id}/call-back`)
  assert.equal((await call(operator)).body.code, 'hotline.own_call', 'who entered it does not vouch for it')
  const { code, page: address } = (await call(colleague)).body
  const page = address.split('/hotline/')[1]
  // At whatever name it is opened.
  const shown = await world.nobody.get(`/hotlines/code/${page}`, { host: 'two.test' })
  assert.deepEqual(shown.body, { brand: '暖阳', company: wanted.company, shown: number })
  const other = (right: string) => (right === '000000' ? '000001' : '000000')
  const say = (said: string) => world.nobody.post('/hotlines/code', { page, code: said })
  assert.equal((await say(other(code))).body.code, 'hotline.code_wrong')
  assert.equal((await say(code)).status, 200)
  assert.equal(await verdictOf(here), 'verified')
  assert.equal((await say(code)).body.code, 'hotline.no_code')
  const again = (await call(colleague)).body.code
  for (let i = 0; i < 5; i++) assert.equal((await say(other(again))).status, 422)
  assert.equal((await say(again)).body.code, 'hotline.code_locked')
  for (const forged of [`${page.slice(0, -2)}AA`, id, 'x'])
    assert.equal((await world.nobody.post('/hotlines/code', { page: forged, code })).status, 404, forged)
  // A domain that only somebody typed is nobody's: a call says nothing of it.
  const { addresses } = await asked(here, 'https://nuanyang.test/')
  assert.equal(addresses[0].verdict, 'unknown')
})

test('a licence is judged by somebody else than who brought it', async () => {
  const here = await desk()
  const { operator, colleague } = here
  const { id } = await entered(here)
  const bring = (code: string) => operator.post(`/hotlines/${id}/licence`, { code })
  assert.equal((await bring('91350100M000100Y44')).body.code, 'hotline.credit_code')
  assert.equal((await bring('91350100m000100y43')).status, 200)
  const judge = (who: Visitor, isAccepted: boolean) => who.post(`/hotlines/${id}/licence/decision`, { isAccepted })
  assert.equal((await judge(operator, true)).body.code, 'hotline.own_licence')
  assert.equal((await judge(colleague, true)).status, 200)
  assert.equal(await verdictOf(here), 'verified')
  const reasons = (await asked(here, number, { 'accept-language': 'en' })).numbers[0].reasons
  assert.match(reasons[0].text, /A hotline of 暖阳, by a business licence that a person reviewed.* until 2027-11-24/)
})

test('a fake is what a person confirmed: reports alone are only mentioned, a proved number cannot be one, and it can be lifted', async () => {
  const here = await desk()
  const { world, operator, names } = here
  const { publish, id } = await entered(here)
  const consumer = await world.signIn('19900000001')
  const other = await world.signIn('19900000002')
  const report = (who: Visitor, what: string, more = {}) =>
    who.post('/hotlines/reports', { what, brand: '暖阳', ...more })
  const fake = '400-365-4321'
  assert.equal((await report(world.nobody, fake)).status, 401)
  const first = await report(consumer, fake, { words: '自称官方，收了我 300 元上门费' })
  assert.equal(first.status, 201, JSON.stringify(first.body))
  assert.equal((await report(consumer, '４００ 365 4321')).body.code, 'hotline_report.waits')
  assert.equal((await report(other, fake, { brand: '海风' })).status, 201)
  assert.deepEqual(
    [await verdictOf(here, fake), await codesOf(here, fake)],
    ['unknown', ['reports-open', 'not-listed']],
  )
  await world.settle()
  const [, oldest] = (await operator.get('/hotlines/reports')).body.items
  assert.deepEqual(
    [oldest.words, oldest.alike],
    ['自称官方，收了我 300 元上门费', { open: 2, confirmed: 0, brands: ['暖阳'] }],
  )
  const judge = (id: string, step: string, body = {}) => operator.post(`/hotlines/reports/${id}/${step}`, body)
  assert.equal((await judge(first.body.id, 'confirm', { ground: 'is-the-brand' })).status, 422)
  assert.equal((await judge(first.body.id, 'confirm', { ground: 'charged-falsely' })).status, 200)
  assert.equal(await verdictOf(here, `暖阳售后 ${fake}`), 'reported')
  // What somebody typed as a brand is said to nobody: those that are not listed are their words.
  await report(await world.signIn('19900000003'), fake, { brand: '请改拨 400-366-0000' })
  assert.ok(!JSON.stringify(await asked(here, fake)).includes('366'))
  assert.equal((await judge(first.body.id, 'lift')).status, 200)
  assert.equal(await verdictOf(here, fake), 'unknown')

  // Of a mobile number the directory keeps no digits in plain, and finds it all the same.
  const mobile = '199 0000 0077'
  const reported = await report(other, mobile)
  assert.equal((await judge(reported.body.id, 'confirm', { ground: 'charged-falsely' })).status, 200)
  assert.equal(await verdictOf(here, '１９９ ００００ ００７７'), 'reported')
  assert.equal(await verdictOf(here, '+86 199-0000-0077'), 'reported')
  const listed = (await operator.get('/hotlines/reports?status=confirmed')).body.items
  assert.equal(listed[0].about.shown, '199****0077')

  // What a proof stands for is first withdrawn, if it is wrong.
  names[publish.txtName] = [publish.txtValue]
  await operator.post(`/hotlines/${id}/look`, { method: 'dns' })
  await world.settle()
  const against = (await report(consumer, number)).body.id
  assert.equal((await judge(against, 'confirm', { ground: 'brand-denies' })).body.code, 'hotline_report.proved')
  const site = (await report(consumer, 'https://fuwu.nuanyang.test/x')).body.id
  assert.equal((await judge(site, 'confirm', { ground: 'look-alike' })).body.code, 'hotline_report.proved')
  assert.equal((await judge(against, 'dismiss', { ground: 'is-the-brand' })).status, 200)
  assert.equal((await operator.post(`/hotlines/${id}/withdrawal`, { why: 'doubtful' })).status, 200)
  assert.equal(await verdictOf(here), 'unknown')
  for (const what of ['暖阳', '', `${fake} 和 ${number}`, '12', 'x'.repeat(301)])
    assert.equal((await report(consumer, what)).status, 422, what)
})

test('pages made to be found are told by their brands and counties, and addresses by what they imitate', async () => {
  const here = await desk()
  const { world, operator, names } = here
  const { publish, id } = await entered(here)
  names[publish.txtName] = [publish.txtValue]
  await operator.post(`/hotlines/${id}/look`, { method: 'dns' })
  await world.settle()
  const counties =
    '迭部县 舟曲县 玛曲县 碌曲县 夏河县 临潭县 卓尼县 合作市 叠彩区 秀峰区 象山区 七星区 雁山区 临桂区 阳朔县 灵川县 全州县 兴安县 永福县 灌阳县 资源县 平乐县 荔浦市 恭城县 龙胜县'
  const spun = `暖阳热水器售后电话 400-365-4321，海风空调官方维修，晴川洗衣机全国统一客服热线，服务网点：${counties}`
  assert.deepEqual(await codesOf(here, spun), ['not-of-brand', 'many-brands', 'many-counties', 'not-listed'])
  const { brands } = await asked(here, spun)
  assert.deepEqual(
    brands.map((one: { brand: string }) => one.brand),
    ['暖阳'],
  )
  const about = async (text: string) => {
    const [address] = (await asked(here, text)).addresses
    return [address?.verdict, address?.reasons.map(({ code }: { code: string }) => code)]
  }
  assert.deepEqual(await about('https://fuwu.nuanyang.test/baoxiu'), ['verified', ['own-address']])
  assert.deepEqual(await about('http://nuanyang.test@evil.cn/'), ['unknown', ['not-listed']])
  assert.deepEqual(await about('官网www.nuanyаng.cn客服'), ['unknown', ['mixed-scripts', 'look-alike', 'not-listed']])
  assert.deepEqual(await about('https://xn--nunyang-3fg.cn/'), [
    'unknown',
    ['mixed-scripts', 'look-alike', 'not-listed'],
  ])
  assert.deepEqual(await about('请点https://nuanyаng.cn，领取补贴'), [
    'unknown',
    ['mixed-scripts', 'look-alike', 'not-listed'],
  ])
  assert.deepEqual(await about('（https://t.cn）'), ['unknown', ['shortened', 'not-listed']])
  assert.deepEqual(await about('官网https://fuwu.nuanyang.test官网'), ['verified', ['own-address']])
  assert.deepEqual(await about('点 t.cn/A6abc 领取'), ['unknown', ['shortened', 'not-listed']])
  const brandAlone = await asked(here, '暖阳售后电话多少')
  assert.equal(brandAlone.brands[0].numbers[0].shown, number)
  for (const [text, status] of [
    ['你好', 422],
    ['', 422],
    ['x'.repeat(20_001), 422],
    ['<script>alert(1)</script> 400-365-4321', 200],
    ['迭部县'.repeat(6_000) + number, 200],
  ] as const)
    assert.equal((await world.nobody.post('/hotlines/check', { text })).status, status, text.slice(0, 20))
})

test('of what somebody checks nothing is kept, and who is confirmed as a fake is offered to nobody', async () => {
  const here = await desk()
  const { world, operator, names } = here
  const { publish, id } = await entered(here)
  const consumer = await world.signIn('19900000001')
  const against = await consumer.post('/hotlines/reports', { what: number })
  assert.equal(
    (await operator.post(`/hotlines/reports/${against.body.id}/confirm`, { ground: 'brand-denies' })).status,
    200,
  )
  names[publish.txtName] = [publish.txtValue]
  await operator.post(`/hotlines/${id}/look`, { method: 'dns' })
  await world.settle()
  assert.equal(await verdictOf(here), 'reported')
  assert.deepEqual((await world.nobody.get('/hotlines')).body.items, [])
  const keyed = await consumer.post(
    '/hotlines/check',
    { text: `暖阳 ${number} 19900000077` },
    { key: 'a-key-of-a-page' },
  )
  assert.deepEqual(keyed.body.brands, [])
  const rows = await world.anxin.deps.db.transaction({ tenant: world.tenant }, (tx) =>
    tx.rows(sql`select request from idempotency where status = 200`),
  )
  assert.deepEqual(rows, [])
})

test('only a service number is entered, once for each brand, and for one company', async () => {
  const here = await desk()
  const { operator, world } = here
  const enter = async (more: object) => (await operator.post('/hotlines/entries', { ...wanted, ...more })).body.code
  for (const bad of ['19900000001', '12', '400-312-4567 转 8', '+44 20 7946 0000', ''])
    assert.equal(await enter({ number: bad }), 'hotline.not_a_number', bad)
  for (const bad of ['', 'localhost', '127.0.0.1', 'com.cn', '暖阳', 'https://nuanyang.test', 'nuanyang.test/x'])
    assert.equal(await enter({ domain: bad }), 'hotline.not_a_domain', bad)
  const { id } = await entered(here)
  assert.equal(await enter({}), 'hotline.listed')
  assert.equal(await enter({ brand: '海风', company: '另一家' }), 'hotline.other_company')
  assert.equal(await enter({ brand: '海风' }), undefined)
  const consumer = await world.signIn('19900000001')
  assert.equal((await consumer.get('/hotlines/entries')).status, 403)
  assert.equal((await operator.post(`/hotlines/${id}/look`, { method: 'licence' })).status, 422)
  const stale = await operator.send('POST', `/hotlines/${id}/withdrawal`, { body: { why: 'mistaken' }, version: 9 })
  assert.equal(stale.body.code, 'case.stale')
})
