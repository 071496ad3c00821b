import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../db/database.ts'
import { report, testWorld, type Visitor, type World } from '../testing.ts'

type Line = { name: string; params: string; value: string }
type Component = { name: string; lines: Line[]; parts: Component[] }

/** Reads iCalendar as strictly as RFC 5545 §3.1 asks: CRLF, lines of at most 75 octets, folds, BEGIN and END in pairs. */
function parse(text: string): Component {
  assert.ok(text.endsWith('\r\n'), 'the last line ends too')
  const raw = text.slice(0, -2).split('\r\n')
  for (const line of raw) {
    assert.ok(!/[\r\n]/.test(line), `a bare line end in ${line}`)
    assert.ok(Buffer.byteLength(line) <= 75, `${Buffer.byteLength(line)} octets: ${line}`)
    assert.ok(line.length > 0, 'an empty line')
  }
  const unfolded = raw
    .join('\r\n')
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
  const open: Component[] = [{ name: 'root', lines: [], parts: [] }]
  for (const line of unfolded) {
    const found = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^:;]+)*):(.*)$/.exec(line)
    assert.ok(found, `not a content line: ${line}`)
    const [, name = '', params = '', value = ''] = found
    const top = open.at(-1)
    assert.ok(top)
    if (name === 'BEGIN') {
      const next = { name: value, lines: [], parts: [] }
      top.parts.push(next)
      open.push(next)
    } else if (name === 'END') assert.equal(open.pop()?.name, value)
    else top.lines.push({ name, params, value })
  }
  assert.equal(open.length, 1)
  const [calendar] = open[0]?.parts ?? []
  assert.ok(calendar)
  return calendar
}
const of = (component: Component | undefined, name: string) => component?.lines.find((line) => line.name === name)
const events = (calendar: Component) => calendar.parts.filter(({ name }) => name === 'VEVENT')

const boiler = {
  appliance: 'gas-boiler',
  brand: '暖阳',
  model: 'NY-24',
  serial: 'SN-20190301-7788',
  soldOn: '2019-03-01',
  parts: [
    { name: '水泵；电机,一套很长的名字用来折行一套很长的名字用来折行', life: { months: 120 }, since: '2019-03-01' },
  ],
}

async function subscribed(): Promise<{ world: World; consumer: Visitor; path: string }> {
  const world = await testWorld()
  const consumer = await world.signIn('19900000001')
  assert.equal((await consumer.post('/appliances', boiler)).status, 201)
  assert.deepEqual((await consumer.get('/me/calendar')).body, { url: null, since: null })
  const made = await consumer.post('/me/calendar')
  assert.equal(made.status, 201)
  return { world, consumer, path: new URL(made.body.url).pathname.replace('/api/v1', '') }
}

test('a calendar that polls the link without signing in has each part on its due day, with an alarm a month ahead', async () => {
  const { world, path } = await subscribed()
  const answer = await world.nobody.get(path)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['content-type'], 'text/calendar; charset=utf-8')
  const calendar = parse(answer.body)
  assert.equal(calendar.name, 'VCALENDAR')
  assert.equal(of(calendar, 'VERSION')?.value, '2.0')
  assert.ok(of(calendar, 'PRODID'))
  const all = events(calendar)
  assert.equal(all.length, 2)
  const [whole, pump] = all
  assert.deepEqual(of(whole, 'DTSTART'), { name: 'DTSTART', params: ';VALUE=DATE', value: '20270301' })
  assert.equal(of(whole, 'SUMMARY')?.value, '暖阳 燃气壁挂炉 · 整机到期')
  assert.equal(of(pump, 'DTSTART')?.value, '20290301')
  assert.match(of(pump, 'SUMMARY')?.value ?? '', /水泵；电机\\,一套/, 'a comma is escaped')
  assert.equal(of(whole, 'DTSTAMP')?.value, '20261124T020000Z')
  const [alarm] = whole?.parts ?? []
  assert.equal(alarm?.name, 'VALARM')
  assert.equal(of(alarm, 'ACTION')?.value, 'DISPLAY')
  assert.equal(of(alarm, 'TRIGGER')?.value, '-P29DT15H')
  assert.match(of(whole, 'DESCRIPTION')?.value ?? '', /\/renew\/[0-9a-f-]{36}/)
  const english = parse((await world.nobody.get(`${path}?lang=en`)).body)
  assert.equal(of(events(english)[0], 'SUMMARY')?.value, '暖阳 Gas boiler · 整机 is due')
})

