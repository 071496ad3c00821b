import { type Candidate, candidates } from '@anxin/inspect/reuse/candidates.ts'
import { CropIndex, type Shared } from '@anxin/inspect/reuse/crops.ts'
import { hashWords } from '@anxin/inspect/reuse/hash.ts'
import { HashIndex } from '@anxin/inspect/reuse/hashindex.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'

/** Of the nearest pictures so many are told, and of those that share features. Far more than one claim has photos: the
 *  asking claim's own are among them. */
const [mostNear, mostShared] = [300, 60]

/** Pictures by their number in the table, from 1. */
export type Found = { near: Candidate[]; shared: Shared[] }

/** The pictures of one tenant, as they are searched. The hashes are all there; of the features, those of the newest. */
export class Shelf {
  readonly #hashes = new HashIndex()
  readonly #crops: CropIndex

  /** `featuresFrom`: the number of the first picture whose features are given. */
  constructor(featuresFrom: number) {
    this.#crops = new CropIndex(featuresFrom)
  }

  /** Takes the next hashes, 32 bytes each as they are printed; zeros for a picture that has none. */
  addHashes(bytes: Uint8Array): void {
    const words = new Uint32Array((bytes.length / 32) * hashWords)
    Buffer.from(words.buffer).set(bytes)
    Buffer.from(words.buffer).swap32()
    this.#hashes.addAll(words)
  }

  /** Takes the features of pictures with ascending numbers; those between have none. */
  addFeatures(pictures: readonly { n: number; features: Uint8Array }[]): void {
    for (const { n, features } of pictures) {
      while (this.#crops.size < n) this.#crops.add(new Uint8Array())
      this.#crops.add(features)
    }
  }

  forget(numbers: readonly number[]): void {
    this.#hashes.blank(numbers.filter((n) => n <= this.#hashes.size).map((n) => n - 1))
    for (const n of numbers) this.#crops.forget(n)
  }

  /** Sorts a little of what is new; false when there was nothing to do. */
  settle(): boolean {
    return this.#hashes.settle()
  }

  /** The pictures that may be this one or show a part of it. */
  find({ hashes, features }: Pick<Looks, 'hashes' | 'features'>): Found {
    const near = hashes.length > 0 ? candidates(this.#hashes, { hashes, quality: 100 }) : []
    return {
      near: near.slice(0, mostNear).map(({ id, ...rest }) => ({ ...rest, id: id + 1 })),
      shared: this.#crops.candidates(features, mostShared),
    }
  }
}
