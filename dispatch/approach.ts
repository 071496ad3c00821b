import { kilometres, type Place, roads } from './place.ts'

/** How far away a technician is and when to expect them, from a position that they share. An estimate for the one who
 *  waits, not a route.
 *  `at` and `now` are moments in milliseconds: on the way since, the technician has gone on driving. */
export function approach(
  { from, to, at }: { from: Place; to: Place; at: number },
  now: number,
): { kilometres: number; arrivesAt: number } {
  const away = kilometres(from, to)
  const drive = ((away * roads.longer) / roads.kilometresPerHour) * 3_600_000
  // Nobody arrives in the past: when the sum says so, the position is merely old.
  return { kilometres: Math.round(away * 10) / 10, arrivesAt: Math.max(now, Math.round(at + drive)) }
}
