/** Finding the pictures of which a photo is a crop, a screenshot or a mirror image, where a hash of the whole no longer
 *  helps: by local features, 128 bits each (the signs of the descriptor), of which few are kept.
 *  The bits are cut into 8 parts of 16, spread over the descriptor. Two features of one place differ in about one bit in
 *  ten, so that at least one part is mostly equal: each part leads, by a table with chains, to the features that have the
 *  same (multi-index hashing, Norouzi, Punjani, Fleet 2012, without its neighbours). Those that are near in all bits vote
 *  for their picture with the turn and the size that they imply, and only votes that agree in both are added up (weak
 *  geometric consistency, Jégou, Douze, Schmid 2008). The best are then looked at closely (`sighting.ts`).
 *  Grows by appending. What is beyond the limit goes a segment at a time, the oldest first.
 *  Cost: 7 kB a picture of 128 features; a question reads 600 × 8 chains, which are as long as there are features in
 *  65,536, for each segment. */
import { type Features, mirroredFeatures } from '../compare/features.ts'
import { keptBytes, uncompacted } from './features.ts'
import { bitsIn } from './hash.ts'

/** Features of a picture that are indexed, and that are asked for. */
const [indexed, asked] = [128, 300]
const [parts, keys] = [8, 65_536]
/** Of 128 bits: the same place after handling mostly differs by less; of others, a few in a million. */
const near = 22
/** Pictures a segment, and segments. */
const [segmentPictures, mostSegments] = [16_384, 7]
/** Votes that agree, from which on a picture is worth a close look. */
const leastVotes = 3

/** A picture that shares features with the one asked about. `id`: its place in the order of adding, from 0. */
export type Shared = { id: number; votes: number; isMirrored: boolean }

/** As many of the newest pictures are looked for; at times a few thousand more. */
export const mostPictures = segmentPictures * (mostSegments - 1)

type Segment = {
  firstId: number
  pictures: number
  /** The features of picture `i` end before `ends[i]`. */
  ends: Uint32Array
  features: number
  bits: Int32Array
  /** Direction (upper byte, a 256th of a turn) and size (lower byte, a 16th of an octave) of each feature. */
  poses: Uint16Array
  pictureOf: Uint16Array
  /** For each part: the last feature added with each key (1 more; 0: none), and before each feature the one added before. */
  heads: Uint32Array[]
  befores: Uint32Array[]
  forgotten: Set<number>
}

// Every `?? 0` below stands for the compiler alone: no index leaves its array.

/** Pictures by their local features, in the few bytes that `compacted` gives. */
export class CropIndex {
  readonly #segments: Segment[] = []
  #size: number

  /** `first`: the id of the first picture added. What had smaller ones is not looked for. */
  constructor(first = 0) {
    this.#size = first
  }

  /** The id of the next picture. */
  get size(): number {
    return this.#size
  }

