/** A stretch of hashes, sorted by one of their sixteen 16-bit parts; beside each id lies the part that follows. So what a
 *  question reads lies together, and hardly any hash has to be fetched in vain. `hashindex.ts` says why two parts do.
 *  Cost: building and merging O(n), 6 bytes a hash and 256 KiB; a look-up reads 2 bytes for n / 65,536 hashes a key, of
 *  which there are 17 when one bit of the part may differ. */
import { bitsIn, type Hash, hashWords } from './hash.ts'

/** How many parts of 16 bits a hash has. */
export const parts = 16
const keys = 65_536

/** Of the hashes with ids from `begin` to `end`, those whose part is `key` are the entries from `starts[key]` to
 *  `starts[key + 1]`: their ids and, in `nexts`, their following parts. */
export type Run = { begin: number; end: number; starts: Uint32Array; ids: Uint32Array; nexts: Uint16Array }

// Every `?? 0` below stands for the compiler alone: no index leaves its array.

/** The word in which a part lies, and how far left in it; after the last part comes the first. */
const placeOf = (part: number) => ({ word: (part >> 1) % hashWords, shift: part % 2 === 0 ? 16 : 0 })

/** One part of a hash. */
export function partOf(hash: Hash, part: number): number {
  const { word, shift } = placeOf(part)
  return ((hash[word] ?? 0) >>> shift) & 0xffff
}

/** Sorts hashes, which lie in blocks and have the ids from `begin` on, by a part. */
export function sortedBy(part: number, begin: number, blocks: readonly Uint32Array[]): Run {
  const column = columnOf(part, blocks)
  const starts = new Uint32Array(keys + 1)
  for (let i = 0; i < column.length; i++) {
    const after = (column[i] ?? 0) + 1
    starts[after] = (starts[after] ?? 0) + 1
  }
  for (let key = 0; key < keys; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0)
  const [ids, nexts] = [new Uint32Array(column.length), new Uint16Array(column.length)]
  const run = { begin, end: begin + column.length, starts, ids, nexts }
  // By the upper byte, then each of those heaps by the lower: writing to 65,536 places in turn takes twice as long.
  byLowerByte(run, byUpperByte(run, column, { blocks, part }))
  return run
}

type Source = { blocks: readonly Uint32Array[]; part: number }

/** Puts the entries into heaps by the upper byte of their part; gives the lower byte of each. */
function byUpperByte({ begin, starts, ids, nexts }: Run, column: Uint16Array, { blocks, part }: Source): Uint8Array {
  const { word, shift } = placeOf(part + 1)
  const places = Uint32Array.from({ length: 256 }, (_, high) => starts[high << 8] ?? 0)
  const lows = new Uint8Array(column.length)
  let i = 0
  for (const words of blocks)
    for (let at = word; at < words.length; at += hashWords, i++) {
      const key = column[i] ?? 0
      const to = places[key >> 8] ?? 0
      places[key >> 8] = to + 1
      ids[to] = begin + i
      nexts[to] = ((words[at] ?? 0) >>> shift) & 0xffff
      lows[to] = key & 0xff
    }
  return lows
}

function byLowerByte({ starts, ids, nexts }: Run, lows: Uint8Array): void {
  const heapOf = (high: number) => ({ from: starts[high << 8] ?? 0, to: starts[(high + 1) << 8] ?? 0 })
  const largest = Math.max(...Array.from({ length: 256 }, (_, high) => heapOf(high).to - heapOf(high).from))
  const [heap, following] = [new Uint32Array(largest), new Uint16Array(largest)]
  for (let high = 0; high < 256; high++) {
    const { from, to } = heapOf(high)
    heap.set(ids.subarray(from, to))
    following.set(nexts.subarray(from, to))
    const places = starts.slice(high << 8, (high + 1) << 8)
    for (let i = from; i < to; i++) {
      const at = places[lows[i] ?? 0] ?? 0
      places[lows[i] ?? 0] = at + 1
      ids[at] = heap[i - from] ?? 0
      nexts[at] = following[i - from] ?? 0
    }
  }
}

