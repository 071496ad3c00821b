/** Routes, and what is kept of them so that looking at an insertion takes constant time: the earliest moment to leave each
 *  node and the latest, for each number of breaks that may lie behind; and the loads (Savelsbergh 1992, with breaks).
 *  Cost: bringing a route up to date takes time in proportion to its length, times the number of breaks squared. */
import { arrivalAfter, departureFor, earliestIn, type Leg, latestIn } from './breaks.ts'
import type { Kind, Model } from './model.ts'
import type { Window } from './problem.ts'

/** Routes as linked lists over the nodes of a model, each with what makes looking at an insertion take constant time. */
export type Routes = {
  next: Int32Array
  prev: Int32Array
  /** Vehicle of each node; -1 for a job that nobody serves. */
  vehicle: Int32Array
  /** Earliest moment to leave a node, `stages` for each: with no break behind, with one, … Infinity: impossible. */
  depart: Float64Array
  /** Latest moment to leave a node, likewise, so that all that follows is kept; -Infinity: impossible. */
  leave: Float64Array
  /** Latest moment to arrive at a node of a plain problem. */
  late: Float64Array
  /** Cost of the way that leads to a node. */
  costIn: Float64Array
  /** Of each vehicle: jobs, cost, seconds and metres travelled, and amounts (`amounts` for each). */
  size: Int32Array
  cost: Float64Array
  travelled: Float64Array
  metres: Float64Array
  load: Float64Array
  /** Most load up to leaving a node, and from then on; only where a problem is mixed. */
  loadBefore: Float64Array
  loadAfter: Float64Array
  /** Another number whenever the route is another. */
  version: Float64Array
  /** Sum of the costs, and of the losses of the jobs not served. */
  total: number
  lost: number
}

export const startOf = (model: Model, vehicle: number): number => model.jobs + vehicle
export const endOf = (model: Model, vehicle: number): number => model.jobs + model.vehicles + vehicle

/** All vehicles at home, all jobs with nobody. */
export function emptyRoutes(model: Model): Routes {
  const { jobs, vehicles, stages, amounts, isMixed } = model
  const nodes = jobs + 2 * vehicles
  const loads = isMixed ? nodes * amounts : 0
  const routes: Routes = {
    next: new Int32Array(nodes).fill(-1),
    prev: new Int32Array(nodes).fill(-1),
    vehicle: new Int32Array(nodes).fill(-1),
    depart: new Float64Array(nodes * stages),
    leave: new Float64Array(nodes * stages),
    late: new Float64Array(nodes),
    costIn: new Float64Array(nodes),
    size: new Int32Array(vehicles),
    cost: new Float64Array(vehicles),
    travelled: new Float64Array(vehicles),
    metres: new Float64Array(vehicles),
    load: new Float64Array(vehicles * amounts),
    loadBefore: new Float64Array(loads),
    loadAfter: new Float64Array(loads),
    version: new Float64Array(vehicles),
    total: 0,
    lost: model.loss.reduce((sum, loss) => sum + loss, 0),
  }
  for (let vehicle = 0; vehicle < vehicles; vehicle++) {
    const [start, end] = [startOf(model, vehicle), endOf(model, vehicle)]
    routes.vehicle[start] = vehicle
    routes.vehicle[end] = vehicle
    routes.next[start] = end
    routes.prev[end] = start
    refresh(model, routes, vehicle)
  }
  return routes
}

/** Puts a job after a node, which adds so much to the cost, and brings what is kept of the route up to date. */
export function insert(
  model: Model,
  routes: Routes,
  { job, after, added }: { job: number; after: number; added: number },
): void {
  link(routes, job, after)
  const vehicle = routes.vehicle[job] ?? 0
  const kind = model.kinds[model.kindOf[vehicle] ?? 0]
  if (!kind) return
  if (!model.isPlain || routes.size[vehicle] === 0) {
    refresh(model, routes, vehicle)
    return
  }
  spread(model, routes, { job, kind })
  const { amounts, delivery, pickup } = model
  for (let k = 0; k < amounts; k++)
    routes.load[vehicle * amounts + k] =
      (routes.load[vehicle * amounts + k] ?? 0) + (delivery[job * amounts + k] ?? 0) + (pickup[job * amounts + k] ?? 0)
  routes.size[vehicle] = (routes.size[vehicle] ?? 0) + 1
  routes.cost[vehicle] = (routes.cost[vehicle] ?? 0) + added
  routes.total += added
  routes.version[vehicle] = ++versions
}

