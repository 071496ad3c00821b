import type { Unfit } from '../fit.ts'
import { whyFit } from '../fit.ts'
import type { Day, Technician, Visit } from './day.ts'
import { type Driven, driven } from './driven.ts'
import { fitsOf } from './model.ts'

/** What it would do to give a visit to somebody. */
export type Effect = {
  technician: string
  /** The rule that speaks against it; then nothing else is said. */
  refused: Unfit | 'declined' | 'fixed' | null
  /** Seconds: the way to it (null where nobody knows it), when it would begin, how late that is, and how much later than now the day would end after
   *  the end of the shift. */
  way: number | null
  begins: number
  late: number
  overtime: number
  /** Seconds of travel that all drive more in all; below 0: less. */
  more: number
  /** Visits that would be late, or later than they are: seconds after what was agreed. */
  makesLate: { visit: string; late: number }[]
  /** Why them, as in a plan. */
  why: string[]
}

/** The plan that the visit is moved in: visits by technician, in the order in which they are made. */
export type Routes = ReadonlyMap<string, readonly string[]>

/** For each technician but who has it: what it would do to give them the visit, by the rules that plans are made by. It is
 *  put where it makes the least late, then where it costs the least travel; the rest stays in its order. Best first,
 *  refused ones last. Empty where there is no such visit. */
export function whatIf(day: Day, routes: Routes, id: string): Effect[] {
  const at = day.visits.findIndex((visit) => visit.id === id)
  const visit = day.visits[at]
  if (!visit) return []
  const of = new Map(day.visits.map((one) => [one.id, one]))
  const routeOf = (technician: string) => (routes.get(technician) ?? []).flatMap((one) => of.get(one) ?? [])
  const holder = day.technicians.find((one) => routeOf(one.id).includes(visit))
  const saved = holder ? savedBy(day, holder, { visits: routeOf(holder.id), visit }) : 0
  const fits = fitsOf(day)
  return day.technicians
    .flatMap((technician, i): Effect[] => {
      const fit = fits[i]?.[at]
      if (technician.id === visit.given || fit === undefined) return []
      if (typeof fit === 'string') return [{ ...nothing, technician: technician.id, refused: fit }]
      const visits = routeOf(technician.id).filter((one) => one !== visit)
      const effect = given(day, technician, { visits, visit })
      const why = whyFit(fit, { ...technician, knowsTheOrder: visit.known.includes(technician.id) }, visit)
      return [{ ...effect, more: effect.more - saved, why }]
    })
    .sort((a, b) => Number(a.refused !== null) - Number(b.refused !== null) || lateIn(a) - lateIn(b) || a.more - b.more)
}

const nothing = { refused: null, way: 0, begins: 0, late: 0, overtime: 0, more: 0, makesLate: [], why: [] }
const lateIn = ({ late, makesLate }: Effect) => late + makesLate.reduce((sum, one) => sum + one.late, 0)
const travelOf = (route: readonly Driven[]) => route.reduce((sum, { way }) => sum + way, 0)

type Put = { visits: readonly Visit[]; visit: Visit }

/** Seconds that whoever the plan gives it to drives less without it. */
function savedBy(day: Day, technician: Technician, { visits, visit }: Put): number {
  const rest = visits.filter((one) => one !== visit)
  return travelOf(driven(day, technician, visits)) - travelOf(driven(day, technician, rest))
}

/** The best of all places in the route. */
function given(day: Day, technician: Technician, { visits, visit }: Put): Effect {
  const before = driven(day, technician, visits)
  const lateBefore = new Map(before.map(({ visit: id, late }) => [id, late]))
  const ways = Array.from({ length: visits.length + 1 }, (_, i): Effect => {
    const route = driven(day, technician, [...visits.slice(0, i), visit, ...visits.slice(i)])
    const own = route[i]
    const end = (stops: readonly Driven[]) => Math.max(0, (stops.at(-1)?.ends ?? 0) - technician.shift[1])
    return {
      ...{ technician: technician.id, refused: null, why: [] },
      ...{ way: own?.isKnown ? own.way : null, begins: own?.begins ?? 0, late: own?.late ?? 0 },
      overtime: end(route) - end(before),
      more: travelOf(route) - travelOf(before),
      makesLate: route.flatMap(({ visit: id, late }) =>
        id !== visit.id && late > (lateBefore.get(id) ?? 0) ? [{ visit: id, late }] : [],
      ),
    }
  })
  return ways.reduce((best, one) => ((lateIn(one) - lateIn(best) || one.more - best.more) < 0 ? one : best))
}
