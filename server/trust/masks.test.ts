import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskPhone } from '@anxin/domain/people/mask.ts'
import { routes, streams } from '../capabilities.ts'
import { sql } from '../db/database.ts'
import type { Route } from '../http/route.ts'
import { report } from '../testing.ts'
import { asThief, listenIn } from './thief.ts'
import { type Town, told, townsAlike } from './town.ts'

/** T14: whatever is asked for, by whomever: full numbers and addresses stand only where they are meant to; and each
 *  look at one is an entry in the log, one to one. */

const towns = townsAlike()

/** The number in the ways in which it is written, the part of the address behind the mask, the whole name. */
const hidden = [report.phone, `+86${report.phone}`, '199 0000 0001', '199-0000-0001', told.street, report.name]

/** Where they are meant to stand: the technician's way to the consumer while the visit is open, and one's own data. */
const meant: Record<string, readonly string[]> = {
  'the technician': ['GET /visits', 'GET /visits/:id'],
  'the consumer': ['GET /me', 'GET /me/contact', 'GET /me/data'],
}

/** Every GET there is, with every thing in its place, as everybody; which of them showed what they should not. */
async function crawl({ world, things, people }: Town, list: readonly Pick<Route, 'method' | 'path'>[]) {
  const shown = new Set<string>()
  let asked = 0
  const look = (what: string, text: string) => {
    asked++
    for (const value of hidden) if (text.includes(value)) shown.add(`${what} shows ${value}`)
  }
  for (const { path } of list.filter(({ method, path }) => method === 'GET' && !path.endsWith('/events'))) {
    const ids = path.includes(':id') ? Object.values(things) : ['']
    for (const { name, visitor } of people) {
      for (const id of ids) {
        const at = path.replace(':id', id).replace(':token', 'x').replace(':code', '623024')
        const { body } = await visitor.get(at)
        if (!meant[name]?.includes(`GET ${path}`)) look(`GET ${path} as ${name}`, JSON.stringify(body))
      }
    }
  }
  const pages = [
    '/',
    '/report',
    '/track',
    `/orders/${things.order}`,
    '/tech',
    '/desk',
    '/dev/outbox',
    '/metrics',
    '/healthz',
    '/api/v1/openapi.json',
  ]
  for (const url of pages) look(url, (await world.anxin.app.inject({ url })).body)
  return { asked, shown: [...shown] }
}

/** Who looked at whose number, and about what, as the log has it. */
const looks = ({ world }: Town) =>
  asThief(world.databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select case_id || ' by ' || (by->>'id') || ' about ' || (body->>'about') as look from facts where type = 'person.revealed' order by seq`,
    )
    return rows.map(({ look }) => String(look))
  })

const personOf = async (here: Town, name: string): Promise<string> =>
  (await here.people.find((one) => one.name === name)?.visitor.get('/me'))?.body.id

test('no list, page, export or log shows a full number, address or name outside the places meant for it', {
  timeout: 600_000,
}, async (t) => {
  const here = await (await towns)({ LOG_LEVEL: 'trace' })
  const lines = listenIn(here.world.anxin)
  const { asked, shown } = await crawl(here, [...routes, ...streams])
  // A server that runs into trouble logs more than usual: the database refuses a report.
  await asThief(here.world.databaseUrl, (client) =>
    client.query('alter table private_values add constraint none check (false) not valid'),
  )
  assert.equal((await here.world.nobody.post('/orders', report)).status, 500)
  t.diagnostic(`${asked} answers, ${lines.length} lines of log`)
  assert.deepEqual(shown, [])
  assert.ok(lines.some((line) => line.includes('request failed')))
  assert.deepEqual(
    lines.filter((line) => [...hidden, told.fault].some((value) => line.includes(value))),
    [],
  )
  const technician = here.people.find(({ name }) => name === 'the technician')
  assert.match((await technician?.visitor.get(`/visits/${here.things.visit}`))?.body.address, new RegExp(told.street))
  assert.deepEqual(await looks(here), [], 'nobody looked at a number, and nobody is said to have')
})

test('each look at a number is one entry in the log, and each entry one look', { timeout: 120_000 }, async () => {
  const here = await (await towns)()
  const { person, order } = here.things
  const expected: string[] = []
  const note = async (name: string, status: number) =>
    status === 200 && expected.push(`${person} by ${await personOf(here, name)} about ${order}`)
  for (const { name, visitor } of here.people) {
    const body = { fields: ['phone'], purpose: 'call', about: order }
    const revealed = await visitor.post(`/people/${person}/reveal`, body)
    if (revealed.status === 200) assert.equal(revealed.body.phone, `+86${report.phone}`)
    await note(name, revealed.status)
    await note(name, (await visitor.post(`/orders/${order}/call`)).status)
  }
  assert.equal(expected.length, 9, 'four desks looked and called, the technician called')
  assert.deepEqual(await looks(here), expected)
})

test('the mutant, a view that forgets to mask, is caught', { timeout: 120_000 }, async (t) => {
  const here = await (await towns)()
  const route = routes.find(({ method, path }) => method === 'GET' && path === '/orders/:id')
  assert.ok(route)
  const { does } = route
  route.does = async (call) => {
    const shown = await does(call)
    const { deps, tx } = call
    const known = await tx.first<{ person: string }>(sql`select person from orders where id = ${here.things.order}`)
    const phone = (await deps.private.people(tx, [known?.person ?? ''])).get(known?.person ?? '')?.phone
    assert.notEqual(phone, maskPhone(phone ?? ''))
    return typeof shown === 'object' && shown !== null && !('refusal' in shown)
      ? { ...shown, contact: { name: null, phone } }
      : shown
  }
  const { shown } = await crawl(here, [route])
  route.does = does
  t.diagnostic(shown.join('; '))
  assert.ok(shown.some((one) => one.startsWith('GET /orders/:id as our dispatcher')))
})