/** From a job just put into a route, carries on what changes: forwards until waiting hides it, backwards until a window
 *  does. */
function spread(model: Model, routes: Routes, { job, kind }: { job: number; kind: Kind }): void {
  const { width, placeOf, opens, closes, jobs } = model
  const { next, prev, depart, late, costIn } = routes
  const { time, cost } = kind.travel
  const { service } = kind
  const before = prev[job] ?? 0
  const following = next[job] ?? 0
  const place = placeOf[job] ?? 0
  costIn[job] = cost[(placeOf[before] ?? 0) * width + place] ?? 0
  costIn[following] = cost[place * width + (placeOf[following] ?? 0)] ?? 0
  let now = depart[before] ?? 0
  let from = placeOf[before] ?? 0
  for (let node = job; node < jobs; node = next[node] ?? 0) {
    const to = placeOf[node] ?? 0
    const arrival = now + (time[from * width + to] ?? 0)
    const open = opens[node] ?? 0
    now = Math.max(arrival, open) + (service[node] ?? 0)
    if (depart[node] === now && node !== job) break
    depart[node] = now
    from = to
  }
  let latest = late[following] ?? 0
  let to = placeOf[following] ?? 0
  for (let node = job; node < jobs; node = prev[node] ?? 0) {
    const at = placeOf[node] ?? 0
    latest -= (time[at * width + to] ?? 0) + (service[node] ?? 0)
    const close = closes[node] ?? 0
    if (latest > close) latest = close
    if (late[node] === latest && node !== job) break
    late[node] = latest
    to = at
  }
}

/** Puts a job after a node. The route is to be refreshed before it is looked at again. */
function link(routes: Routes, job: number, after: number): void {
  const { next, prev, vehicle } = routes
  const before = next[after] ?? -1
  next[after] = job
  prev[job] = after
  next[job] = before
  prev[before] = job
  vehicle[job] = vehicle[after] ?? -1
}

/** Takes a job out of its route, which is to be refreshed. */
export function unlink(routes: Routes, job: number): void {
  const { next, prev, vehicle } = routes
  const [before, after] = [prev[job] ?? -1, next[job] ?? -1]
  next[before] = after
  prev[after] = before
  vehicle[job] = -1
}

/** Starts and ends have no windows of their own. */
const none: readonly Window[] = []

let versions = 0

/** Computes again all that is kept of a route. False when it keeps its windows and limits no longer: where the straight
 *  way takes longer than one through another place, leaving out a job can make a route late. */
export function refresh(model: Model, routes: Routes, vehicle: number): boolean {
  const kind = model.kinds[model.kindOf[vehicle] ?? 0]
  if (!kind) return false
  const before = routes.cost[vehicle] ?? 0
  const isDriven = (model.isPlain ? refreshPlain : refreshAny)(model, routes, { vehicle, kind })
  const isUsed = (routes.size[vehicle] ?? 0) > 0
  if (isUsed) routes.cost[vehicle] = (routes.cost[vehicle] ?? 0) + kind.fixed
  else routes.cost[vehicle] = 0
  routes.total += (routes.cost[vehicle] ?? 0) - before
  routes.version[vehicle] = ++versions
  return isDriven || !isUsed
}

type Driven = { vehicle: number; kind: Kind }

