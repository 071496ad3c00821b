/** All hashes within a distance of a given one, exactly, among ten million and more, while more are added.
 *  Multi-index hashing (Norouzi, Punjani, Fleet 2012) with the pigeonring principle (Qin, Xiao 2018): cut into 16 parts in
 *  a ring, two hashes that differ in at most d bits have a part that differs in at most d / 16 of them and, together with
 *  the part after it, in at most d / 8. For d = 31: in one bit, and three together, which one hash in a thousand of those
 *  looked at meets by chance. So each part is an index of its own, sorted by the part, with the following part beside.
 *  Grows like a log-structured merge tree: new hashes are compared one by one until there are enough of them to sort, and
 *  runs are merged when they are no longer of very different size.
 *  Cost: n hashes take 128 n bytes (96 n in the runs, 32 n themselves) and less than a third of a microsecond each to sort;
 *  a question reads n / 240 entries of 2 bytes; beyond distance 63, where looking up costs more than comparing, all. */
import { distanceUpTo, type Hash, hashWords } from './hash.ts'
import { type Hits, lookUp, merged, mostRadius, partOf, parts, type Run, sortedBy } from './run.ts'

/** A hash that was found: its place in the order in which the hashes were added, from 0. */
export type Match = { id: number; distance: number }

/** Hashes are kept in blocks, so that growing copies nothing. */
const blockHashes = 65_536
/** As many new hashes are sorted into a run; fewer are compared one by one. */
const smallestRun = 4_096
/** A run is merged with the next while it is less than so many times larger. */
const mergeRatio = 8
/** Adding so many hashes does one step of sorting and merging, which is enough to keep up. */
const hashesPerStep = 64

/** An index that holds its hashes. They are its only state: whoever keeps `hashes()` and gives them back to `addAll` has
 *  it again. */
export class HashIndex {
  readonly #blocks: Uint32Array[] = []
  #size = 0
  /** For each part its runs, by id, without gaps. They need not reach equally far. */
  readonly #runs: Run[][] = Array.from({ length: parts }, () => [])
  /** A bit for each id, and the ids found: only while a question is answered. */
  #seen = new Uint32Array(blockHashes / 32)
  readonly #hits: Hits = { ids: new Uint32Array(0), count: 0, read: 0 }

  get size(): number {
    return this.#size
  }

