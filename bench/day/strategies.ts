import { aimsAt } from '../../dispatch/aims.ts'
import type { Day, Visit } from '../../dispatch/day/day.ts'
import { planDay } from '../../dispatch/day/plan.ts'
import { match } from '../../dispatch/match/match.ts'
import { secondsBetween } from '../../dispatch/place.ts'
import { day, type Order } from './prefecture.ts'
import type { Busy, State, Strategy, Waiting } from './simulated.ts'

const idle = ({ busy, now }: State) => busy.filter(({ free }) => free <= now)
/** Nobody sets out for what has two hours agreed long before they begin. */
const isDue = ({ order }: Waiting, { now }: State, way: number) => order.isUrgent || now + way >= order.agreed[0] - 600
/** Beyond this nobody is sent without a plan for the day. */
const far = 2 * 3_600

/** Each order in the order in which they came: whoever is nearest and idle. */
export const nearestFirst: Strategy = (state) => {
  const taken = new Set<Busy>()
  return [...state.waiting.values()].flatMap((asked) => {
    const best = idle(state)
      .filter((one) => !taken.has(one) && !asked.declined.has(one.id))
      .map((one) => ({ one, way: secondsBetween(one.at, asked.order.place) }))
      .toSorted((a, b) => a.way - b.way)[0]
    if (!best || best.way > far || !isDue(asked, state, best.way)) return []
    taken.add(best.one)
    return [{ technician: best.one, order: asked.order.id }]
  })
}

/** The first that came, as many as there are idle, matched at the least travel together. */
export const matched: Strategy = (state) => {
  const technicians = idle(state)
  const nearest = (asked: Waiting) => Math.min(...technicians.map(({ at }) => secondsBetween(at, asked.order.place)))
  const due = [...state.waiting.values()].filter(
    (asked) => technicians.length > 0 && isDue(asked, state, nearest(asked)),
  )
  const first = due.slice(0, technicians.length)
  if (first.length === 0) return []
  const costs = new Float64Array(first.length * technicians.length)
  for (const [row, asked] of first.entries())
    for (const [column, one] of technicians.entries()) {
      const way = secondsBetween(one.at, asked.order.place)
      costs[row * technicians.length + column] =
        asked.declined.has(one.id) || way > far ? Number.POSITIVE_INFINITY : way
    }
  const { assignment } = match({ rows: first.length, columns: technicians.length, of: costs })
  return assignment.flatMap((column, row) => {
    const [technician, asked] = [technicians[column], first[row]]
    return technician && asked ? [{ technician, order: asked.order.id }] : []
  })
}

/** More technicians than this, and each county is planned by itself: all of them in one problem would not fit into memory. */
const together = 100

/** The whole of what is left of the day, planned anew when something changed; the plan in force is what it begins with.
 *  `every`: seconds between two plans at least. */
export function engine({ iterations, every, took }: { iterations: number; every: number; took: number[] }): Strategy {
  let plannedAt = Number.NEGATIVE_INFINITY
  return (state, hasChanged) => {
    if (hasChanged && state.now - plannedAt >= every && state.waiting.size > 0) {
      const before = performance.now()
      for (const part of partsOf(state)) plan(part, iterations)
      took.push(performance.now() - before)
      plannedAt = state.now
    }
    const going = idle(state).flatMap((technician) => {
      const asked = state.waiting.get(technician.plan[0] ?? '')
      if (!asked) return []
      const way = secondsBetween(technician.at, asked.order.place)
      if (asked.declined.has(technician.id) || !isDue(asked, state, way)) return []
      technician.plan.shift()
      return [{ technician, order: asked.order.id }]
    })
    return [...going, ...leftTo(state, going)]
  }
}

/** What no plan has room for is left to a person, who sends whoever has nothing else planned. */
function leftTo(state: State, going: readonly { technician: Busy; order: string }[]): ReturnType<Strategy> {
  const planned = new Set([...going.map(({ order }) => order), ...state.busy.flatMap((one) => one.plan)])
  const waiting = new Map([...state.waiting].filter(([id]) => !planned.has(id)))
  const gone = new Set(going.map(({ technician }) => technician))
  const busy = state.busy.filter((one) => one.plan.length === 0 && !gone.has(one))
  return nearestFirst({ ...state, waiting, busy }, false)
}

const aims = aimsAt(Number.MAX_SAFE_INTEGER).weights

function partsOf(state: State): State[] {
  if (state.busy.length <= together) return [state]
  return [...Map.groupBy(state.busy, ({ county }) => county)].map(([county, busy]) => ({
    ...{ now: state.now, busy },
    waiting: new Map([...state.waiting].filter(([, { order }]) => order.county === county)),
  }))
}

function plan(state: State, iterations: number): void {
  const given = new Map(state.busy.flatMap(({ id, plan: all }) => all.map((order): [string, string] => [order, id])))
  const visits = [...state.waiting.values()].map(({ order, declined }) => visitOf(order, { declined, given }))
  const today: Day = {
    now: state.now,
    visits,
    technicians: state.busy.map(({ id, at, free, isTrained }) => ({
      ...{ id, from: at, shift: [Math.max(free, state.now), day.until] as const, load: 0, rating: null },
      skills: [
        { appliance: 'any', brands: isTrained ? ['trained'] : '*' },
        { appliance: 'any', brands: '*' },
      ],
      territory: ['450300'],
    })),
    aims,
    travel: secondsBetween,
  }
  const routes = new Map(state.busy.map(({ id, plan: all }) => [id, all.filter((order) => state.waiting.has(order))]))
  const { routes: found } = planDay(today, { seed: 1, timeLeft: (n) => Math.max(0, 1 - n / iterations), routes })
  for (const [i, route] of found.entries()) {
    const technician = state.busy[i]
    if (technician) technician.plan = route.stops.map(({ visit }) => visit)
  }
}

const visitOf = (order: Order, { declined, given }: { declined: Set<string>; given: Map<string, string> }): Visit => {
  const whose = given.get(order.id) ?? null
  return {
    ...{ id: order.id, appliance: 'any', brand: 'any', region: '450305', place: order.place, parts: [], known: [] },
    ...{ service: 2_700, agreed: order.agreed, isUrgent: order.isUrgent, isFixed: false },
    declined: [...declined],
    given: whose !== null && declined.has(whose) ? null : whose,
  }
}
