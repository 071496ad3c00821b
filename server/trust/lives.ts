import assert from 'node:assert/strict'
import type { report, Visitor, World } from '../testing.ts'
import { courtIn, disputes } from './disputes.ts'
import { packed } from './packing.ts'
import { photo, type taken } from './town.ts'

/** Everything that there is to write, written. */

/** Where the consumer lives, and the technician stood, as a phone measures it. */
const home = { latitude: 34.051990008, longitude: 103.221990008 }

type Cast = { technician: Visitor; operator: Visitor; me: Visitor; order: Awaited<ReturnType<typeof taken>> }
/** Who lives: what the consumer says of themselves, and texts that say something by what they are. */
type Life = Cast & { person: typeof report; merchantPhone: string; agentPhone: string; part: string; mail: string }

/** Orders that go wrong in every way, each with what people write then; and what people own and ask for. */
export async function everythingElse(world: World, life: Life): Promise<void> {
  const { technician, operator, me, order, person, merchantPhone, agentPhone, part, mail } = life
  const does = async (who: Visitor, path: string, body: object = {}) => {
    const answer = await who.post(path, body)
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`)
    await world.settle()
    return answer.body
  }
  const offered = async () => (await technician.get('/offers')).body.items[0].id
  const planned = async () => {
    await does(technician, `/offers/${await offered()}/accept`)
    const { items } = (await technician.get('/visits')).body
    return `/visits/${items.find(({ status }: { status: string }) => status === 'planned').id}`
  }
  const there = async (visit: string) => {
    await does(technician, `${visit}/arrive`, { place: { ...home, accuracy: 8 } })
    await does(technician, `${visit}/diagnose`)
  }
  await does(operator, `/ratings/${order.visit}/follow-up`)
  await does(me, `/orders/${order.id}/reopen`)
  await does(operator, `/orders/${order.id}/notes`)
  await does(technician, `/offers/${await offered()}/decline`)
  await does(operator, `/orders/${order.id}/give-up`)

  const second = `/orders/${(await does(me, '/orders', { ...person, place: home })).id}`
  const first = await planned()
  await there(first)
  await does(technician, `${first}/quote`, { lines: [{ quantity: 1, each: 100 }] })
  await does(me, `${first}/decline`)
  await does(technician, `${first}/unable`)
  await does(operator, `${second}/release`)
  const next = await planned()
  await there(next)
  await does(technician, `${next}/quote`, { lines: [{ quantity: 1, each: 100 }] })
  await does(technician, `${next}/agree`, { given: { kind: 'signature', media: await photo(world) } })
  await does(technician, `${next}/await-parts`)
  await does(operator, `${second}/resume`)
  const { visits } = (await me.get(second)).body
  await does(technician, `/visits/${visits.at(-1).id}/hand-back`)
  const last = await planned()
  await does(technician, '/technicians/me/position', home)
  await does(technician, `${last}/depart`)
  await does(technician, `${last}/absent`, { place: { ...home, accuracy: 8 } })
  await does(me, `${second}/cancel`)

  const court = await courtIn(world, { operator, me, phone: person.phone, merchantPhone })
  const { merchant, merchantId } = court
  await does(merchant, '/policies', { merchant: merchantId, from: new Date(world.now()).toISOString(), text: '包退' })
  await disputes(court)
  const { start } = await packed(court)
  await does(operator, `/recordings/${start.id}/hold`, { reason: '（2026）某案' })
  const parts = [{ name: part, life: { hours: 9 }, since: '2026-01-01' }]
  const { id } = await does(me, '/appliances', { appliance: 'gas-boiler', brand: '暖阳', soldOn: '2019-03-01', parts })
  await does(me, `/appliances/${id}/read`, { part, used: 8 })
  await does(me, `/appliances/${id}/renew`, { part })
  await does(operator, '/roles', { phone: agentPhone, role: 'agent' })
  await does(me, '/hotlines/reports', { what: '400-300-0009', brand: '暖阳' })
  await does(me, '/labels', { kind: 'gas-boiler', brand: '暖阳' })
  await does(me, '/me/mail', { address: mail })
  const { phone } = person
  world.pass(2 * 60_000)
  const { demoCode: code } = await does(me, '/session/code', { phone })
  await does(world.nobody, '/tracking', { number: (await me.get(second)).body.number, phone, code })
}
