import { createHash } from 'node:crypto'
import { aimsAt } from '@anxin/dispatch/aims.ts'
import type { Day, Technician, Visit } from '@anxin/dispatch/day/day.ts'
import type { Place } from '@anxin/dispatch/place.ts'
import type { Id, PrivateRef } from '@anxin/domain/basics.ts'
import { midnightOf } from '@anxin/domain/china.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { placeFrom } from '../private/place.ts'
import { most, type OpenRow, onDuty, openWork, type TechnicianRow } from './store.ts'

/** What is taken for granted where nobody says: how long a visit takes, and what is left of one that is under way; until
 *  when people work, in hours of a Chinese day, and how much is planned at least when it is later than that. Seconds. */
const usual = { visit: 2_700, rest: 1_500, until: 20, atLeast: 4 * 3_600 }
/** Within this after the report an urgent order is to be reached. */
const urgent = 5_400

/** What is left of today: technicians on duty, what each has to do and does now, and what waits for somebody. */
export type Today = {
  day: Omit<Day, 'travel'>
  technicians: readonly TechnicianRow[]
  rows: readonly OpenRow[]
  /** What each is busy with at this moment. */
  busy: ReadonlyMap<Id, readonly OpenRow[]>
  /** Done by somebody who is not on duty. */
  elsewhere: readonly OpenRow[]
  placeOf(ref: PrivateRef | null): Place | null
  /** The same for the same technicians, orders and visits in the same state, whatever the time is. */
  mark: string
  /** There is more than is planned at once. */
  isCut: boolean
}

/** `mayMove`: what somebody has taken and not set out for may go to somebody else; what is with somebody who went off duty
 *  always may. What is with somebody who begins later today is no part of the plan before they do. */
export async function today(
  { tx, deps, now }: { tx: Tx; deps: Deps; now: number },
  { mayMove }: { mayMove: boolean },
): Promise<Today> {
  const [people, work] = [await onDuty(tx, now), await openWork(tx)]
  const technicians = people.slice(0, most.technicians)
  const [seconds, midnight] = [Math.floor(now / 1_000), Math.floor(midnightOf(now) / 1_000)]
  const usualEnd = Math.max(midnight + usual.until * 3_600, seconds + usual.atLeast)
  const end = Math.max(usualEnd, ...technicians.map(({ hours }) => (hours ? midnight + hours.to * 60 : 0)))
  const begins = ({ isHolderOn, hours }: OpenRow) =>
    !isHolderOn && hours !== null && seconds < midnight + hours.from * 60
  // What was agreed for another day is no work of today's.
  const rows = work
    .slice(0, most.orders)
    .filter((row) => (!row.window || row.window.from < end * 1_000) && !begins(row))
  const refs = [...technicians.map(({ place }) => place), ...rows.map(({ asked }) => asked.place)]
  const opened = await deps.private.open(
    tx,
    refs.filter((ref) => ref !== null),
  )
  const placeOf = (ref: PrivateRef | null): Place | null => (ref ? placeFrom(opened.get(ref)) : null)
  const there = new Set(technicians.map(({ id }) => id))
  const underWay = rows.filter(isUnderWay)
  const busy = Map.groupBy(underWay, ({ technician }) => technician ?? '')
  const loads = Map.groupBy(rows, ({ technician }) => technician ?? '')
  const seen = { seconds, usualEnd, midnight, placeOf, mayMove }
  return {
    ...{ technicians, rows, busy, placeOf },
    // Where somebody is changes by the minute, and a plan holds no longer than that.
    mark: markOf([technicians.map(({ place, mean, count, ...one }) => one), rows]),
    elsewhere: underWay.filter(({ technician }) => !there.has(technician ?? '')),
    isCut: people.length > most.technicians || work.length > most.orders,
    day: {
      now: seconds,
      aims: aimsAt(now).weights,
      technicians: technicians.map((one) =>
        technicianOf(one, { ...seen, busy: busy.get(one.id) ?? [], load: loads.get(one.id)?.length ?? 0 }),
      ),
      visits: rows.filter((row) => !isUnderWay(row)).map((row) => visitOf(row, seen)),
    },
  }
}

const markOf = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('base64')

/** Whoever has set out for a visit finishes it first. */
export const isUnderWay = ({ status }: Pick<OpenRow, 'status'>): boolean => status !== null && status !== 'planned'

type Seen = {
  seconds: number
  usualEnd: number
  midnight: number
  placeOf: (ref: PrivateRef | null) => Place | null
  mayMove: boolean
}
type Where = Seen & { busy: readonly OpenRow[]; load: number }

function technicianOf(row: TechnicianRow, { busy, load, placeOf, ...seen }: Where): Technician {
  const last = busy.at(-1)
  return {
    ...{ id: row.id, skills: row.skills, territory: row.territory, load },
    rating: row.mean === null || row.count === 0 ? null : { mean: row.mean, count: row.count },
    from: placeOf(last ? last.asked.place : row.place),
    parts: row.van && new Set(row.van),
    shift: shiftOf(row, { ...seen, from: busy.reduce((free, one) => doneAt(one, free), seen.seconds) }),
  }
}

/** From when they are free, in the hours that they work; whoever said none works until the usual end. */
function shiftOf(
  { hours }: TechnicianRow,
  { from, usualEnd, midnight }: { from: number; usualEnd: number; midnight: number },
): Technician['shift'] {
  if (!hours) return [from, usualEnd]
  const begins = Math.max(from, midnight + hours.from * 60)
  return [begins, Math.max(begins, midnight + hours.to * 60)]
}

/** When somebody is done who begins with it then, or is at it. */
function doneAt({ status, expected }: OpenRow, from: number): number {
  if (status !== 'enroute') return from + usual.rest
  return Math.max(from, Math.floor((expected ?? 0) / 1_000)) + usual.visit
}

function visitOf(row: OpenRow, { placeOf, mayMove }: Seen): Visit {
  const { order, asked, technician, window, known, declined, since, parts } = row
  const isUrgent = asked.urgency === 'urgent'
  const due = window ?? (isUrgent ? { from: since, to: since + urgent * 1_000 } : null)
  return {
    ...{ id: order, appliance: asked.appliance, brand: asked.brand, region: asked.region ?? '' },
    ...{ place: placeOf(asked.place), service: usual.visit, isUrgent, parts },
    agreed: due && [Math.floor(due.from / 1_000), Math.floor(due.to / 1_000)],
    ...{ known, declined, given: technician, isFixed: !mayMove && technician !== null && row.isHolderOn },
  }
}
