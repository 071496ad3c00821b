/** Finding the pictures of which a photo is a crop, a screenshot or a mirror image, where a hash of the whole no longer
 *  helps: few local features a picture, 128 bits each (the signs of the descriptor), compared one by one.
 *  Cost: 7 kB a picture of 300 features; a question about 1,000 pictures O(100 × 300,000) comparisons of four words, about
 *  0.4 s; verifying a candidate 5 ms. */
import { alignments } from './align.ts'
import { type Features, mirroredFeatures } from './features.ts'
import type { Homography } from './homography.ts'
import { matches } from './match.ts'

/** A feature stored: place and size as shares (16 bits each), angle (16 bits), then 128 bits. */
const stored = 8 + 16
const mostStored = 300
const asked = 100
/** Of 128 bits: the same place after handling differs by less, one in 10,000 others as well. */
const near = 26

/** The strongest features of a picture in few bytes, to be kept. */
export function compacted(features: Features, most = mostStored): Uint8Array {
  const count = Math.min(features.count, most)
  const bytes = new Uint8Array(count * stored)
  const view = new DataView(bytes.buffer)
  const share = (value: number) => Math.max(0, Math.min(65_535, Math.round(value * 65_535)))
  for (let i = 0; i < count; i++) {
    const at = i * stored
    view.setUint16(at, share(features.x[i] ?? 0))
    view.setUint16(at + 2, share(features.y[i] ?? 0))
    view.setUint16(at + 4, share(4 * (features.scale[i] ?? 0)))
    view.setUint16(at + 6, share((features.angle[i] ?? 0) / (2 * Math.PI)))
    for (let k = 0; k < 4; k++) view.setInt32(at + 8 + 4 * k, features.bits[4 * i + k] ?? 0)
  }
  return bytes
}

/** The features again; each bit stands for its number of the descriptor. */
export function uncompacted(bytes: Uint8Array): Features {
  const count = Math.floor(bytes.length / stored)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const of = (offset: number, unit: number) =>
    Float32Array.from({ length: count }, (_, i) => (view.getUint16(i * stored + offset) / 65_535) * unit)
  const bits = Int32Array.from({ length: 4 * count }, (_, k) => view.getInt32((k >> 2) * stored + 8 + 4 * (k & 3)))
  return {
    count,
    x: of(0, 1),
    y: of(2, 1),
    scale: of(4, 0.25),
    angle: of(6, 2 * Math.PI),
    bits,
    descriptors: Uint8Array.from({ length: 128 * count }, (_, j) => (((bits[j >> 5] ?? 0) >>> (j & 31)) & 1) * 64),
  }
}

/** A stored picture that shares local features with the one asked about: how many lie as one map says. */
export type Sighting = { id: string; inliers: number; isMirrored: boolean; map: Homography }

/** Pictures by their local features. Adding is cheap; a question looks at all. */
export class CropIndex {
  readonly #ids: string[] = []
  readonly #kept: Features[] = []

  /** Adds a picture by what `compacted` gave. */
  add(id: string, compact: Uint8Array): void {
    this.#ids.push(id)
    this.#kept.push(uncompacted(compact))
  }

  /** The pictures that show the same, at least `least` features agreeing on one map, the best first. For mirrored ones the
   *  map holds for the photo in a mirror. */
  find(photo: { features: Features; width: number; height: number }, { least = 8, most = 10 } = {}): Sighting[] {
    const sides = [photo.features, mirroredFeatures(photo.features, photo)].map((features) =>
      uncompacted(compacted(features)),
    )
    const found = sides.flatMap((features, side) =>
      this.#candidates(features).map((at) => this.#verified(features, at, side === 1)),
    )
    const best = new Map<string, Sighting>()
    for (const one of found)
      if (one && one.inliers >= least && one.inliers > (best.get(one.id)?.inliers ?? 0)) best.set(one.id, one)
    return [...best.values()].sort((a, b) => b.inliers - a.inliers || (a.id < b.id ? -1 : 1)).slice(0, most)
  }

  #verified(features: Features, at: number, isMirrored: boolean): Sighting | null {
    const [id, kept] = [this.#ids[at], this.#kept[at]]
    if (id === undefined || !kept) return null
    const [first] = alignments(features, kept, { found: matches(features, kept, 0.92), most: 1 })
    return first ? { id, inliers: first.inliers.length, isMirrored, map: first.map } : null
  }

  /** The pictures with most features near those asked about. */
  #candidates(features: Features): number[] {
    const votes = this.#kept.map((kept, at) => ({ at, votes: votesFor(features, kept) }))
    return votes
      .filter((one) => one.votes >= 4)
      .sort((a, b) => b.votes - a.votes || a.at - b.at)
      .slice(0, 20)
      .map(({ at }) => at)
  }
}

function votesFor(features: Features, kept: Features): number {
  let votes = 0
  for (let i = 0; i < Math.min(asked, features.count); i++) if (hasNear(features.bits, i, kept.bits)) votes++
  return votes
}

function hasNear(bits: Int32Array, i: number, others: Int32Array): boolean {
  const [a, b, c, d] = [bits[4 * i] ?? 0, bits[4 * i + 1] ?? 0, bits[4 * i + 2] ?? 0, bits[4 * i + 3] ?? 0]
  for (let k = 0; k < others.length; k += 4) {
    const half = ones(a ^ (others[k] ?? 0)) + ones(b ^ (others[k + 1] ?? 0))
    if (half < near && half + ones(c ^ (others[k + 2] ?? 0)) + ones(d ^ (others[k + 3] ?? 0)) <= near) return true
  }
  return false
}

/** How many bits of a word are set. */
function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