function refreshPlain(model: Model, routes: Routes, { vehicle, kind }: Driven): boolean {
  const { width, placeOf, opens, closes } = model
  const { next, prev, depart, late, costIn } = routes
  const { time, cost } = kind.travel
  const { service } = kind
  const start = startOf(model, vehicle)
  const end = endOf(model, vehicle)
  let [now, sum, count, isLate] = [kind.opens, 0, 0, false]
  depart[start] = now
  let place = placeOf[start] ?? 0
  for (let node = next[start] ?? end; ; node = next[node] ?? end) {
    const at = place * width
    place = placeOf[node] ?? 0
    const way = cost[at + place] ?? 0
    costIn[node] = way
    sum += way
    const arrival = now + (time[at + place] ?? 0)
    if (node === end) {
      isLate ||= arrival > kind.closes
      break
    }
    count++
    isLate ||= arrival > (closes[node] ?? 0)
    const open = opens[node] ?? 0
    now = Math.max(arrival, open) + (service[node] ?? 0)
    depart[node] = now
  }
  let latest = kind.closes
  late[end] = latest
  for (let node = prev[end] ?? start; node !== start; node = prev[node] ?? start) {
    const from = placeOf[node] ?? 0
    latest -= (time[from * width + place] ?? 0) + (service[node] ?? 0)
    const close = closes[node] ?? 0
    if (latest > close) latest = close
    late[node] = latest
    place = from
  }
  routes.size[vehicle] = count
  routes.cost[vehicle] = sum
  sumLoad(model, routes, vehicle)
  return !isLate
}

function sumLoad(model: Model, routes: Routes, vehicle: number): void {
  const { amounts, delivery, pickup } = model
  const end = endOf(model, vehicle)
  for (let k = 0; k < amounts; k++) {
    let sum = 0
    for (let node = routes.next[startOf(model, vehicle)] ?? end; node !== end; node = routes.next[node] ?? end)
      sum += (delivery[node * amounts + k] ?? 0) + (pickup[node * amounts + k] ?? 0)
    routes.load[vehicle * amounts + k] = sum
  }
}

function refreshAny(model: Model, routes: Routes, driven: Driven): boolean {
  forwards(model, routes, driven)
  backwards(model, routes, driven)
  sumLoad(model, routes, driven.vehicle)
  if (model.isMixed) loadsOf(model, routes, driven.vehicle)
  const { vehicle, kind } = driven
  const arrival = routes.depart[endOf(model, vehicle) * model.stages + kind.breaks.length] ?? 0
  const { travel, metres } = kind.most
  return arrival <= kind.closes && (routes.travelled[vehicle] ?? 0) <= travel && (routes.metres[vehicle] ?? 0) <= metres
}

/** Seconds from beginning a job to leaving it: set-up only for whoever comes from elsewhere. */
export function workAt(model: Model, kind: Kind, { from, node }: { from: number; node: number }): number {
  if (node >= model.jobs) return 0
  return (model.placeOf[from] === model.placeOf[node] ? 0 : (kind.setup[node] ?? 0)) + (kind.service[node] ?? 0)
}

function forwards(model: Model, routes: Routes, { vehicle, kind }: Driven): void {
  const { width, placeOf, stages, windows } = model
  const { breaks, travel } = kind
  const start = startOf(model, vehicle)
  const end = endOf(model, vehicle)
  for (let k = 0; k < stages; k++) routes.depart[start * stages + k] = k === 0 ? kind.opens : Number.POSITIVE_INFINITY
  let [cost, travelled, metres, count] = [0, 0, 0, 0]
  for (let from = start; from !== end; ) {
    const node = routes.next[from] ?? end
    const at = (placeOf[from] ?? 0) * width + (placeOf[node] ?? 0)
    const work = workAt(model, kind, { from, node })
    const way = travel.time[at] ?? 0
    for (let k = 0; k < stages; k++) {
      const arrival =
        k > breaks.length
          ? Number.POSITIVE_INFINITY
          : earliestAt(routes, from * stages, { breaks, from: 0, to: k, travel: way })
      routes.depart[node * stages + k] = earliestIn(windows[node] ?? none, arrival) + work
    }
    routes.costIn[node] = travel.cost[at] ?? 0
    cost += (travel.cost[at] ?? 0) + work * kind.perTaskSecond
    travelled += way
    metres += travel.metres?.[at] ?? 0
    if (node !== end) count++
    from = node
  }
  routes.size[vehicle] = count
  routes.cost[vehicle] = cost
  routes.travelled[vehicle] = travelled
  routes.metres[vehicle] = metres
}

/** The earliest arrival with the breaks up to `leg.to` behind, however many of them are taken before leaving. */
function earliestAt(routes: Routes, at: number, leg: Leg): number {
  let earliest = Number.POSITIVE_INFINITY
  for (let from = 0; from <= leg.to; from++) {
    const left = routes.depart[at + from] ?? 0
    if (left < Number.POSITIVE_INFINITY) earliest = Math.min(earliest, arrivalAfter({ ...leg, from }, left))
  }
  return earliest
}

