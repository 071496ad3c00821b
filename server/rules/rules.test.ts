import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fen } from '@anxin/domain/basics.ts'
import { testWorld, type Visitor, type World } from '../testing.ts'
import { cup, openClaim } from './testing.ts'

const hour = 3_600_000

async function scene() {
  const world = await testWorld()
  const people = { an: '19900000023', bo: '19900000024', lin: '19900000041' }
  await world.staff(`+86${people.an}`, '苏运营', ['operator'])
  await world.staff(`+86${people.bo}`, '白运营', ['operator'])
  await world.staff(`+86${people.lin}`, '林审核', ['reviewer'])
  const [an, bo, lin] = [await world.signIn(people.an), await world.signIn(people.bo), await world.signIn(people.lin)]
  return { world, an, bo, lin }
}
const termsNow = ({ anxin: { deps }, tenant }: World, over = {}) =>
  deps.db.transaction({ tenant }, (tx) => deps.rules.termsFor(tx, { ...cup, ...over }))
const span = (world: World) => ({
  from: new Date(world.now() - 30 * 24 * hour).toISOString(),
  until: new Date(world.now() + hour).toISOString(),
})
// biome-ignore lint/suspicious/noExplicitAny: tables as JSON, which the tests take apart as an editor would
type Tables = any
const tableNamed = (model: Tables, id: string) => model.nodes.find((node: Tables) => node.id === id).content
/** The tables with the last row of one of them changed: the row that fits all the rest. */
function changed(model: Tables, id: string, cells: Record<string, string>): Tables {
  const copy = structuredClone(model)
  Object.assign(tableNamed(copy, id).rules.at(-1), cells)
  return copy
}
const put = (who: Visitor, id: string, model: Tables, more = {}) =>
  who.send('PUT', `/rules/${id}`, { body: { model }, ...more })
async function drafted(who: Visitor, cells: Record<string, string> = { 'hours-evidence': '96' }) {
  const draft = (await who.post('/rules')).body
  const edited = await put(who, draft.id, changed(draft.model, 'hours', cells))
  assert.equal(edited.status, 200, JSON.stringify(edited.body))
  return edited.body as { id: string; version: number; model: Tables }
}

test('a version is drafted, changed, tried on past claims, published by another operator from a date, and then counts', async () => {
  const { world, an, bo, lin } = await scene()
  await openClaim(world, 'C1')
  await openClaim(world, 'C2', { category: 'fresh-food' })
  assert.equal((await termsNow(world)).rules, 'usual/1')
  const draft = (await an.post('/rules')).body
  assert.deepEqual(
    [draft.name, draft.status, draft.basedOn, draft.authors, draft.moves],
    ['rules/1', 'draft', 'usual/1', ['苏运营'], ['rules.edit', 'rules.try', 'rules.withdraw']],
  )
  const { id } = await (async () =>
    (await put(an, draft.id, changed(draft.model, 'hours', { 'hours-evidence': '96' }))).body)()
  assert.equal((await bo.post(`/rules/${id}/publish`)).body.code, 'rules.untried')
  const tried = (await an.post(`/rules/${id}/trial`, span(world))).body
  assert.equal(tried.status, 'tried')
  assert.deepEqual(tried.trial, { compared: 2, changed: 1, broken: 0 })
  const [row] = tried.tried.rows
  assert.deepEqual(
    [row.number, row.category, row.amount, row.before.hours.evidence, row.after.hours.evidence, tried.tried.against],
    ['C1', 'tableware', 4_000, 72, 96, 'usual/1'],
  )

  assert.equal((await an.post(`/rules/${id}/publish`)).body.code, 'rules.four_eyes')
  const yesterday = new Date(world.now() - 24 * hour).toISOString()
  assert.equal((await bo.post(`/rules/${id}/publish`, { from: yesterday })).body.code, 'rules.date_past')
  const tomorrow = new Date(world.now() + 24 * hour).toISOString()
  const published = (await bo.post(`/rules/${id}/publish`, { from: tomorrow })).body
  assert.deepEqual([published.status, published.from, published.publishedBy], ['published', tomorrow, '白运营'])
  assert.equal((await termsNow(world)).rules, 'usual/1', 'not before its date')
  world.pass(24 * hour)
  const terms = await termsNow(world)
  assert.deepEqual([terms.rules, terms.hours.evidence], ['rules/1', 96])
  const list = (await lin.get('/rules')).body
  assert.deepEqual([list.inForce, list.items[0].isInForce, list.items[0].moves], ['rules/1', true, []])
  assert.equal((await an.post(`/rules/${id}/withdraw`)).body.code, 'rules.in_force')
  assert.equal((await put(an, id, published.model)).body.code, 'rules.wrong_step')
})

