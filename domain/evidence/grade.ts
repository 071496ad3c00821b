import type { Grade } from '../claims/terms.ts'
import { type Slot, showsDamage } from './slots.ts'

/** What all photos of a claim are worth together. D if anything is contradicted; else as good as the worst photo by which the
 *  damage is judged: a sound picture of the whole item makes a doubtful close-up no better. Without a photo of the damage,
 *  or with one that could not be looked at, it is C: not enough to know. */
export function gradeTogether(photos: readonly { slot: Slot; grade: Grade | null }[]): Grade {
  const all = photos.map(({ grade }) => grade)
  if (all.includes('D')) return 'D'
  const damage = photos.filter(({ slot }) => showsDamage(slot)).map(({ grade }) => grade)
  if (damage.length === 0 || damage.includes(null) || damage.includes('C')) return 'C'
  return damage.includes('B') ? 'B' : 'A'
}
