import { type Day, type Technician, unknownWay, type Visit } from './day.ts'

/** A visit as it comes about when somebody simply drives on: `late` in seconds after what was agreed. */
export type Driven = { visit: string; way: number; begins: number; ends: number; late: number }

/** What becomes of a technician's visits in this order, whether or not what was agreed can be kept so. */
export function driven(
  day: Pick<Day, 'now' | 'travel'>,
  { from, shift }: Technician,
  visits: readonly Visit[],
): Driven[] {
  let free = Math.max(shift[0], day.now)
  let place = from
  return visits.map(({ id, place: to, service, agreed }) => {
    const way = place && to ? Math.max(0, Math.round(day.travel(place, to))) : unknownWay
    const begins = Math.max(free + way, agreed?.[0] ?? 0)
    free = begins + service
    place = to
    return { visit: id, way, begins, ends: free, late: Math.max(0, begins - (agreed?.[1] ?? begins)) }
  })
}
