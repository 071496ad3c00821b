import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { routes, streams } from '../capabilities.ts'
import type { Route, StreamRoute } from '../http/route.ts'
import { full } from './process.ts'
import { sampleOf } from './sample.ts'
import { asThief } from './thief.ts'
import { type Somebody, type Town, townsAlike } from './town.ts'

/** T8: every route as everybody else, generated from their declarations, so that none is missed. What is somebody
 *  else's is answered, word for word, as if it were not there. */

const towns = townsAlike()

type Any = Route | StreamRoute
type Walked = { asked: number; leaks: string[] }

/** Every n-th of all combinations; at full figures, all. */
const every = full ? 1 : 11
const isLive = ({ path }: Any) => path.endsWith('/events')
const mayCall = ({ who }: Any, { holds }: Somebody) => who.includes('anyone') || who.some((one) => holds.includes(one))

async function ask({ world }: Town, route: Any, { somebody, id }: { somebody: Somebody; id: string }) {
  const body = route.body ? sampleOf(route.body, world.now()) : {}
  const path = route.path.replace(':id', id).replace(':token', 'x').replace(':code', '623024')
  const answer = await somebody.visitor.send(route.method as 'GET', path, route.method === 'GET' ? {} : { body }) // the methods that visitors know
  const { 'content-type': type, 'cache-control': cache } = answer.headers
  return { status: answer.status, text: JSON.stringify([answer.status, type, cache, answer.body]) }
}

/** One thing as somebody whom it does not concern, beside a thing that there is not. Says what was told. */
async function compare(
  here: Town,
  route: Any,
  { somebody, kind }: { somebody: Somebody; kind: keyof Town['things'] },
): Promise<string | null> {
  const [there, absent] = [
    await ask(here, route, { somebody, id: here.things[kind] }),
    await ask(here, route, { somebody, id: randomUUID() }),
  ]
  const what = `${route.method} ${route.path} of the ${kind} as ${somebody.name}`
  if (there.text !== absent.text) return `${what}: ${there.text} instead of ${absent.text}`
  const fits = mayCall(route, somebody) ? [403, 404, 409, 422] : [401, 403, 404]
  if (!fits.includes(there.status)) return `${what}: ${there.text}`
  return here.secrets.some((secret) => there.text.includes(secret)) ? `${what} tells a secret` : null
}

/** Routes that name a thing, with every kind of thing in its place, as everybody whom it does not concern. */
async function walkThings(here: Town, list: readonly Any[], step = every): Promise<Walked> {
  const strangers = here.people.filter(({ isConcerned }) => !isConcerned)
  const kinds = Object.keys(here.things) as (keyof Town['things'])[] // its own keys
  const all = list
    .filter(({ path }) => path.includes(':id'))
    .flatMap((route) => kinds.flatMap((kind) => strangers.map((somebody) => ({ route, kind, somebody }))))
    .filter(({ kind, somebody }) => !somebody.reads?.includes(kind))
    .filter((_, i) => i % step === 0)
  const leaks: string[] = []
  for (let i = 0; i < all.length; i += 12) {
    const told = await Promise.all(all.slice(i, i + 12).map(({ route, ...one }) => compare(here, route, one)))
    leaks.push(...told.filter((leak) => leak !== null))
  }
  return { asked: 2 * all.length, leaks }
}

/** Routes that name nothing: lists tell strangers nothing of the town, and nobody gets in who is not declared. */
async function walkLists(here: Town): Promise<Walked> {
  const leaks: string[] = []
  let asked = 0
  for (const route of [...routes, ...streams].filter(({ path }) => !path.includes(':id'))) {
    for (const somebody of here.people) {
      const may = mayCall(route, somebody)
      // What may be done by whoever does it is the business of other tests; live pages do not end.
      if (may && (route.method !== 'GET' || isLive(route))) continue
      const { status, text } = await ask(here, route, { somebody, id: '' })
      asked++
      const what = `${route.method} ${route.path} as ${somebody.name}: ${text}`
      if (!may && ![401, 403, 404].includes(status)) leaks.push(what)
      if (!somebody.isConcerned && here.secrets.some((secret) => text.includes(secret))) leaks.push(what)
    }
  }
  return { asked, leaks }
}

/** How much has happened in the town: changes with every fact. */
const happened = (here: Town) =>
  asThief(here.world.databaseUrl, async (client) => {
    const { rows } = await client.query('select count(*) as facts, max(seq) as last from facts where tenant = $1', [
      here.world.tenant,
    ])
    return JSON.stringify(rows)
  })

test('no route tells, or changes, anything for whoever is not declared or not concerned; what is not theirs is not there', {
  timeout: 1_200_000,
}, async (t) => {
  const here = await (await towns)()
  const before = await happened(here)
  const [things, lists] = [await walkThings(here, [...routes, ...streams]), await walkLists(here)]
  const asked = things.asked + lists.asked
  t.diagnostic(`${asked} requests over ${routes.length + streams.length} routes as ${here.people.length} people`)
  assert.deepEqual([...things.leaks, ...lists.leaks], [])
  assert.equal(await happened(here), before, 'nothing happened in the town')
  assert.ok(asked >= (full ? 10_000 : 1_000))
})

const routeOf = (method: string, path: string): Route => {
  const found = routes.find((route) => route.method === method && route.path === path)
  assert.ok(found)
  return found
}
/** Does what the route does, as if the desk had asked. */
const asTheDesk =
  ({ does }: Route): Route['does'] =>
  (call) =>
    does({ ...call, by: { kind: 'person', id: randomUUID(), role: 'operator' } })

type Mutant = { route: Route; change(route: Route): Partial<Route>; names: RegExp }
/** Variants in which somebody forgot something, and whom the walk has to name. */
const mutants: Record<string, Mutant> = {
  'a route opened to a role too many': {
    route: routeOf('GET', '/visits/:id'),
    change: ({ who }) => ({ who: [...who, 'merchant'] }),
    names: /of the visit as our merchant/,
  },
  'a question that forgets whose the order is': {
    route: routeOf('GET', '/orders/:id'),
    change: (route) => ({ does: asTheDesk(route) }),
    names: /of the order as another consumer/,
  },
  'a change that forgets whose the visit is': {
    route: routeOf('POST', '/visits/:id/reschedule'),
    change: (route) => ({ does: asTheDesk(route) }),
    names: /of the visit as another consumer/,
  },
}

test('the mutants are caught, and named', { timeout: 600_000 }, async (t) => {
  const here = await (await towns)()
  for (const [name, { route, change, names }] of Object.entries(mutants)) {
    const original = { ...route }
    Object.assign(route, change(original))
    const { leaks } = await walkThings(here, [route], 1)
    Object.assign(route, original)
    t.diagnostic(`${name}: ${leaks.length} leaks, the first: ${leaks[0]?.slice(0, 100)}`)
    assert.ok(
      leaks.some((leak) => names.test(leak)),
      name,
    )
  }
})
