import { approach } from '@anxin/dispatch/approach.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { type OrderRow, positionOf } from './store.ts'

/** From the position that the technician shares to the place that the consumer named: distance and time, no more. */
export async function approachOf({ tx, deps }: { tx: Tx; deps: Deps }, { technician, state }: OrderRow) {
  const { place } = state.asked
  const now = deps.now()
  const shared = technician && place ? await positionOf(tx, technician, now) : undefined
  const to = place && shared && placeFrom((await deps.private.open(tx, [place])).get(place))
  if (!shared || !to) return null
  const { kilometres, arrivesAt } = approach({ from: shared, to, at: shared.at ?? now }, now)
  return { kilometres, arrivesAt: new Date(arrivesAt).toISOString(), until: shared.until.toISOString() }
}

function placeFrom(text: string | null | undefined) {
  const [latitude = Number.NaN, longitude = Number.NaN] = (text ?? '').split(',').map(Number)
  return Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : null
}
