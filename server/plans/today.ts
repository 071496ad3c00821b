import { aimsAt } from '@anxin/dispatch/aims.ts'
import type { Day, Technician, Visit } from '@anxin/dispatch/day/day.ts'
import type { Place } from '@anxin/dispatch/place.ts'
import type { Id, PrivateRef } from '@anxin/domain/basics.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { placeFrom } from '../private/place.ts'
import { type OpenRow, onDuty, openWork, type TechnicianRow } from './store.ts'

/** What is taken for granted where nobody says: how long a visit takes, and what is left of one that is under way; until
 *  when people work, in hours of a Chinese day, and how much longer once it is later than that. Seconds. */
const usual = { visit: 2_700, rest: 1_500, until: 20, overrun: 4 * 3_600 }
const [dayLong, china] = [86_400_000, 8 * 3_600_000]
/** Within this an urgent order is to be reached. */
const urgent = 5_400

/** What is left of today: technicians on duty, what each has to do and does now, and what waits for somebody. */
export type Today = {
  day: Omit<Day, 'travel'>
  technicians: readonly TechnicianRow[]
  rows: readonly OpenRow[]
  /** The order that each is busy with at this moment. */
  busy: ReadonlyMap<Id, OpenRow>
}

export async function today({ tx, deps, now }: { tx: Tx; deps: Deps; now: number }): Promise<Today> {
  const midnight = Math.floor((now + china) / dayLong) * dayLong - china
  const [technicians, rows] = [await onDuty(tx, { now, today: midnight }), await openWork(tx)]
  const refs = [...technicians.map(({ place }) => place), ...rows.map(({ asked }) => asked.place)]
  const opened = await deps.private.open(
    tx,
    refs.filter((ref) => ref !== null),
  )
  const placeOf = (ref: PrivateRef | null): Place | null => (ref ? placeFrom(opened.get(ref)) : null)
  const there = new Set(technicians.map(({ id }) => id))
  const busy = new Map(
    rows.flatMap((row) => (isUnderWay(row) && row.technician ? [[row.technician, row] as const] : [])),
  )
  const seconds = Math.floor(now / 1_000)
  const end = Math.max(Math.floor(midnight / 1_000) + usual.until * 3_600, seconds + usual.overrun)
  const waiting = rows.filter((row) => !isUnderWay(row) && (row.technician === null || there.has(row.technician)))
  return {
    ...{ technicians, rows, busy },
    day: {
      now: seconds,
      aims: aimsAt(now).weights,
      technicians: technicians.map((one) => technicianOf(one, { busy: busy.get(one.id), seconds, end, placeOf })),
      visits: waiting.map((row) => visitOf(row, { seconds, placeOf })),
    },
  }
}

/** Whoever has set out for a visit finishes it first. */
const isUnderWay = ({ status }: OpenRow): boolean => status !== null && status !== 'planned'

type Seen = { seconds: number; placeOf: (ref: PrivateRef | null) => Place | null }
type Where = Seen & { busy: OpenRow | undefined; end: number }

const technicianOf = (row: TechnicianRow, { busy, seconds, end, placeOf }: Where): Technician => ({
  ...{ id: row.id, skills: row.skills, territory: row.territory, load: Math.min(row.done, 7) },
  rating: row.mean === null || row.count === 0 ? null : { mean: row.mean, count: row.count },
  from: busy ? placeOf(busy.asked.place) : placeOf(row.place),
  shift: [busy ? seconds + usual.rest : seconds, end],
})

function visitOf({ order, asked, technician, window, known, declined }: OpenRow, { seconds, placeOf }: Seen): Visit {
  const isUrgent = asked.urgency === 'urgent'
  const agreed = window
    ? ([Math.floor(window.from / 1_000), Math.floor(window.to / 1_000)] as const)
    : isUrgent
      ? ([seconds, seconds + urgent] as const)
      : null
  return {
    ...{ id: order, appliance: asked.appliance, brand: asked.brand, region: asked.region ?? '' },
    ...{ place: placeOf(asked.place), service: usual.visit, agreed, isUrgent, parts: [] },
    ...{ known, declined, given: technician, isFixed: technician !== null },
  }
}
