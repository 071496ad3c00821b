/** What of a file of boxes is hashed (C2PA 2.2, 18.7): all but the boxes that are named by path. */
import { type Box, boxesIn } from '../read/boxes.ts'
import { hex, stands, u8 } from '../read/bytes.ts'
import type { Stretch } from './binding.ts'
import { at, bytesAt, listOf, numberAt, textAt, type Value } from './cbor.ts'

/** Boxes that hold boxes, and how many bytes stand before those. */
const holders: Record<string, number> = {
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
  moof: 0,
  traf: 0,
  mfra: 0,
  udta: 0,
  edts: 0,
  dinf: 0,
  meta: 4,
  iprp: 0,
  ipco: 0,
}
const most = 20_000

/** The stretches to hash, in order; null when there are more boxes than are looked at. `withPlaces`: from the second
 *  version on, the place of each top box is hashed before it, so that boxes cannot be shifted. */
export function bmffRanges(value: Value, bytes: Uint8Array, withPlaces: boolean): Stretch[] | null {
  const top = boxesIn(bytes, 0, bytes.length)
  const byPath = new Map<string, Box[]>()
  const budget = { boxes: most }
  index(bytes, { boxes: top, path: '', depth: 0 }, { byPath, budget })
  if (budget.boxes <= 0) return null
  const out: [number, number][] = []
  const whole = new Set<number>()
  for (const rule of listOf(at(value, 'exclusions'))) {
    for (const box of byPath.get(textAt(rule, 'xpath').replaceAll(/\[\d+\]/g, '')) ?? []) {
      if (!applies(rule, box, bytes)) continue
      const subset = listOf(at(rule, 'subset'))
      if (subset.length === 0) {
        out.push([box.at, box.end])
        whole.add(box.at)
      }
      for (const part of subset) out.push(partOf(box, part))
    }
  }
  return stretches(bytes.length, {
    out,
    places: withPlaces ? top.map((box) => box.at).filter((place) => !whole.has(place)) : [],
  })
}

type Level = { boxes: Box[]; path: string; depth: number }
type Index = { byPath: Map<string, Box[]>; budget: { boxes: number } }

function index(bytes: Uint8Array, { boxes, path, depth }: Level, into: Index): void {
  for (const box of boxes) {
    if (into.budget.boxes-- <= 0) return
    const own = `${path}/${box.type}`
    const before = into.byPath.get(own)
    if (before) before.push(box)
    else into.byPath.set(own, [box])
    const skip = holders[box.type]
    if (skip === undefined || depth > 8) continue
    const from = box.type === 'meta' && stands(bytes, box.body + 4, 'hdlr') ? box.body : box.body + skip
    index(bytes, { boxes: boxesIn(bytes, from, box.end), path: own, depth: depth + 1 }, into)
  }
}

/** Whether a rule means this box: by length, version, flags and by bytes that must stand at a place. */
function applies(rule: Value, box: Box, bytes: Uint8Array): boolean {
  const length = numberAt(rule, 'length')
  if (length !== null && length !== box.end - box.at) return false
  const version = numberAt(rule, 'version')
  if (version !== null && version !== u8(bytes, box.body)) return false
  const flags = bytesAt(rule, 'flags')
  if (flags && hex(flags.subarray(0, 3)) !== hex(bytes.subarray(box.body + 1, box.body + 4))) return false
  return listOf(at(rule, 'data')).every((one) => {
    const wanted = bytesAt(one, 'value') ?? new Uint8Array(0)
    const from = box.at + (numberAt(one, 'offset') ?? 0)
    return Buffer.compare(bytes.subarray(from, from + wanted.length), wanted) === 0
  })
}

function partOf(box: Box, part: Value): [number, number] {
  const from = Math.min(box.end, box.at + (numberAt(part, 'offset') ?? 0))
  const length = numberAt(part, 'length') ?? 0
  return [from, length === 0 ? box.end : Math.min(box.end, from + length)]
}

/** What is left when the excluded is taken away, with the places of the boxes put in. */
function stretches(end: number, { out, places }: { out: [number, number][]; places: number[] }): Stretch[] {
  const edges = new Set([0, end, ...places])
  for (const [from, to] of out) edges.add(from).add(to)
  const sorted = [...edges].filter((edge) => edge >= 0 && edge <= end).sort((a, b) => a - b)
  const merged = mergedOf(out)
  const isPlace = new Set(places)
  const found: Stretch[] = []
  let next = 0
  for (const [i, from] of sorted.entries()) {
    const to = sorted[i + 1] ?? end
    if (isPlace.has(from)) found.push({ number: from })
    while ((merged[next]?.[1] ?? Number.POSITIVE_INFINITY) <= from) next++
    const inside = merged[next]
    const isOut = inside !== undefined && inside[0] <= from && to <= inside[1]
    if (!isOut && to > from) found.push({ from, to })
  }
  return joined(found)
}

function mergedOf(ranges: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** Neighbours made one. */
function joined(list: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = []
  for (const stretch of list) {
    const last = found.at(-1)
    if (last && 'to' in last && 'from' in stretch && last.to === stretch.from) last.to = stretch.to
    else found.push({ ...stretch })
  }
  return found
}
