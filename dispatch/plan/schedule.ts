import { arrivalAfter, departureFor, earliestIn, latestIn } from './breaks.ts'
import type { Kind, Model } from './model.ts'
import type { Window } from './problem.ts'
import { endOf, startOf, workAt } from './routes.ts'

/** A stop of a route: `job` and `pause` are numbers of a job and of a break of the vehicle, -1 where it is none; the first
 *  and last stop are neither. `travelled` and `metres` since the start; all else in seconds. */
export type Stop = {
  job: number
  pause: number
  arrival: number
  waiting: number
  setup: number
  service: number
  travelled: number
  metres: number
}

const none: readonly Window[] = []

/** When everything of a route happens: ended as early as can be, and begun as late as that allows. Null where no way of
 *  taking the breaks keeps every window. Looks at windows and breaks only. */
export function schedule(model: Model, vehicle: number, jobs: readonly number[]): Stop[] | null {
  const kind = model.kinds[model.kindOf[vehicle] ?? 0]
  if (!kind) return null
  const nodes = [startOf(model, vehicle), ...jobs, endOf(model, vehicle)]
  const behind = breaksBehind(model, kind, nodes)
  if (!behind) return null
  const route = { model, kind, nodes, behind }
  return stopsFrom(route, latestStart(route, lastArrival(route, kind.opens)))
}

type Route = { model: Model; kind: Kind; nodes: readonly number[]; behind: readonly number[] }

const legTo = ({ model, kind, nodes, behind }: Route, at: number) => {
  const [from, node] = [nodes[at - 1] ?? 0, nodes[at] ?? 0]
  const way = (model.placeOf[from] ?? 0) * model.width + (model.placeOf[node] ?? 0)
  const leg = {
    breaks: kind.breaks,
    from: behind[at - 1] ?? 0,
    to: behind[at] ?? 0,
    travel: kind.travel.time[way] ?? 0,
  }
  const windows = model.windows[node] ?? none
  return { node, leg, windows, work: workAt(model, kind, { from, node }), metres: kind.travel.metres?.[way] ?? 0 }
}

/** How many breaks lie behind each node when the end is reached first. */
function breaksBehind(model: Model, kind: Kind, nodes: readonly number[]): number[] | null {
  const count = kind.breaks.length
  let depart = Array.from({ length: count + 1 }, (_, k) => (k === 0 ? kind.opens : Number.POSITIVE_INFINITY))
  const before: number[][] = []
  for (let at = 1; at < nodes.length; at++) {
    const from: number[] = []
    depart = depart.map((_, to) => {
      let earliest = Number.POSITIVE_INFINITY
      for (const [k, left] of depart.slice(0, to + 1).entries()) {
        const { leg, windows, work } = legTo({ model, kind, nodes, behind: [] }, at)
        const ready =
          earliestIn(windows, left === Number.POSITIVE_INFINITY ? left : arrivalAfter({ ...leg, from: k, to }, left)) +
          work
        if (ready >= earliest) continue
        earliest = ready
        from[to] = k
      }
      return earliest
    })
    before.push(from)
  }
  if ((depart[count] ?? 0) > kind.closes) return null
  const behind = [count]
  for (const from of before.toReversed()) behind.unshift(from[behind[0] ?? 0] ?? 0)
  return behind
}

function lastArrival(route: Route, start: number): number {
  let now = start
  for (let at = 1; at < route.nodes.length; at++) {
    const { leg, windows, work } = legTo(route, at)
    now = earliestIn(windows, arrivalAfter(leg, now)) + work
  }
  return now
}

function latestStart(route: Route, end: number): number {
  let now = end
  for (let at = route.nodes.length - 1; at > 0; at--) {
    const { leg, windows, work } = legTo(route, at)
    now = departureFor(leg, latestIn(windows, now - work))
  }
  return now
}

function stopsFrom(route: Route, start: number): Stop[] {
  const { model, kind, nodes } = route
  const nowhere = { job: -1, pause: -1, waiting: 0, setup: 0, service: 0 }
  const stops: Stop[] = [{ ...nowhere, arrival: start, travelled: 0, metres: 0 }]
  let [now, travelled, metres] = [start, 0, 0]
  for (let at = 1; at < nodes.length; at++) {
    const { node, leg, windows, work, metres: way } = legTo(route, at)
    let left = leg.travel
    for (let pause = leg.from; pause < leg.to; pause++) {
      const { windows: slots, service } = kind.breaks[pause] ?? { windows: none, service: 0 }
      const begin = earliestIn(slots, now)
      const driven = Math.min(left, begin - now)
      left -= driven
      travelled += driven
      const share = leg.travel > 0 ? Math.round((way * (leg.travel - left)) / leg.travel) : 0
      stops.push({
        ...nowhere,
        pause,
        arrival: now + driven,
        waiting: begin - now - driven,
        service,
        travelled,
        metres: metres + share,
      })
      now = begin + service
    }
    const arrival = now + left
    travelled += left
    metres += way
    const begin = earliestIn(windows, arrival)
    const service = node < model.jobs ? (kind.service[node] ?? 0) : 0
    const job = node < model.jobs ? node : -1
    stops.push({
      ...nowhere,
      job,
      arrival,
      waiting: begin - arrival,
      setup: work - service,
      service,
      travelled,
      metres,
    })
    now = begin + work
  }
  return stops
}
