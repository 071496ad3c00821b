/** Whether the file is the one that a manifest was made for: the hashes of C2PA 2.2, 9.2 and 18.5 to 18.7, over all bytes
 *  but the manifest itself. */
import { createHash } from 'node:crypto'
import { boxesIn } from '../read/boxes.ts'
import type { Parts } from '../read/parts.ts'
import { bmffRanges } from './bmff.ts'
import { at, bytesAt, listOf, numberAt, textAt, type Value } from './cbor.ts'
import { namedBoxes } from './named-boxes.ts'

/** `loose`: it matches, but leaves out more of the file than the manifest and other metadata. `unchecked`: a form that
 *  is not read here (pieces of a stream). */
export type Binding = 'match' | 'loose' | 'broken' | 'unchecked' | 'absent'

export type Bound = { bytes: Uint8Array; parts: Parts }
/** One stretch of the file, or a number of eight bytes that is hashed in its place. */
export type Stretch = { from: number; to: number } | { number: number }

const hashes = new Set(['sha256', 'sha384', 'sha512'])
/** Bytes besides the manifest that honest writers leave out: padding, or a block of metadata that changes later. */
const spare = 64 << 10

/** A hash assertion: its label and its content. `isUpdated`: a later manifest without a hash of its own stands in the
 *  same store, so that the store has grown since. */
export type HashAssertion = { label: string; value: Value; algorithm: string; isUpdated: boolean }

/** Checks one hash assertion against the file. */
export function bindingOf(assertion: HashAssertion, bound: Bound): Binding {
  if (assertion.label.startsWith('c2pa.hash.data')) return dataBinding(assertion, bound)
  if (assertion.label.startsWith('c2pa.hash.bmff')) return bmffBinding(assertion, bound)
  if (assertion.label.startsWith('c2pa.hash.boxes')) return boxBinding(assertion, bound)
  return 'unchecked'
}

/** The digest of these stretches, one after another; null for a hash that is not allowed. */
function digestOf(algorithm: string, bytes: Uint8Array, stretches: readonly Stretch[]): Buffer | null {
  if (!hashes.has(algorithm)) return null
  const hash = createHash(algorithm)
  for (const stretch of stretches) {
    if ('from' in stretch) hash.update(bytes.subarray(stretch.from, stretch.to))
    else {
      const number = Buffer.alloc(8)
      number.writeBigUInt64BE(BigInt(stretch.number))
      hash.update(number)
    }
  }
  return hash.digest()
}

function matches(digest: Buffer | null, expected: Uint8Array | null): Binding {
  if (!digest || !expected) return 'unchecked'
  return Buffer.compare(digest, expected) === 0 ? 'match' : 'broken'
}

function dataBinding({ value, algorithm, isUpdated }: HashAssertion, { bytes, parts }: Bound): Binding {
  const stated = listOf(at(value, 'exclusions')).map((one) => ({
    start: numberAt(one, 'start') ?? 0,
    length: numberAt(one, 'length') ?? 0,
  }))
  const excluded = isUpdated ? grown(stated, parts) : stated
  excluded.sort((a, b) => a.start - b.start)
  const stretches: Stretch[] = []
  let from = 0
  for (const { start, length } of excluded) {
    if (start < from || length < 0 || start + length > bytes.length) return 'broken'
    stretches.push({ from, to: start })
    from = start + length
  }
  stretches.push({ from, to: bytes.length })
  const binding = matches(digestOf(textAt(value, 'alg') || algorithm, bytes, stretches), bytesAt(value, 'hash'))
  const left = excluded.reduce((sum, { length }) => sum + length, 0)
  const manifest = parts.jumbfRanges.reduce((sum, [start, end]) => sum + end - start, 0)
  return binding === 'match' && left > manifest + spare ? 'loose' : binding
}

type Exclusion = { start: number; length: number }

/** A store that has grown: the stretch that began with it ends where it ends now, and what lies behind has moved. */
function grown(stated: readonly Exclusion[], { jumbfRanges }: Parts): Exclusion[] {
  const start = jumbfRanges[0]?.[0] ?? 0
  const length = (jumbfRanges.at(-1)?.[1] ?? 0) - start
  const own = stated.find((one) => one.start === start)
  const more = own ? length - own.length : 0
  return stated.map((one) => {
    if (one === own) return { start, length }
    return one.start > start ? { start: one.start + more, length: one.length } : one
  })
}

function bmffBinding({ label, value, algorithm }: HashAssertion, { bytes, parts }: Bound): Binding {
  if (parts.container !== 'heif' && parts.container !== 'mp4') return 'broken'
  const ranges = bmffRanges(value, bytes, !/bmff(__\d+)?$/.test(label))
  if (!ranges) return 'unchecked'
  const binding = matches(digestOf(textAt(value, 'alg') || algorithm, bytes, ranges), bytesAt(value, 'hash'))
  // With a tree of hashes for the media, the first hash alone says nothing of the picture.
  const isTree = listOf(at(value, 'merkle')).length > 0
  if (binding === 'match' && isTree) return 'unchecked'
  return binding === 'match' && leavesOutMedia(ranges, bytes) ? 'loose' : binding
}

/** Whether a box of media lies outside all that was hashed. */
function leavesOutMedia(ranges: readonly Stretch[], bytes: Uint8Array): boolean {
  const media = boxesIn(bytes, 0, bytes.length).filter(({ type, body, end }) => type === 'mdat' && end > body)
  return media.some(({ body, end }) => !ranges.some((one) => 'from' in one && one.from <= body && one.to >= end))
}

/** Hashes of named pieces of a JPEG or PNG, which must follow one another without a gap. */
function boxBinding({ value, algorithm }: HashAssertion, { bytes, parts }: Bound): Binding {
  const there = namedBoxes(bytes, parts)
  if (!there) return 'unchecked'
  let next = there[0]?.name === 'PNGh' && listOf(at(listOf(at(value, 'boxes'))[0], 'names'))[0] !== 'PNGh' ? 1 : 0
  for (const box of listOf(at(value, 'boxes'))) {
    const names = listOf(at(box, 'names'))
    const run = there.slice(next, next + names.length)
    if (run.length !== names.length || run.some(({ name }, i) => name !== names[i])) return 'broken'
    next += names.length
    const isManifest = names.length === 1 && names[0] === 'C2PA'
    if (isManifest || at(box, 'excluded') === true) continue
    const stretch = { from: run[0]?.from ?? 0, to: run.at(-1)?.to ?? 0 }
    const found = matches(
      digestOf(textAt(box, 'alg') || textAt(value, 'alg') || algorithm, bytes, [stretch]),
      bytesAt(box, 'hash'),
    )
    if (found !== 'match') return found
  }
  return next === there.length ? 'match' : 'loose'
}