  /** Adds a hash and gives its id. Now and then that takes as long as one step of `settle`. */
  add(hash: Hash): number {
    this.addAll(hash)
    if (this.#size % hashesPerStep === 0) this.settle()
    return this.#size - 1
  }

  /** Adds many, one after the other in one array, without sorting any: call `settle` until it is false. Until then answers
   *  are right, but slow. */
  addAll(words: Uint32Array): void {
    for (let at = 0; at < words.length; ) {
      const used = (this.#size % blockHashes) * hashWords
      if (used === 0) this.#open()
      const taken = words.subarray(at, at + blockHashes * hashWords - used)
      this.#blocks.at(-1)?.set(taken, used)
      this.#size += taken.length / hashWords
      at += taken.length
    }
  }

  #open(): void {
    this.#blocks.push(new Uint32Array(blockHashes * hashWords))
    if (this.#seen.length * 32 < this.#blocks.length * blockHashes) this.#seen = new Uint32Array(this.#seen.length * 2)
  }

  /** Does one step of the sorting that was put off (a sixteenth of it); false when nothing was left to do. */
  settle(): boolean {
    const ends = this.#runs.map((runs) => runs.at(-1)?.end ?? 0)
    const unsorted = ends.findIndex((end) => this.#size - end >= smallestRun)
    if (unsorted >= 0) {
      const begin = ends[unsorted] ?? 0
      this.#runs[unsorted]?.push(sortedBy(unsorted, begin, this.#between(begin, this.#size)))
      return true
    }
    return this.#runs.some(mergeOnce)
  }

  /** Overwrites hashes that may not be kept any longer; their ids stay, and are found no more. Everything has to be sorted
   *  anew then, because what is sorted holds parts of them: call `settle` until it is false. */
  blank(ids: readonly number[]): void {
    for (const id of ids)
      this.#blockOf(id).fill(0, (id % blockHashes) * hashWords, ((id % blockHashes) + 1) * hashWords)
    if (ids.length > 0) for (const runs of this.#runs) runs.length = 0
  }

  /** The hashes in the order of their ids, as a few arrays that may not be changed. */
  hashes(): readonly Uint32Array[] {
    return this.#between(0, this.#size)
  }

  /** The hash with this id. */
  hashOf(id: number): Hash {
    const at = (id % blockHashes) * hashWords
    return this.#blockOf(id).slice(at, at + hashWords)
  }

  /** Every hash that differs from this one in at most `most` of the 256 bits, the nearest first, then by id. */
  within(hash: Hash, most: number): Match[] {
    const isLookedUp = most < (mostRadius + 1) * parts
    const sorted = isLookedUp ? Math.min(...this.#runs.map((runs) => runs.at(-1)?.end ?? 0)) : 0
    const matches = this.#lookedUp(hash, most, sorted)
    let id = sorted
    for (const many of this.#between(sorted, this.#size))
      for (let at = 0; at < many.length; at += hashWords, id++) {
        const distance = distanceUpTo(most, hash, { many, at })
        if (distance <= most) matches.push({ id, distance })
      }
    return matches.sort((a, b) => a.distance - b.distance || a.id - b.id)
  }

  /** Those with an id below `end`, up to which all parts are sorted. */
  #lookedUp(hash: Hash, most: number, end: number): Match[] {
    const hits = this.#hits
    hits.count = 0
    const [radius, together] = [Math.floor(most / parts), Math.floor((2 * most) / parts)]
    for (let part = 0; part < parts && end > 0; part++) {
      const asked = { key: partOf(hash, part), next: partOf(hash, part + 1), radius, most: together }
      for (const run of this.#runs[part] ?? []) lookUp(run, asked, hits)
    }
    const matches: Match[] = []
    for (const id of hits.ids.subarray(0, hits.count)) {
      if (id >= end || this.#isSeen(id)) continue
      const distance = distanceUpTo(most, hash, { many: this.#blockOf(id), at: (id % blockHashes) * hashWords })
      if (distance <= most) matches.push({ id, distance })
    }
    for (const id of hits.ids.subarray(0, hits.count)) this.#seen[id >>> 5] = 0
    return matches
  }

  /** Whether this id was asked for before since `#seen` was cleared; a near hash is found by many of its parts. */
  #isSeen(id: number): boolean {
    const bit = 1 << (id & 31)
    const before = this.#seen[id >>> 5] ?? 0
    this.#seen[id >>> 5] = before | bit
    return (before & bit) !== 0
  }

  #blockOf(id: number): Uint32Array {
    const block = this.#blocks[Math.floor(id / blockHashes)]
    if (!block) throw new RangeError(`no hash has the id ${id}`)
    return block
  }

  /** The hashes from one id to another, block by block. */
  #between(begin: number, end: number): Uint32Array[] {
    const pieces: Uint32Array[] = []
    for (let id = begin; id < end; ) {
      const used = id % blockHashes
      const count = Math.min(blockHashes - used, end - id)
      pieces.push(this.#blockOf(id).subarray(used * hashWords, (used + count) * hashWords))
      id += count
    }
    return pieces
  }
}

/** Merges the last two runs of a part that are no longer of very different size; false when there are none. */
function mergeOnce(runs: Run[]): boolean {
  const length = ({ begin, end }: Run) => end - begin
  for (let at = runs.length - 2; at >= 0; at--) {
    const [first, second] = [runs[at], runs[at + 1]]
    if (!first || !second || length(first) >= mergeRatio * length(second)) continue
    runs.splice(at, 2, merged(first, second))
    return true
  }
  return false
}
