import assert from 'node:assert/strict'
import { exifSegment, packet, plainJpeg, tiff, withSegments, xmpSegment } from '@anxin/inspect/origin/specimens.ts'
import { asked, uploaded } from '@anxin/server/claims/testing.ts'
import { sql } from '@anxin/server/db/database.ts'
import { usual } from '@anxin/server/rules/rules.ts'
import { report, testWorld, type Visitor, type World } from '@anxin/server/testing.ts'
import { everythingElse } from '@anxin/server/trust/lives.ts'
import { markEverything } from '@anxin/server/trust/marked.ts'
import { listenIn } from '@anxin/server/trust/thief.ts'
import { engaged, finished, taken, told } from '@anxin/server/trust/town.ts'
import { hostile, idsIn } from './payloads.ts'

/** Who signs in at which page. */
export const numbers = {
  consumer: report.phone,
  technician: '19900000061',
  merchant: '19900000062',
  operator: '19900000023',
  supervisor: '19900000063',
  dispatcher: '19900000064',
  reviewer: '19900000042',
}

/** Texts that stay as they are, each with the reason. */
const given: Record<string, string> = {
  'POST /technicians skills.[].brands.[]': 'a wildcard',
  'POST /technicians/:id/qualify skills.[].brands.[]': 'the same',
  'POST /tracking number': 'the number of an order',
  'POST /saved-views query': 'takes nothing but codes and order numbers',
  'POST /webhooks url': 'an address, with script in its path',
  'POST /webhooks/:id/redeliver event': 'an id',
  'POST /hotlines/entries number': 'digits',
  'POST /hotlines/entries domain': 'a domain',
  'POST /hotlines/:id/licence code': 'letters and digits',
  'POST /hotlines/code page': 'a token',
  'POST /hotlines/check text': 'is kept nowhere; the page that asks is read in hotlines.test.ts',
  'POST /hotlines/reports what': 'a number, or an address',
  'POST /claims/:id/challenges/frames nonce': 'a token',
  'POST /purchases waybills.[]': 'letters and digits',
  'POST /recordings waybill': 'letters and digits',
  'PUT /rules/:id model.nodes.[].type': 'a kind; the names in the tables say script',
  'PUT /rules/:id model.edges.[].id': 'an id',
  'PUT /rules/:id model.edges.[].sourceId': 'an id',
  'PUT /rules/:id model.edges.[].targetId': 'an id',
  'PUT /rules/:id model.edges.[].sourceHandle': 'an id',
}
const isGiven = (text: string) => text in given || /[ .]phone$|\/(read|renew) part$|\/me\/mail address$/.test(text)

/** A world in which everybody has written script wherever a text can be written. */
export type Written = {
  world: World
  /** The texts by number, as they stand in the payloads. */
  names: readonly string[]
  /** Of these the ones that were taken. */
  said: ReadonlySet<string>
  operator: Visitor
  /** What the server logged. */
  lines: readonly string[]
  /** The most eventful first, after the one with the most to read in it. */
  claims: string[]
  orders: string[]
  purchases: string[]
  appliances: string[]
  rules: string
  /** Where the label of an appliance leads. */
  label: string
}

/** A numbered payload for a text of this name. `round`: which payload it is this time. */
function naming(round: number) {
  const names: string[] = []
  const times = new Map<string, number>()
  const mark = (text: string, longest: number): string => {
    if (!names.includes(text)) names.push(text)
    const time = (times.get(text) ?? 0) + 1
    times.set(text, time)
    // An address is taken only where its region is known.
    const region = / (address|said)$/.test(text) ? '甘南迭部县电尕镇' : ''
    return region + hostile(`${names.indexOf(text)}.${time}`, longest - region.length, round)
  }
  return { names, mark }
}

