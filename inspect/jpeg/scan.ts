/** Huffman decoding of one scan, sequential or progressive (ITU-T T.81 annexes F and G), into quantised coefficients.
 *  Broken data end the restart interval, never the reading.
 *  Cost: O(coded symbols + blocks); 12 MP at quality 90 about 0.2 s. */
import { type Bits, longEntry, peek, signed, symbolOf, type Table, take } from './bits.ts'
import { type Scan, zigzag } from './headers.ts'

/** The blocks of one component: `data` holds 64 coefficients a block in the order of rows, blocks in rows of `stride`
 *  (whole units, as interleaved scans count); the picture itself covers `across` × `down` of them. */
export type Blocks = { data: Int16Array; stride: number; across: number; down: number }

/** One component in a scan, with what is carried from block to block. */
export type Part = { blocks: Blocks; horizontal: number; vertical: number; dc: Table; ac: Table; last: number }

/** What a scan is read with: where its parts are, how many units lie between two restarts. */
export type Plan = {
  scan: Scan
  parts: Part[]
  isProgressive: boolean
  unitsAcross: number
  unitsDown: number
  interval: number
}

type Step = (bits: Bits, part: Part, at: number) => boolean

/** Reads a scan. True when every unit was there. */
export function readScan(plan: Plan, intervals: Bits[]): boolean {
  const { parts, unitsAcross, unitsDown, interval } = plan
  const [only] = parts
  const isSingle = parts.length === 1 && only !== undefined
  const units = isSingle ? only.blocks.across * only.blocks.down : unitsAcross * unitsDown
  const each = interval || units
  let isWhole = true
  for (let start = 0, i = 0; start < units; start += each, i++) {
    const bits = intervals[i]
    if (!bits) return false
    const range = { from: start, to: Math.min(units, start + each) }
    const step = stepOf(plan)
    for (const part of parts) part.last = 0
    const isRead = isSingle ? single({ bits, part: only, step }, range) : interleaved(plan, { bits, step }, range)
    isWhole &&= isRead
  }
  return isWhole
}

type Range = { from: number; to: number }

function single({ bits, part, step }: { bits: Bits; part: Part; step: Step }, { from, to }: Range): boolean {
  const { across, stride } = part.blocks
  for (let unit = from; unit < to; unit++) {
    const row = Math.floor(unit / across)
    if (!step(bits, part, (row * stride + unit - row * across) * 64) || bits.at > bits.end) return false
  }
  return true
}

function interleaved(plan: Plan, { bits, step }: { bits: Bits; step: Step }, { from, to }: Range): boolean {
  for (let unit = from; unit < to; unit++) {
    const row = Math.floor(unit / plan.unitsAcross)
    const column = unit - row * plan.unitsAcross
    for (const part of plan.parts) if (!readUnit({ bits, step, part }, row, column)) return false
    if (bits.at > bits.end) return false
  }
  return true
}

function readUnit({ bits, step, part }: { bits: Bits; step: Step; part: Part }, row: number, column: number): boolean {
  const { horizontal, vertical, blocks } = part
  for (let v = 0; v < vertical; v++) {
    const first = (row * vertical + v) * blocks.stride + column * horizontal
    for (let h = 0; h < horizontal; h++) if (!step(bits, part, (first + h) * 64)) return false
  }
  return true
}

function stepOf({ scan, isProgressive }: Plan): Step {
  if (!isProgressive) return sequential
  if (scan.from === 0) return scan.high === 0 ? firstMean(scan) : laterMean(scan)
  return scan.high === 0 ? firstBand(scan) : laterBand(scan)
}

function sequential(bits: Bits, part: Part, at: number): boolean {
  const size = symbolOf(bits, part.dc)
  if (size < 0 || size > 15) return false
  const { data } = part.blocks
  part.last += signed(take(bits, size), size)
  data[at] = part.last
  const { ac } = part
  const { fast } = ac
  let place = bits.at
  for (let k = 1; k < 64; k++) {
    const word = peek(bits, place)
    const entry = (fast[word >>> 22] ?? 0) || longEntry(ac, word >>> 16)
    if (entry === 0) return false
    const length = entry >>> 8
    const wanted = entry & 15
    k += (entry >>> 4) & 15
    place += length
    if (wanted === 0) {
      if ((entry & 0xf0) !== 0xf0) break
      continue
    }
    const value = (length + wanted <= 25 ? word << length : peek(bits, place)) >>> (32 - wanted)
    place += wanted
    data[at + (zigzag[k] ?? 63)] = value < 1 << (wanted - 1) ? value - (1 << wanted) + 1 : value
  }
  bits.at = place
  return true
}

const firstMean =
  ({ low }: Scan): Step =>
  (bits, part, at) => {
    const size = symbolOf(bits, part.dc)
    if (size < 0 || size > 15) return false
    part.last += signed(take(bits, size), size)
    part.blocks.data[at] = part.last << low
    return true
  }

const laterMean =
  ({ low }: Scan): Step =>
  (bits, part, at) => {
    if (take(bits, 1)) part.blocks.data[at] = (part.blocks.data[at] ?? 0) | (1 << low)
    return true
  }

function firstBand({ from, to, low }: Scan): Step {
  let empty = 0
  return (bits, { blocks, ac }, at) => {
    if (empty > 0) {
      empty--
      return true
    }
    for (let k = from; k <= to; k++) {
      const symbol = symbolOf(bits, ac)
      if (symbol < 0) return false
      const [run, size] = [symbol >> 4, symbol & 15]
      if (size === 0 && run < 15) {
        empty = (1 << run) + take(bits, run) - 1
        break
      }
      k += run
      if (size > 0) blocks.data[at + (zigzag[k] ?? 63)] = signed(take(bits, size), size) << low
    }
    return true
  }
}

/** Refinement: known coefficients get a further bit, new ones of one unit are put between them. */
function laterBand({ from, to, low }: Scan): Step {
  const unit = 1 << low
  let empty = 0
  return (bits, { blocks: { data }, ac }, at) => {
    let k = from
    while (empty === 0 && k <= to) {
      const symbol = symbolOf(bits, ac)
      if (symbol < 0) return false
      const [run, size] = [symbol >> 4, symbol & 15]
      if (size === 0 && run < 15) empty = (1 << run) + take(bits, run)
      else {
        const value = size === 0 ? 0 : take(bits, 1) ? unit : -unit
        k = passOver({ bits, data, unit, to }, { at, k, zeros: run })
        if (value !== 0 && k <= to) data[at + (zigzag[k] ?? 63)] = value
        k++
      }
    }
    if (empty > 0) {
      passOver({ bits, data, unit, to }, { at, k, zeros: 64 })
      empty--
    }
    return true
  }
}

type Refined = { bits: Bits; data: Int16Array; unit: number; to: number }

/** Goes over so many zeros, giving each known coefficient on the way its bit; the place behind them. */
function passOver(
  { bits, data, unit, to }: Refined,
  { at, k, zeros }: { at: number; k: number; zeros: number },
): number {
  let left = zeros
  let here = k
  for (; here <= to; here++) {
    const index = at + (zigzag[here] ?? 63)
    const known = data[index] ?? 0
    if (known === 0) {
      if (left === 0) break
      left--
    } else if (take(bits, 1) && (Math.abs(known) & unit) === 0) data[index] = known + (known > 0 ? unit : -unit)
  }
  return here
}