  /** Adds a picture and gives its id. One without features only takes a place. */
  add(compact: Uint8Array): number {
    let segment = this.#segments.at(-1)
    if (!segment || segment.pictures === segmentPictures) {
      segment = emptySegment(this.#size)
      this.#segments.push(segment)
      if (this.#segments.length > mostSegments) this.#segments.shift()
    }
    append(segment, compact)
    return this.#size++
  }

  /** Removes the features of a picture; its id stays taken. */
  forget(id: number): void {
    const segment = this.#segments.find(({ firstId, pictures }) => id >= firstId && id < firstId + pictures)
    if (!segment) return
    const at = id - segment.firstId
    const [from, to] = [segment.ends[at - 1] ?? 0, segment.ends[at] ?? 0]
    segment.bits.fill(0, 4 * from, 4 * to)
    segment.poses.fill(0, from, to)
    segment.forgotten.add(at)
  }

  /** The pictures that may show what this one shows, as it is or in a mirror, the likeliest first. */
  candidates(compact: Uint8Array, most = 20): Shared[] {
    const best = new Map<number, Shared>()
    for (const isMirrored of [false, true]) {
      const features = uncompacted(compact)
      const question = asking(isMirrored ? mirroredFeatures(features, square) : features)
      for (const { id, votes } of this.#segments.flatMap((segment) => votesIn(segment, question)))
        if (votes > (best.get(id)?.votes ?? 0)) best.set(id, { id, votes, isMirrored })
    }
    return [...best.values()].sort((a, b) => b.votes - a.votes || b.id - a.id).slice(0, most)
  }
}

/** Places do not matter to votes, nor then where the mirror stands. */
const square = { width: 1, height: 1 }

function emptySegment(firstId: number): Segment {
  return {
    firstId,
    pictures: 0,
    ends: new Uint32Array(segmentPictures),
    features: 0,
    bits: new Int32Array(4 * firstRoom),
    poses: new Uint16Array(firstRoom),
    pictureOf: new Uint16Array(firstRoom),
    heads: Array.from({ length: parts }, () => new Uint32Array(keys)),
    befores: Array.from({ length: parts }, () => new Uint32Array(firstRoom)),
    forgotten: new Set(),
  }
}

const firstRoom = 16 * indexed

/** Twice the room, when it is used up. */
function grow(segment: Segment): void {
  const twice = <A extends Uint16Array | Uint32Array | Int32Array>(from: A, to: A): A => {
    to.set(from)
    return to
  }
  segment.bits = twice(segment.bits, new Int32Array(2 * segment.bits.length))
  segment.poses = twice(segment.poses, new Uint16Array(2 * segment.poses.length))
  segment.pictureOf = twice(segment.pictureOf, new Uint16Array(2 * segment.pictureOf.length))
  segment.befores = segment.befores.map((before) => twice(before, new Uint32Array(2 * before.length)))
}

function append(segment: Segment, compact: Uint8Array): void {
  const { bits, scale, angle, count } = uncompacted(compact.subarray(0, indexed * keptBytes))
  while (segment.features + count > segment.poses.length) grow(segment)
  for (let i = 0; i < count; i++) {
    const at = segment.features++
    segment.bits.set(bits.subarray(4 * i, 4 * i + 4), 4 * at)
    segment.poses[at] = poseOf(angle[i] ?? 0, scale[i] ?? 0)
    segment.pictureOf[at] = segment.pictures
    for (let part = 0; part < parts; part++) {
      const [heads, befores] = [segment.heads[part], segment.befores[part]]
      const key = keyOf(bits, i, part)
      if (!heads || !befores) continue
      befores[at] = heads[key] ?? 0
      heads[key] = at + 1
    }
  }
  segment.ends[segment.pictures++] = segment.features
}

/** A size of one is 255, a 16th of an octave less is one less; angles wrap around. */
function poseOf(angle: number, scale: number): number {
  const turn = Math.round((angle / (2 * Math.PI)) * 256) & 255
  const size = Math.max(0, Math.min(255, Math.round(255 + 16 * Math.log2(Math.max(scale, 1e-6)))))
  return (turn << 8) | size
}

/** One part of the bits of a feature. */
function keyOf(bits: Int32Array, i: number, part: number): number {
  const word = bits[4 * i + (part >> 1)] ?? 0
  return part % 2 === 0 ? word & 0xffff : word >>> 16
}

type Question = { count: number; bits: Int32Array; poses: Uint16Array }

function asking(features: Features): Question {
  const count = Math.min(asked, features.count)
  return {
    count,
    bits: features.bits,
    poses: Uint16Array.from({ length: count }, (_, i) => poseOf(features.angle[i] ?? 0, features.scale[i] ?? 0)),
  }
}

/** The most votes that agree, for each picture that has enough. */
function votesIn(segment: Segment, question: Question): { id: number; votes: number }[] {
  const bins = new Map<number, number>()
  const most = new Map<number, number>()
  const vote = (picture: number, bin: number) => {
    const key = picture * 4096 + bin
    const votes = (bins.get(key) ?? 0) + 1
    bins.set(key, votes)
    if (votes > (most.get(picture) ?? 0)) most.set(picture, votes)
  }
  for (let i = 0; i < question.count; i++)
    for (const at of nearTo(segment, question, i)) {
      const picture = segment.pictureOf[at] ?? 0
      for (const bin of binsOf(question.poses[i] ?? 0, segment.poses[at] ?? 0)) vote(picture, bin)
    }
  return [...most].flatMap(([picture, votes]) =>
    votes < leastVotes || segment.forgotten.has(picture) ? [] : [{ id: segment.firstId + picture, votes }],
  )
}

/** The features near to one of the question, each once. */
function nearTo(segment: Segment, { bits }: Question, i: number): Set<number> {
  const found = new Set<number>()
  for (let part = 0; part < parts; part++) {
    const [heads, befores] = [segment.heads[part], segment.befores[part]]
    if (!heads || !befores) continue
    for (let next = heads[keyOf(bits, i, part)] ?? 0; next > 0; next = befores[next - 1] ?? 0)
      if (isNear(bits, i, { others: segment.bits, at: next - 1 })) found.add(next - 1)
  }
  return found
}

function isNear(bits: Int32Array, i: number, { others, at }: { others: Int32Array; at: number }): boolean {
  const half =
    bitsIn((bits[4 * i] ?? 0) ^ (others[4 * at] ?? 0)) + bitsIn((bits[4 * i + 1] ?? 0) ^ (others[4 * at + 1] ?? 0))
  if (half > near) return false
  return (
    half +
      bitsIn((bits[4 * i + 2] ?? 0) ^ (others[4 * at + 2] ?? 0)) +
      bitsIn((bits[4 * i + 3] ?? 0) ^ (others[4 * at + 3] ?? 0)) <=
    near
  )
}

/** The turn (16 sectors) and the change of size (half octaves) that a pair implies; each twice, half a step apart, so that
 *  what agrees is not parted by a border. */
function binsOf(one: number, other: number): number[] {
  const turn = ((other >> 8) - (one >> 8)) & 255
  const size = (other & 255) - (one & 255) + 256
  return [0, 1].map((shift) => {
    const sector = ((turn + 8 * shift) & 255) >> 4
    return (shift << 11) | (sector << 7) | ((size + 8 * shift) >> 4)
  })
}