test('the next version supersedes the one before when it comes into force; one that was withdrawn never counts', async () => {
  const { world, an, bo } = await scene()
  const publish = async (cells: Record<string, string>, from: number) => {
    const { id } = await drafted(an, cells)
    assert.equal((await an.post(`/rules/${id}/trial`, span(world))).status, 200)
    const body = { from: from === 0 ? null : new Date(world.now() + from).toISOString() }
    assert.equal((await bo.post(`/rules/${id}/publish`, body)).status, 200)
    return id
  }
  const first = await publish({ 'hours-review': '40' }, 0)
  const second = await publish({ 'hours-review': '41' }, 10 * hour)
  const third = await publish({ 'hours-review': '42' }, 5 * hour)
  const status = async (id: string) => (await an.get(`/rules/${id}`)).body.status
  await world.settle()
  assert.equal((await termsNow(world)).hours.review, 40)
  assert.equal((await bo.post(`/rules/${third}/withdraw`)).body.status, 'withdrawn')
  world.pass(6 * hour)
  await world.settle()
  assert.deepEqual([await status(first), (await termsNow(world)).hours.review], ['published', 40])
  world.pass(4 * hour)
  assert.equal((await termsNow(world)).hours.review, 41, 'by its date, not when the worker comes round')
  await world.settle()
  assert.deepEqual([await status(first), await status(second)], ['superseded', 'published'])
  const next = (await an.post('/rules', { basedOn: first })).body
  assert.deepEqual([next.name, next.basedOn], ['rules/4', 'rules/1'])
})

test('somebody who changed a cell is an author, and a trial of tables that were changed since counts for nothing', async () => {
  const { world, an, bo } = await scene()
  const { id, model } = await drafted(an)
  await an.post(`/rules/${id}/trial`, span(world))
  assert.equal((await put(bo, id, changed(model, 'hours', { 'hours-review': '30' }))).body.status, 'draft')
  assert.equal((await bo.post(`/rules/${id}/publish`)).body.code, 'rules.untried')
  assert.deepEqual((await bo.post(`/rules/${id}/trial`, span(world))).body.authors, ['苏运营', '白运营'])
  assert.equal((await bo.post(`/rules/${id}/publish`)).body.code, 'rules.four_eyes')
  assert.equal((await put(an, id, model, { version: 1 })).body.code, 'case.stale')
})

test('reviewers read the rules and change none; nobody else sees them, and no other tenant', async () => {
  const { world, an, lin } = await scene()
  const { id, model } = await drafted(an)
  assert.equal((await lin.get(`/rules/${id}`)).body.model.nodes.length, 6)
  assert.equal((await lin.get('/rules/usual')).body.name, 'usual/1')
  assert.equal((await put(lin, id, model)).body.code, 'http.forbidden')
  for (const path of ['/rules', `/rules/${id}`]) assert.equal((await world.nobody.get(path)).body.code, 'http.sign_in')
  assert.equal((await an.get(`/rules/${id}`, { host: 'two.test' })).status, 401)
  assert.equal((await an.get('/rules/01900000-0000-7000-8000-000000000000')).body.code, 'case.absent')
})

