import { arrivalAfter, earliestIn } from './breaks.ts'
import type { Kind, Model } from './model.ts'
import type { Window } from './problem.ts'
import { endOf, type Routes, startOf, workAt } from './routes.ts'

const none: readonly Window[] = []

/** Where a job fits best into a route: after which node, and what that adds to the cost. Infinity: nowhere. */
export type Fit = { after: number; added: number }
/** `without`: a node after which it may not be put, or -1. */
export type Asked = { job: number; vehicle: number; without: number }

/** Looks at every place of a job in a route; constant time for each, or the number of breaks squared. Written into `fit`,
 *  because millions are looked at a second. */
export function fitInto(model: Model, routes: Routes, asked: Asked & Fit): void {
  asked.added = Number.POSITIVE_INFINITY
  asked.after = -1
  const kind = model.kinds[model.kindOf[asked.vehicle] ?? 0]
  if (!kind || (kind.alone[asked.job] ?? 0) === Number.POSITIVE_INFINITY) return
  const looked = { asked, kind }
  if (!model.isMixed && !hasRoom(model, routes, looked)) return
  if (model.isPlain) plainFit(model, routes, looked)
  else anyFit(model, routes, looked)
}

type Looked = { asked: Asked & Fit; kind: Kind }

function hasRoom(model: Model, routes: Routes, { asked, kind }: Looked): boolean {
  const { job, vehicle } = asked
  const { amounts, delivery, pickup } = model
  for (let k = 0; k < amounts; k++) {
    const more = (delivery[job * amounts + k] ?? 0) + (pickup[job * amounts + k] ?? 0)
    if ((routes.load[vehicle * amounts + k] ?? 0) + more > (kind.capacity[k] ?? 0)) return false
  }
  return true
}

function plainFit(model: Model, routes: Routes, { asked, kind }: Looked): void {
  const { placeOf } = model
  const { next, depart, late, costIn } = routes
  const { time, timeTo, cost, costTo } = kind.travel
  const { job, vehicle, without } = asked
  const row = (placeOf[job] ?? 0) * model.width
  const open = model.opens[job] ?? 0
  const close = model.closes[job] ?? 0
  const work = kind.service[job] ?? 0
  const ready = open + work
  const end = endOf(model, vehicle)
  let best = Number.POSITIVE_INFINITY
  let after = -1
  for (let node = startOf(model, vehicle), following = node; node !== end; node = following) {
    following = next[node] ?? end
    const left = depart[node] ?? 0
    if (left > close) break
    const latest = late[following] ?? 0
    if (latest < ready || node === without) continue
    const from = row + (placeOf[node] ?? 0)
    const to = row + (placeOf[following] ?? 0)
    const added = (costTo[from] ?? 0) + (cost[to] ?? 0) - (costIn[following] ?? 0)
    if (added >= best) continue
    const begin = Math.max(left + (timeTo[from] ?? 0), open)
    if (begin > close || begin + work + (time[to] ?? 0) > latest) continue
    best = added
    after = node
  }
  asked.added = best
  asked.after = after
}

function anyFit(model: Model, routes: Routes, { asked, kind }: Looked): void {
  const { width, placeOf } = model
  const { job, vehicle } = asked
  const { most, travel, perTaskSecond } = kind
  if ((routes.size[vehicle] ?? 0) + 1 > most.tasks) return
  const end = endOf(model, vehicle)
  const row = (placeOf[job] ?? 0) * width
  for (let node = startOf(model, vehicle); node !== end; node = routes.next[node] ?? end) {
    const following = routes.next[node] ?? end
    const from = row + (placeOf[node] ?? 0)
    const to = row + (placeOf[following] ?? 0)
    const straight = (placeOf[node] ?? 0) * width + (placeOf[following] ?? 0)
    let added = (travel.costTo[from] ?? 0) + (travel.cost[to] ?? 0) - (routes.costIn[following] ?? 0)
    if (perTaskSecond > 0) {
      const before = workAt(model, kind, { from: node, node: following })
      const work = workAt(model, kind, { from: node, node: job }) + workAt(model, kind, { from: job, node: following })
      added += (work - before) * perTaskSecond
    }
    if (added >= asked.added || node === asked.without) continue
    const seconds = (travel.timeTo[from] ?? 0) + (travel.time[to] ?? 0) - (travel.time[straight] ?? 0)
    if ((routes.travelled[vehicle] ?? 0) + seconds > most.travel) continue
    if ((routes.metres[vehicle] ?? 0) + longer(travel.metres, asked, { model, node, following }) > most.metres) continue
    if (model.isMixed && !hasRoomAt(model, routes, { node, job, kind })) continue
    if (!isInTime(model, routes, { node, following, job, kind })) continue
    asked.added = added
    asked.after = node
  }
}

type Between = { node: number; following: number; job: number; kind: Kind }

function longer(
  metres: Int32Array | null,
  { job }: Asked,
  { model, node, following }: { model: Model; node: number; following: number },
): number {
  if (!metres) return 0
  const { width, placeOf } = model
  const [before, at, after] = [placeOf[node] ?? 0, placeOf[job] ?? 0, placeOf[following] ?? 0]
  return (metres[before * width + at] ?? 0) + (metres[at * width + after] ?? 0) - (metres[before * width + after] ?? 0)
}

/** What is brought lies in the vehicle before, what is taken lies in it afterwards. */
function hasRoomAt(model: Model, routes: Routes, { node, job, kind }: Omit<Between, 'following'>): boolean {
  const { amounts, delivery, pickup } = model
  for (let k = 0; k < amounts; k++) {
    const most = kind.capacity[k] ?? 0
    if ((routes.loadBefore[node * amounts + k] ?? 0) + (delivery[job * amounts + k] ?? 0) > most) return false
    if ((routes.loadAfter[node * amounts + k] ?? 0) + (pickup[job * amounts + k] ?? 0) > most) return false
  }
  return true
}

/** Whether there is a way to take the breaks, some before the job and some after it, that keeps every window. */
function isInTime(model: Model, routes: Routes, { node, following, job, kind }: Between): boolean {
  const { width, placeOf, stages, windows } = model
  const { breaks, travel } = kind
  const row = (placeOf[job] ?? 0) * width
  const there = travel.timeTo[row + (placeOf[node] ?? 0)] ?? 0
  const onwards = travel.time[row + (placeOf[following] ?? 0)] ?? 0
  const work = workAt(model, kind, { from: node, node: job })
  const workNext = workAt(model, kind, { from: job, node: following })
  for (let k = 0; k <= breaks.length; k++) {
    let left = Number.POSITIVE_INFINITY
    for (let behind = 0; behind <= k; behind++) {
      const at = routes.depart[node * stages + behind] ?? 0
      if (at === Number.POSITIVE_INFINITY) continue
      left = Math.min(left, arrivalAfter({ breaks, from: behind, to: k, travel: there }, at))
    }
    left = earliestIn(windows[job] ?? none, left) + work
    for (let then = k; then <= breaks.length && left < Number.POSITIVE_INFINITY; then++) {
      const arrival = arrivalAfter({ breaks, from: k, to: then, travel: onwards }, left)
      const begin = earliestIn(windows[following] ?? none, arrival)
      if (begin + workNext <= (routes.leave[following * stages + then] ?? 0)) return true
    }
  }
  return false
}