/** The part of every hash, in one row. */
function columnOf(part: number, blocks: readonly Uint32Array[]): Uint16Array {
  const { word, shift } = placeOf(part)
  const column = new Uint16Array(blocks.reduce((sum, words) => sum + words.length, 0) / hashWords)
  let i = 0
  for (const words of blocks)
    for (let at = word; at < words.length; at += hashWords) column[i++] = ((words[at] ?? 0) >>> shift) & 0xffff
  return column
}

/** One run of two that follow each other. */
export function merged(first: Run, second: Run): Run {
  const starts = first.starts.map((start, key) => start + (second.starts[key] ?? 0))
  const length = starts[keys] ?? 0
  const ids = new Uint32Array(length)
  const nexts = new Uint16Array(length)
  for (let key = 0, to = 0; key < keys; key++)
    for (const run of [first, second]) {
      const end = run.starts[key + 1] ?? 0
      for (let from = run.starts[key] ?? 0; from < end; from++, to++) {
        ids[to] = run.ids[from] ?? 0
        nexts[to] = run.nexts[from] ?? 0
      }
    }
  return { begin: first.begin, end: second.end, starts, ids, nexts }
}

/** The most bits of a part that may differ in a look-up. */
export const mostRadius = 3
/** Which bits to turn, from none to three of the sixteen, the fewest first; and how many ways turn at most so many. */
const flips = Uint16Array.from({ length: keys }, (_, bits) => bits)
  .filter((bits) => bitsIn(bits) <= mostRadius)
  .sort((a, b) => bitsIn(a) - bitsIn(b) || a - b)
const flipsWithin = [1, 17, 137, 697]
const setBits = Uint8Array.from({ length: keys }, (_, bits) => bitsIn(bits))
const [froms, tos] = [new Uint32Array(flips.length), new Uint32Array(flips.length)]
/** As many entries of `nexts` lie in one cache line. */
const nextsTogether = 32

/** What is looked up: a part and the one after it; in how many bits the first may differ, and both together. */
export type LookUp = { key: number; next: number; radius: number; most: number }
/** Ids found so far, the first `count` of `ids`; one may be there several times. `read` only keeps the processor's reading
 *  ahead from being left out as useless. */
export type Hits = { ids: Uint32Array; count: number; read: number }

/** Finds the hashes whose part is near to `key` and whose following part does not differ too much either. */
export function lookUp({ starts, ids, nexts }: Run, { key, next, radius, most }: LookUp, hits: Hits): void {
  const ways = flipsWithin[radius] ?? 0
  let length = 0
  for (let way = 0; way < ways; way++) {
    const near = key ^ (flips[way] ?? 0)
    const [from, to] = [starts[near] ?? 0, starts[near + 1] ?? 0]
    froms[way] = from
    tos[way] = to
    length += to - from
  }
  hits.read ^= readAhead(nexts, ways)
  let count = hits.count
  const into = roomFor(count + length, hits)
  for (let way = 0; way < ways; way++) {
    const allowed = most - (setBits[flips[way] ?? 0] ?? 0)
    const to = tos[way] ?? 0
    for (let at = froms[way] ?? 0; at < to; at++)
      if ((setBits[(nexts[at] ?? 0) ^ next] ?? 0) <= allowed) into[count++] = ids[at] ?? 0
  }
  hits.count = count
}

function roomFor(count: number, hits: Hits): Uint32Array {
  if (hits.ids.length >= count) return hits.ids
  const larger = new Uint32Array(2 * count)
  larger.set(hits.ids.subarray(0, hits.count))
  hits.ids = larger
  return larger
}

/** Reads one word of each cache line that will be looked at: the processor then waits for all of them at once instead of
 *  for one after the other, which halves the time of a look-up. */
function readAhead(nexts: Uint16Array, ways: number): number {
  let read = 0
  for (let way = 0; way < ways; way++) {
    const to = tos[way] ?? 0
    for (let at = froms[way] ?? 0; at < to; at += nextsTogether) read ^= nexts[at] ?? 0
  }
  return read
}
