import type { Hash } from './hash.ts'
import type { HashIndex } from './hashindex.ts'
import { type Turn, turns } from './pdq.ts'

/** A kept picture that looks like the asked one when that is turned so: to be looked at, by features or by a person. */
export type Candidate = { id: number; distance: number; turn: Turn }

/** Meta's advice: hashes of less quality say nothing, because pictures with little in them are all alike. */
export const leastQuality = 50
/** Meta's advice for what is still the same picture. */
const mostDistance = 31

/** The kept pictures that may be the asked one, re-compressed, resized, turned or mirrored: each once, in the turn in
 *  which it is nearest, the nearest first. `forms` is what `dihedralPdq` gives; nothing for a picture with too little in
 *  it. What is cropped or pasted into another picture has another hash and is not found here. */
export function candidates(index: HashIndex, forms: { hashes: readonly Hash[]; quality: number }): Candidate[] {
  const nearest = new Map<number, Candidate>()
  if (forms.quality < leastQuality) return []
  for (const [i, turn] of turns.entries())
    for (const { id, distance } of forms.hashes[i] ? index.within(forms.hashes[i], mostDistance) : [])
      if (distance < (nearest.get(id)?.distance ?? 256)) nearest.set(id, { id, distance, turn })
  return [...nearest.values()].sort((a, b) => a.distance - b.distance || a.id - b.id)
}
