import type { Polygon } from '../finding.ts'
import { candidates } from './candidates.ts'
import { CropIndex } from './crops.ts'
import { HashIndex } from './hashindex.ts'
import type { Looks } from './looks.ts'
import { sighted } from './sighting.ts'

/** Two pictures of a collection, by their places in it: of one source, or one with a part of the other; `part` is what of
 *  the second both show, null where it is all. `distance`: of their hashes, where those found it. */
export type Alike = { first: number; second: number; distance: number | null; part: Polygon | null }

/** Which pictures of a collection are the same, or show a part of one another; `null` for one that cannot be looked at. Each
 *  pair once, the earlier first. About a hundredth of a second a picture, where few have anything in common. */
export function alikeIn(pictures: readonly (Looks | null)[]): Alike[] {
  const collection = new Collection()
  return pictures.flatMap((looks, second) => {
    const found = looks ? collection.find(looks) : []
    collection.add(looks)
    return found.map(({ id, ...how }) => ({ first: id, second, ...how }))
  })
}

/** Pictures in memory, asked by whole and by part. */
export class Collection {
  readonly #hashes = new HashIndex()
  readonly #crops = new CropIndex()
  readonly #kept: (Looks | null)[] = []

  /** Adds the next picture; its id is its place. */
  add(looks: Looks | null): void {
    this.#hashes.add(looks?.hashes[0] ?? new Uint32Array(8))
    this.#crops.add(looks?.features ?? new Uint8Array())
    this.#kept.push(looks)
  }

  /** The pictures that are this one, the nearest first, then those of which it shows a part or which show a part of it. */
  find(looks: Looks): { id: number; distance: number | null; part: Polygon | null }[] {
    const wholes = candidates(this.#hashes, { hashes: looks.hashes, quality: 100 })
    const isFound = new Set(wholes.map(({ id }) => id))
    const parts = this.#crops.candidates(looks.features).flatMap(({ id, isMirrored }) => {
      const kept = this.#kept[id]
      const sighting = kept && !isFound.has(id) ? sighted(looks, kept, isMirrored) : null
      return sighting ? [{ id, distance: null, part: sighting.part }] : []
    })
    return [...wholes.map(({ id, distance }) => ({ id, distance, part: null })), ...parts]
  }
}