function backwards(model: Model, routes: Routes, { vehicle, kind }: Driven): void {
  const { width, placeOf, stages, windows } = model
  const { breaks, travel } = kind
  const start = startOf(model, vehicle)
  const end = endOf(model, vehicle)
  for (let k = 0; k < stages; k++)
    routes.leave[end * stages + k] = k === breaks.length ? kind.closes : Number.NEGATIVE_INFINITY
  for (let node = end; node !== start; ) {
    const from = routes.prev[node] ?? start
    const way = travel.time[(placeOf[from] ?? 0) * width + (placeOf[node] ?? 0)] ?? 0
    const work = workAt(model, kind, { from, node })
    for (let k = 0; k < stages; k++) routes.leave[from * stages + k] = Number.NEGATIVE_INFINITY
    for (let k = 0; k <= breaks.length; k++) {
      const arrival = latestIn(windows[node] ?? none, (routes.leave[node * stages + k] ?? 0) - work)
      for (let behind = 0; behind <= k && arrival > Number.NEGATIVE_INFINITY; behind++) {
        const at = from * stages + behind
        const leaves = departureFor({ breaks, from: behind, to: k, travel: way }, arrival)
        routes.leave[at] = Math.max(routes.leave[at] ?? 0, leaves)
      }
    }
    node = from
  }
}

function loadsOf(model: Model, routes: Routes, vehicle: number): void {
  const { amounts, delivery, pickup } = model
  const start = startOf(model, vehicle)
  const end = endOf(model, vehicle)
  for (let k = 0; k < amounts; k++) {
    let load = 0
    for (let node = routes.next[start] ?? end; node !== end; node = routes.next[node] ?? end)
      load += delivery[node * amounts + k] ?? 0
    let most = load
    for (let node = start; node !== end; node = routes.next[node] ?? end) {
      if (node !== start) load += (pickup[node * amounts + k] ?? 0) - (delivery[node * amounts + k] ?? 0)
      most = Math.max(most, load)
      routes.loadBefore[node * amounts + k] = most
      routes.loadAfter[node * amounts + k] = load
    }
    most = 0
    for (let node = routes.prev[end] ?? start; ; node = routes.prev[node] ?? start) {
      most = Math.max(most, routes.loadAfter[node * amounts + k] ?? 0)
      routes.loadAfter[node * amounts + k] = most
      if (node === start) break
    }
  }
}

/** Makes a vehicle's route in one the same as in the other. */
export function copyRoute(model: Model, { from, to }: { from: Routes; to: Routes }, vehicle: number): void {
  const { amounts, isPlain, isMixed } = model
  const end = endOf(model, vehicle)
  for (let node = startOf(model, vehicle); ; node = from.next[node] ?? end) {
    to.next[node] = from.next[node] ?? -1
    to.prev[node] = from.prev[node] ?? -1
    to.vehicle[node] = vehicle
    to.late[node] = from.late[node] ?? 0
    to.costIn[node] = from.costIn[node] ?? 0
    if (isPlain) to.depart[node] = from.depart[node] ?? 0
    else copyTimes(model, { from, to }, node)
    if (node === end) break
  }
  to.size[vehicle] = from.size[vehicle] ?? 0
  to.cost[vehicle] = from.cost[vehicle] ?? 0
  to.travelled[vehicle] = from.travelled[vehicle] ?? 0
  to.metres[vehicle] = from.metres[vehicle] ?? 0
  to.version[vehicle] = from.version[vehicle] ?? 0
  if (!isMixed) for (let k = vehicle * amounts; k < (vehicle + 1) * amounts; k++) to.load[k] = from.load[k] ?? 0
}

function copyTimes(
  { stages, amounts, isMixed }: Model,
  { from, to }: { from: Routes; to: Routes },
  node: number,
): void {
  for (let k = node * stages; k < (node + 1) * stages; k++) {
    to.depart[k] = from.depart[k] ?? 0
    to.leave[k] = from.leave[k] ?? 0
  }
  if (!isMixed) return
  for (let k = node * amounts; k < (node + 1) * amounts; k++) {
    to.loadBefore[k] = from.loadBefore[k] ?? 0
    to.loadAfter[k] = from.loadAfter[k] ?? 0
  }
}
