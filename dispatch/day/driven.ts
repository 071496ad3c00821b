import { type Day, type Technician, unknownWay, type Visit } from './day.ts'

/** A visit as it comes about when somebody simply drives on: `late` in seconds after what was agreed; `isKnown`: the way. */
export type Driven = { visit: string; way: number; isKnown: boolean; begins: number; ends: number; late: number }

/** What becomes of a technician's visits in this order, whether or not what was agreed can be kept so. */
export function driven(
  day: Pick<Day, 'now' | 'travel'>,
  { from, shift }: Technician,
  visits: readonly Visit[],
): Driven[] {
  let free = Math.max(shift[0], day.now)
  let place = from
  return visits.map(({ id, place: to, service, agreed }) => {
    const known = place && to ? Math.max(0, Math.round(day.travel(place, to))) : null
    const way = known ?? unknownWay
    const begins = Math.max(free + way, agreed?.[0] ?? 0)
    free = begins + service
    place = to
    return {
      visit: id,
      way,
      isKnown: known !== null,
      begins,
      ends: free,
      late: Math.max(0, begins - (agreed?.[1] ?? begins)),
    }
  })
}
