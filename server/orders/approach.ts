import { approach } from '@anxin/dispatch/approach.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { placeFrom } from '../private/place.ts'
import { type OrderRow, positionOf } from './store.ts'

/** From the position that the technician shares to the place that the consumer named: distance and time, no more. */
export async function approachOf({ tx, deps }: { tx: Tx; deps: Deps }, { technician, state }: OrderRow) {
  const { place } = state.asked
  const now = deps.now()
  const shared = technician && place ? await positionOf(tx, technician, now) : undefined
  if (!shared || !place) return null
  const opened = await deps.private.open(tx, [place, shared.place])
  const [from, to] = [placeFrom(opened.get(shared.place)), placeFrom(opened.get(place))]
  if (!from || !to) return null
  const { kilometres, arrivesAt } = approach({ from, to, at: shared.at ?? now }, now)
  return { kilometres, arrivesAt: new Date(arrivesAt).toISOString(), until: shared.until.toISOString() }
}