test('a day that moves keeps its event, and nothing in the calendar tells where, whose or which machine', async () => {
  const { world, consumer, path } = await subscribed()
  const before = parse((await world.nobody.get(path)).body)
  const [one] = (await consumer.get('/appliances')).body.items
  await consumer.post(`/appliances/${one.id}/renew`, { part: boiler.parts[0]?.name })
  const text = (await world.nobody.get(path)).body as string
  const after = parse(text)
  const uids = (calendar: Component) => events(calendar).map((event) => of(event, 'UID')?.value)
  assert.deepEqual(uids(after), uids(before))
  assert.equal(of(events(after)[1], 'DTSTART')?.value, '20361124')
  assert.ok(Number(of(events(after)[1], 'SEQUENCE')?.value) > Number(of(events(before)[1], 'SEQUENCE')?.value ?? 0))
  for (const secret of [boiler.serial, '19900000001', '卓玛措', '兰州路']) assert.ok(!text.includes(secret), secret)
})

test('the agreed window of a visit is in the calendar until the visit is over', async () => {
  const { world, consumer, path } = await subscribed()
  await world.staff('+8619900000023', '苏运营', ['operator'])
  const operator = await world.signIn('19900000023')
  await operator.post('/technicians', {
    name: '扎西顿珠',
    phone: '19900000011',
    skills: [{ appliance: 'gas-boiler', brands: '*' }],
    territory: ['623000'],
  })
  const technician = await world.signIn('19900000011')
  await technician.post('/technicians/me/duty', { onDuty: true })
  const window = { from: '2026-11-26T01:00:00Z', to: '2026-11-26T04:00:00Z' }
  await consumer.post('/orders', { ...report, urgency: 'planned', window })
  await world.settle()
  assert.equal(events(parse((await world.nobody.get(path)).body)).length, 2, 'wanted is not agreed')
  const [offer] = (await technician.get('/offers')).body.items
  await technician.post(`/offers/${offer.id}/accept`)
  await world.settle()
  const text = (await world.nobody.get(path)).body as string
  const visit = events(parse(text)).find((event) => of(event, 'SUMMARY')?.value.startsWith('师傅上门'))
  assert.deepEqual([of(visit, 'DTSTART')?.value, of(visit, 'DTEND')?.value], ['20261126T010000Z', '20261126T040000Z'])
  assert.equal(of(visit, 'LOCATION'), undefined)
  assert.ok(!text.includes('兰州路') && !text.includes(report.name))
  await consumer.post(`/orders/${(await consumer.get('/orders')).body.items[0].id}/cancel`, { reason: '不需要了' })
  await world.settle()
  assert.equal(events(parse((await world.nobody.get(path)).body)).length, 2)
})

test('a link that was revoked, bent, made up or carried to another tenant is not found; a new one is another', async () => {
  const { world, consumer, path } = await subscribed()
  const token = path.split('/').at(-1)?.replace('.ics', '') ?? ''
  const bytes = Buffer.from(token, 'base64url')
  const other = await world.anxin.deps.db.transaction('worker', (tx) =>
    tx.first<{ id: string }>(sql`select id from tenants where slug = 'two'`),
  )
  const moved = Buffer.concat([Buffer.from((other?.id ?? '').replaceAll('-', ''), 'hex'), bytes.subarray(16)])
  const flipped = Buffer.from(bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)))
  for (const bad of [moved, flipped, bytes.subarray(0, 40), Buffer.alloc(0)]) {
    const answer = await world.nobody.get(`/calendars/${bad.toString('base64url') || 'x'}.ics`)
    assert.equal(answer.status, 404)
    assert.equal(answer.body.code, 'case.absent')
    assert.match(String(answer.headers['content-type']), /problem\+json/)
  }
  const stranger = await world.signIn('19900000009')
  assert.deepEqual((await stranger.get('/me/calendar')).body, { url: null, since: null })
  assert.equal((await consumer.send('DELETE', '/me/calendar')).body.url, null)
  assert.equal((await world.nobody.get(path)).status, 404)
  const again = await consumer.post('/me/calendar')
  assert.notEqual(new URL(again.body.url).pathname, `/api/v1${path}`)
  assert.equal((await world.nobody.get(path)).status, 404)
  const fresh = new URL(again.body.url).pathname.replace('/api/v1', '')
  assert.equal((await world.nobody.get(fresh)).status, 200)
  await consumer.post('/me/erase', { confirm: 'erase' })
  assert.equal((await world.nobody.get(fresh)).status, 404, 'who is forgotten has no calendar')
})
