import { type Place, secondsBetween } from '../../dispatch/place.ts'
import { day, type drawn, type Order, type Somebody } from './prefecture.ts'

/** A technician as the day goes on: where they are, and when they are free. */
export type Busy = Somebody & { at: Place; free: number; driven: number; worked: number; plan: string[] }
export type Waiting = { order: Order; declined: Set<string> }
export type State = { now: number; busy: Busy[]; waiting: Map<string, Waiting> }

/** Who goes where now. Called every minute with those who wait; hands back pairs of idle technicians and orders to set out
 *  for. `hasChanged`: something came, ended or was declined since the last call. */
export type Strategy = (state: State, hasChanged: boolean) => { technician: Busy; order: string }[]

export type Outcome = {
  /** Seconds from an urgent order to somebody setting out for it; the end of the day where nobody does. */
  responses: number[]
  /** Of those with two hours agreed, how many were reached in them. */
  kept: number
  planned: number
  served: number
  /** Seconds on the road for each order served, and the share of the day that technicians drive or work. */
  travel: number
  utilisation: number
}

const minute = 60
/** One in ten says no; ways and work take a fifth less to two fifths more than anybody thinks. */
const declines = 0.1
const noise = (random: () => number) => 0.8 + 0.6 * random() * random() * 2

/** Plays a day, minute by minute. Who sets out cannot be called back; what nobody served until the end is not served. */
export function simulated({ orders, technicians, random }: ReturnType<typeof drawn>, strategy: Strategy): Outcome {
  const busy = technicians.map(
    (one): Busy => ({ ...one, at: one.home, free: day.from, driven: 0, worked: 0, plan: [] }),
  )
  const state: State = { now: day.from, busy, waiting: new Map() }
  const outcome: Outcome = { responses: [], kept: 0, planned: 0, served: 0, travel: 0, utilisation: 0 }
  let next = 0
  for (state.now = day.from; state.now < day.until; state.now += minute) {
    let hasChanged = busy.some(({ free }) => free > state.now - minute && free <= state.now)
    for (let order = orders[next]; order && order.at <= state.now; order = orders[++next]) {
      state.waiting.set(order.id, { order, declined: new Set() })
      hasChanged = true
    }
    for (const { technician, order: id } of strategy(state, hasChanged)) {
      const asked = state.waiting.get(id)
      if (!asked || technician.free > state.now) continue
      if (random() < declines) asked.declined.add(technician.id)
      else goes(state, { technician, order: asked.order, random, outcome })
    }
  }
  for (const { order } of state.waiting.values()) missed(outcome, order)
  const all = busy.reduce((sum, { driven, worked }) => sum + driven + worked, 0)
  outcome.travel = busy.reduce((sum, { driven }) => sum + driven, 0) / Math.max(1, outcome.served)
  outcome.utilisation = all / (busy.length * (day.until - day.from))
  return outcome
}

type Going = { technician: Busy; order: Order; random: () => number; outcome: Outcome }

function goes(state: State, { technician, order, random, outcome }: Going): void {
  const way = Math.round(secondsBetween(technician.at, order.place) * noise(random))
  const begins = Math.max(state.now + way, order.agreed[0])
  const work = Math.round(order.work * noise(random))
  state.waiting.delete(order.id)
  technician.at = order.place
  technician.free = begins + work
  technician.driven += way
  technician.worked += work
  outcome.served++
  if (order.isUrgent) outcome.responses.push(state.now - order.at)
  else {
    outcome.planned++
    if (begins <= order.agreed[1]) outcome.kept++
  }
}

function missed(outcome: Outcome, order: Order): void {
  if (order.isUrgent) outcome.responses.push(day.until - order.at)
  else outcome.planned++
}
