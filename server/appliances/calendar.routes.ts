import { createHash, randomUUID } from 'node:crypto'
import { dueDay } from '@anxin/domain/appliances/ageing.ts'
import type { Id, Window } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { DoorProblem } from '../http/problems.ts'
import { type Call, del, get, post, type StreamRoute } from '../http/route.ts'
import { readSigned, signed, uuidBytes, uuidOf } from '../http/signed.ts'
import { today } from './case.ts'
import { type AgreedVisit, type DuePart, feedOf } from './feed.ts'
import { appliancesOf } from './store.ts'
import { wordsOf } from './words.ts'

/** A calendar's link is its own proof, like a tracking link: tenant and calendar, signed. Calendars poll without
 *  signing in, so whoever has the link sees it, until its owner revokes it. */

const Link = z.object({ url: z.string().nullable(), since: z.string().nullable() })
const none = { url: null, since: null }

type Row = { id: Id; since: Date }
const calendarOf = (tx: Tx, person: Id) =>
  tx.first<Row>(sql`select id, since from calendars where tenant = ${tx.tenant} and person = ${person}`)

const urlOf = ({ deps, tx, language }: Call<unknown, unknown, unknown>, id: Id): string => {
  const token = signed(deps.private.key('calendar'), Buffer.concat([uuidBytes(tx.tenant), uuidBytes(id)]))
  return `${deps.config.publicUrl}/api/v1/calendars/${token}.ics${language === 'en' ? '?lang=en' : ''}`
}
const show = (call: Call<unknown, unknown, unknown>, row: Row | undefined) =>
  row ? { url: urlOf(call, row.id), since: row.since.toISOString() } : none
const me = ({ by }: Pick<Call<unknown, unknown, unknown>, 'by'>): Id => (by.kind === 'person' ? by.id : '')

export const calendarRoutes = [
  get('/me/calendar', {
    summary: 'The link of my calendar, if I made one / 我的日历链接',
    tag: 'appliances',
    who: ['consumer'],
    answer: Link,
    does: async (call) => show(call, await calendarOf(call.tx, me(call))),
  }),
  post('/me/calendar', {
    summary: 'Make the link of my calendar / 生成日历订阅链接',
    tag: 'appliances',
    who: ['consumer'],
    answer: Link,
    status: 201,
    async does(call) {
      const { tx, now } = call
      await tx.rows(sql`
        insert into calendars (id, tenant, person, since)
        values (${randomUUID()}, ${tx.tenant}, ${me(call)}, ${new Date(now)}) on conflict (tenant, person) do nothing`)
      return show(call, await calendarOf(tx, me(call)))
    },
  }),
  del('/me/calendar', {
    summary: 'Revoke the link of my calendar / 停用日历订阅链接',
    tag: 'appliances',
    who: ['consumer'],
    answer: Link,
    async does(call) {
      await call.tx.rows(sql`delete from calendars where tenant = ${call.tx.tenant} and person = ${me(call)}`)
      return none
    },
  }),
]

const Token = z.object({ token: z.string().max(200) })
const Lang = z.object({ lang: z.enum(['zh', 'en']).default('zh') })

/** Polled by calendar programs: no session, only the link. */
export const calendarStreams: StreamRoute[] = [
  {
    method: 'GET',
    path: '/calendars/:token',
    summary: 'A calendar of due parts and agreed visits (RFC 5545) / 日历订阅',
    tag: 'appliances',
    who: ['anyone'],
    params: Token,
    query: Lang,
    async streams({ deps, params, query, now }, { reply }) {
      const { token } = params as z.output<typeof Token> // parsed by Token
      const { lang: language } = query as z.output<typeof Lang> // parsed by Lang
      const body = readSigned(deps.private.key('calendar'), token.replace(/\.ics$/, ''), 32)
      const calendar = body && { tenant: uuidOf(body.subarray(0, 16)), id: uuidOf(body.subarray(16)) }
      const entries = calendar && (await entriesOf(deps, calendar, now))
      if (!entries) throw new DoorProblem('case.absent')
      return reply
        .type('text/calendar; charset=utf-8')
        .header('Cache-Control', 'private, max-age=900')
        .header('Content-Disposition', 'inline; filename="anxin.ics"')
        .header('X-Content-Type-Options', 'nosniff')
        .send(feedOf({ ...entries, now, base: deps.config.publicUrl, language }))
    },
  },
]

/** What stands in a calendar now; null when it was revoked, or when its owner was forgotten. */
const entriesOf = (deps: Deps, { tenant, id }: { tenant: Id; id: Id }, now: number) =>
  deps.db.transaction({ tenant }, async (tx) => {
    const owner = await tx.first<{ person: Id }>(sql`
      select c.person from calendars c join people p on p.id = c.person where c.id = ${id} and p.status = 'known'`)
    return owner
      ? { parts: await partsOf({ tx, deps, now }, owner.person), visits: await visitsOf(tx, owner.person) }
      : null
  })

async function partsOf({ tx, deps, now }: { tx: Tx; deps: Deps; now: number }, person: Id): Promise<DuePart[]> {
  const rows = await appliancesOf(tx, person)
  const words = await wordsOf({ tx, deps }, rows)
  return rows.flatMap(({ id, version, state }) =>
    state.described.parts.flatMap((part) => {
      const due = dueDay(part, today(now))
      const { appliance: kind, brand, model } = state.described
      const stable = createHash('sha256').update(part.name).digest('hex').slice(0, 12)
      const appliance = { id, kind, brand, model: words(model) }
      return due ? [{ id: `${id}-${stable}`, version, appliance, part: words(part.name), due }] : []
    }),
  )
}

/** Visits that are agreed and not over, of a person's orders. Uses `orders_of_person`, `visits_of_order`. */
async function visitsOf(tx: Tx, person: Id): Promise<AgreedVisit[]> {
  return tx.rows<AgreedVisit & { window: Window }>(sql`
    select v.id, v.version, o.id as order, o.appliance as kind, o.brand, v.state->'plan'->'window' as window
    from orders o join visits v on v.order_id = o.id
    where o.tenant = ${tx.tenant} and o.person = ${person} and v.ended_at is null and v.window_from is not null
    order by v.window_from limit 200`)
}