test('what is no table is refused with the place of each fault, in the language of whoever reads, and changes nothing', async () => {
  const { an } = await scene()
  const { id, version, model } = await drafted(an)
  const faults: [string, (copy: Tables) => void, string, RegExp][] = [
    ['no nodes', (copy) => copy.nodes.splice(0), 'http.invalid', /至少 3 项/],
    [
      'a program',
      (copy) => Object.assign(copy.nodes[1], { type: 'functionNode' }),
      'http.invalid',
      /不支持的节点：functionNode/,
    ],
    ['a call', (copy) => Object.assign(copy.nodes[1], { type: 'httpNode' }), 'http.invalid', /不支持的节点：httpNode/],
    [
      'a circle',
      (copy) =>
        copy.edges.push(
          { id: 'x', sourceId: 'lane', targetId: 'needs' },
          { id: 'y', sourceId: 'needs', targetId: 'lane' },
        ),
      'http.invalid',
      /连线成环/,
    ],
    [
      'an edge into nothing',
      (copy) => Object.assign(copy.edges[0], { targetId: 'nowhere' }),
      'http.invalid',
      /不存在的节点/,
    ],
    [
      'all rows that fit',
      (copy) => Object.assign(tableNamed(copy, 'lane'), { hitPolicy: 'collect' }),
      'http.invalid',
      /first/,
    ],
    [
      'half a cell',
      (copy) => Object.assign(tableNamed(copy, 'lane').rules[0], { 'lane-paid': '> ' }),
      'rules.nonsense',
      /“通道与可用方式”第 1 行“实付（分）”：无法识别/,
    ],
    [
      'a loop',
      (copy) =>
        Object.assign(tableNamed(copy, 'checks').rules[0], { 'checks-sampled': 'sum(map([1..9000000], # * 2))' }),
      'http.invalid',
      /“复核与抽查”第 1 行“快速通道抽查比例”：不能使用“sum\(”/,
    ],
    [
      'a power',
      (copy) => Object.assign(tableNamed(copy, 'checks').rules[0], { 'checks-sampled': '9 ^ 9' }),
      'http.invalid',
      /不能使用“\^ 9”/,
    ],
    [
      'deep brackets',
      (copy) =>
        Object.assign(tableNamed(copy, 'checks').rules[0], { 'checks-sampled': `${'('.repeat(40)}1${')'.repeat(40)}` }),
      'http.invalid',
      /括号嵌套过深/,
    ],
    [
      'a long cell',
      (copy) => Object.assign(tableNamed(copy, 'checks').rules[0], { 'checks-sampled': '1'.repeat(301) }),
      'http.invalid',
      /最多 300 个字/,
    ],
    [
      'too many rows',
      (copy) =>
        Object.assign(tableNamed(copy, 'checks'), { rules: Array(501).fill(tableNamed(copy, 'checks').rules[0]) }),
      'http.invalid',
      /最多 500 项/,
    ],
  ]
  for (const [what, spoil, code, says] of faults) {
    const copy = structuredClone(model)
    spoil(copy)
    const { status, body } = await put(an, id, copy)
    assert.deepEqual([status, body.code], [422, code], what)
    assert.match(JSON.stringify(body.errors), new RegExp(says.source.replaceAll('"', '\\\\"')), what)
  }
  const half = structuredClone(model)
  tableNamed(half, 'lane').rules[0]['lane-paid'] = '> '
  const english = (await put(an, id, half, { headers: { 'accept-language': 'en' } })).body
  assert.match(english.errors[0].message, /row 1.*cannot be read/)
  assert.equal((await an.get(`/rules/${id}`)).body.version, version)
})

test('tables that give what makes no sense are refused with the field: no windows to silence a side, no word for a verdict', async () => {
  const { an } = await scene()
  const { id, version, model } = await drafted(an)
  const faults: [string, string, Record<string, string>, string, RegExp][] = [
    ['an unknown slot', 'needs', { 'needs-needs': '["selfie"]' }, 'needs.0', /应为其中之一/],
    ["the merchant's pictures", 'needs', { 'needs-needs': '["packing"]' }, 'needs.0', /应为其中之一/],
    ['an unknown lane', 'lane', { 'lane-lane': '"refuse"' }, 'lane', /应为其中之一：hearing, fast/],
    ['no remedy', 'lane', { 'lane-remedies': '[]' }, 'remedies', /至少 1 项/],
    ['refusal as a remedy', 'lane', { 'lane-remedies': '["refusal"]' }, 'remedies.0', /应为其中之一/],
    ['a negative window', 'hours', { 'hours-hearing': '-5' }, 'hours.hearing', /不小于 24/],
    ['an hour to answer', 'hours', { 'hours-hearing': '1' }, 'hours.hearing', /不小于 24/],
    ['years', 'hours', { 'hours-evidence': '99999' }, 'hours.evidence', /不大于 240/],
    ['the doubtful heard for less', 'hours', { 'hours-hearingDoubtful': '24' }, 'hours.hearingDoubtful', /不能短于/],
    ['nothing is looked at', 'checks', { 'checks-sampled': '0' }, 'sampled', /不小于 0.01/],
    ['words for a number', 'checks', { 'checks-secondAbove': '"much"' }, 'secondAbove', /应为 number/],
    ['an empty cell', 'checks', { 'checks-secondAbove': '' }, 'secondAbove', /必填|应为/],
  ]
  for (const [what, table, cells, field, says] of faults) {
    const { status, body } = await put(an, id, changed(model, table, cells))
    assert.deepEqual([status, body.code], [422, 'rules.nonsense'], what)
    assert.deepEqual(body.errors[0].path, field, what)
    assert.match(body.errors[0].message, says, what)
  }
  const withVerdict = structuredClone(model)
  const { outputs, rules } = tableNamed(withVerdict, 'checks')
  outputs.push({ id: 'verdict', name: '结论', field: 'outcome' })
  for (const row of rules) row.verdict = '"refusal"'
  assert.match(JSON.stringify((await put(an, id, withVerdict)).body.errors), /不认识的字段：outcome/)
  const withHole = structuredClone(model)
  tableNamed(withHole, 'lane').rules.pop()
  assert.deepEqual((await put(an, id, withHole)).body.errors[0].path, 'lane', 'claims that no row fits')
  assert.equal((await an.get(`/rules/${id}`)).body.version, version)
})

test('a claim is never held up by the tables: where the version in force gives no sense, the usual ones hold', async () => {
  const { world, an, bo } = await scene()
  // A hole that no sample falls into: one amount among all.
  const draft = (await an.post('/rules')).body
  const model = structuredClone(draft.model)
  tableNamed(model, 'checks').rules.unshift({
    ...tableNamed(model, 'checks').rules[0],
    ...{ 'checks-category': '', 'checks-amount': '((777 * 777) + 1)', 'checks-sampled': '7' },
  })
  assert.equal((await put(an, draft.id, model)).status, 200)
  await an.post(`/rules/${draft.id}/trial`, span(world))
  assert.equal((await bo.post(`/rules/${draft.id}/publish`)).status, 200)
  assert.equal((await termsNow(world)).rules, 'rules/1')
  assert.equal((await termsNow(world, { amount: fen(603_730), paid: fen(603_730) })).rules, 'usual/1')
})

test('tables that break for a single past claim stay a draft, and the trial says which claim and which field', async () => {
  const { world, an } = await scene()
  await openClaim(world, 'C7', { amount: fen(603_730), paid: fen(603_730), wanted: 'partial-refund' })
  const draft = (await an.post('/rules')).body
  const model = structuredClone(draft.model)
  tableNamed(model, 'checks').rules.unshift({
    ...tableNamed(model, 'checks').rules[0],
    ...{ 'checks-category': '', 'checks-amount': '((777 * 777) + 1)', 'checks-sampled': '7' },
  })
  await put(an, draft.id, model)
  const { body } = await an.post(`/rules/${draft.id}/trial`, span(world))
  assert.deepEqual([body.status, body.trial], ['draft', { compared: 1, changed: 0, broken: 1 }])
  const [row] = body.tried.rows
  assert.deepEqual([row.number, row.after, row.field], ['C7', null, 'sampled'])
})