/** Has everybody write; `round` shifts which payload stands in which text. */
export async function writeEverything(round: number): Promise<Written> {
  const world = await testWorld({ env: { LOG_LEVEL: 'trace', WEBHOOK_PRIVATE: '1' } })
  const lines = listenIn(world.anxin)
  const { names, mark } = naming(round)
  const staff = async (role: 'operator' | 'supervisor' | 'dispatcher') =>
    world.staff(`+86${numbers[role]}`, mark(`the name of the ${role}`, 40), [role])
  for (const role of ['operator', 'supervisor', 'dispatcher'] as const) await staff(role)
  const operator = await world.signIn(numbers.operator)
  const marked = markEverything(world, { mark, isMarked: (said) => idsIn(said).length > 0, asGiven: isGiven })
  const technician = await engaged(world, operator, numbers.technician)
  const order = await taken(world, technician)
  await finished(world, technician, { order, words: told })
  const me = await world.signIn(report.phone)
  const does = async (who: Visitor, path: string, body: object = {}) => {
    const answer = await who.post(path, body)
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`)
    await world.settle()
    return answer.body
  }
  await does(me, '/me/name')
  await everythingElse(world, {
    ...{ technician, operator, me, order, person: report, part: mark('the part of an appliance', 60) },
    ...{ merchantPhone: numbers.merchant, agentPhone: '19900000065', mail: 'lethe@example.test' },
  })
  await does(operator, '/saved-views', { query: 'page=orders', shared: true })
  await does(operator, '/working-days', { day: '2026-12-31', kind: 'off' })
  await does(operator, '/api-keys')
  await does(operator, '/hotlines/entries', { number: '400-300-0001', domain: 'nuanyang.example' })
  const hook = `https://127.0.0.1:9/${encodeURI(mark('the address of a webhook', 200))}`
  await does(operator, '/webhooks', { url: hook, types: ['order.opened'] })
  const rules = (await does(operator, '/rules', {})).id
  const changed = await operator.send('PUT', `/rules/${rules}`, { body: { model: namedTables(mark) } })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  const pictured = await claimWithPictures(world, { me, mark })
  const label = new URL((await does(me, '/labels', { kind: 'gas-boiler', brand: '暖阳' })).url)
  const quoted = await waitingWork(world, technician)
  marked.stop()
  const idsOf = (kind: 'claim' | 'order' | 'appliance') =>
    world.anxin.deps.db.transaction({ tenant: world.tenant }, async (tx) => {
      const rows = await tx.rows<{ id: string }>(
        sql`select case_id as id from facts where kind = ${kind} group by 1 order by count(*) desc, 1 desc`,
      )
      return rows.map(({ id }) => id)
    })
  return {
    ...{
      world,
      lines,
      names,
      said: marked.said,
      operator,
      rules,
      label: `${label.pathname}${label.search}${label.hash}`,
    },
    claims: [pictured, ...(await idsOf('claim')).filter((id) => id !== pictured)],
    orders: [quoted, ...(await idsOf('order')).filter((id) => id !== quoted)],
    appliances: await idsOf('appliance'),
    purchases: (await me.get('/purchases')).body.items.map(({ id }: { id: string }) => id),
  }
}

/** For the lists of those who wait for something: a low rating, a quote and a report. */
async function waitingWork(world: World, technician: Visitor): Promise<string> {
  await finished(world, technician, { order: await taken(world, technician), words: told })
  const quoted = await taken(world, technician)
  await technician.post(`/visits/${quoted.visit}/arrive`)
  await technician.post(`/visits/${quoted.visit}/diagnose`)
  await technician.post(`/visits/${quoted.visit}/quote`, { lines: [{ quantity: 1, each: 100 }] })
  await world.nobody.post('/orders', report)
  await world.settle()
  return quoted.id
}

/** The usual rules, with script for the names of nodes and columns. */
function namedTables(mark: (text: string, longest: number) => string): object {
  const model: { nodes: { name: string; content?: { inputs?: { name: string }[]; outputs?: { name: string }[] } }[] } =
    JSON.parse(usual.model)
  for (const node of model.nodes) {
    node.name = mark('the name of a rule', 80)
    for (const column of [...(node.content?.inputs ?? []), ...(node.content?.outputs ?? [])])
      column.name = mark('the name of a column', 80)
  }
  return model
}

/** A photo whose metadata say script in every field that the inspection reads and tells of. */
export async function photoSaying(say: (field: string) => string): Promise<Buffer> {
  const main = {
    ...{ 270: say('description'), 271: say('maker'), 272: say('model') },
    ...{ 305: `Adobe Photoshop ${say('software')}`, 315: say('artist') },
  }
  const photo = { 36867: say('taken'), 37510: say('comment'), 42033: say('serial') }
  const xmp = packet(
    '',
    `xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Midjourney ${quoted(say('tool'))}" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="${quoted(say('credit'))}"`,
  )
  return Buffer.from(withSegments(await plainJpeg(), [exifSegment(tiff({ main, photo })), xmpSegment(xmp)]))
}
const quoted = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

type Claiming = { me: Visitor; mark: (text: string, longest: number) => string }

/** A claim with such a photo as its evidence. */
async function claimWithPictures(world: World, { me, mark }: Claiming): Promise<string> {
  const { items } = (await me.get('/purchases')).body
  const free = items.find(({ lines }: { lines: { claim: string | null }[] }) => lines[0]?.claim === null)
  const opened = await me.post('/claims', { ...asked, amount: 300_000, purchase: free.id })
  assert.equal(opened.status, 201, JSON.stringify(opened.body))
  // Of a moment that is none the findings quote thirty letters, of maker and model sixty together.
  const brief = ['taken', 'maker', 'model']
  const say = (field: string) => mark(`the ${field} of a photo`, brief.includes(field) ? 29 : 200)
  const photo = await photoSaying(say)
  const other = await photoSaying(say)
  const pieces = [
    { media: await uploaded(world, photo), slot: 'damage' },
    { media: await uploaded(world, other), slot: 'whole' },
  ]
  const { missing } = (await me.post(`/claims/${opened.body.id}/evidence`, { pieces })).body
  const sent = await me.post(`/claims/${opened.body.id}/submit`, { without: missing })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  await world.settle()
  return opened.body.id
}
