import { intervalsAt, type Table, tableOf } from './bits.ts'
import {
  type Codes,
  type Frame,
  frameOf,
  intervalOf,
  readCodes,
  readQuantisation,
  type Scan,
  scanOf,
  segmentAt,
} from './headers.ts'
import { type Blocks, type Part, type Plan, readScan } from './scan.ts'

/** One colour plane: its quantised coefficients (64 a block, in the order of rows) and the steps they stand for. */
export type Component = Blocks & { id: number; horizontal: number; vertical: number; steps: Uint16Array }

/** The picture of a JPEG before any of it was turned into pixels. `isWhole` is false where data were missing or broken;
 *  what could be read is there, the rest is zero. */
export type Coefficients = {
  width: number
  height: number
  isProgressive: boolean
  isWhole: boolean
  components: Component[]
}

/** `samples`: of all components together, two bytes each. `scans`: a progressive file has about ten; each visits every
 *  block, so that a file of a few bytes could otherwise ask for hours. */
const most = { samples: 80_000_000, scans: 64 }

/** The quantised coefficients of a JPEG; null where it is none of the kinds known here (baseline, extended, progressive
 *  Huffman of 8 bits), has no frame, or is larger than the limits. Only the first frame is read. */
export function readCoefficients(bytes: Uint8Array): Coefficients | null {
  const reading: Reading = { bytes, tables: new Map(), codes: new Map(), interval: 0, picture: null, scans: 0 }
  let at = 2
  for (let segment = segmentAt(bytes, at); segment; segment = segmentAt(bytes, at)) {
    at = segment.next
    if (segment.marker === 0xd9) break
    if (segment.marker === 0xda) {
      const next = readNextScan(reading, segment)
      if (next === null) break
      at = next
    } else if (!take(reading, segment)) return null
  }
  const { picture } = reading
  if (!picture || reading.scans === 0) return null
  return picture.read
}

type Picture = { frame: Frame; unitsAcross: number; unitsDown: number; read: Coefficients }
type Reading = {
  bytes: Uint8Array
  tables: Map<number, Uint16Array>
  codes: Map<number, Codes>
  interval: number
  picture: Picture | null
  scans: number
}

/** Takes in a segment that is no scan; false where the file cannot be read here at all. */
function take(reading: Reading, { marker, body }: { marker: number; body: Uint8Array }): boolean {
  if (marker === 0xdb) readQuantisation(body, reading.tables)
  else if (marker === 0xc4) readCodes(body, reading.codes)
  else if (marker === 0xdd) reading.interval = intervalOf(body)
  else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc && !reading.picture) {
    const frame = frameOf(marker, body)
    reading.picture = frame && emptyPicture(frame)
    return reading.picture !== null
  }
  return true
}

function emptyPicture(frame: Frame): Picture | null {
  const { width, height, isProgressive } = frame
  // A single component is never interleaved, whatever factors it declares.
  const declared =
    frame.components.length === 1 ? frame.components.map((one) => ({ ...one, across: 1, down: 1 })) : frame.components
  const widest = Math.max(...declared.map(({ across }) => across))
  const tallest = Math.max(...declared.map(({ down }) => down))
  const unitsAcross = Math.ceil(width / (8 * widest))
  const unitsDown = Math.ceil(height / (8 * tallest))
  const samples = declared.reduce((sum, { across, down }) => sum + unitsAcross * across * unitsDown * down * 64, 0)
  if (samples > most.samples) return null
  const components = declared.map(({ id, across, down }) => ({
    id,
    horizontal: across,
    vertical: down,
    stride: unitsAcross * across,
    across: Math.ceil((width * across) / (8 * widest)),
    down: Math.ceil((height * down) / (8 * tallest)),
    data: new Int16Array(unitsAcross * across * unitsDown * down * 64),
    steps: new Uint16Array(64),
  }))
  const read = { width, height, isProgressive, isWhole: true, components }
  return { frame: { ...frame, components: declared }, unitsAcross, unitsDown, read }
}

/** Reads the scan behind this segment; the place behind it, or null where reading has to end. */
function readNextScan(reading: Reading, { body, next }: { body: Uint8Array; next: number }): number | null {
  const { picture, bytes } = reading
  const scan = scanOf(body)
  if (!picture) return null
  if (++reading.scans > most.scans || !scan) {
    picture.read.isWhole = false
    return null
  }
  const coded = intervalsAt(bytes, next)
  const plan = planOf(reading, picture, scan)
  if (!plan || !readScan(plan, coded.intervals)) picture.read.isWhole = false
  return coded.next
}

function planOf({ tables, codes, interval }: Reading, picture: Picture, scan: Scan): Plan | null {
  const { frame, unitsAcross, unitsDown, read } = picture
  const parts: Part[] = []
  for (const { id, dc, ac } of scan.components) {
    const index = frame.components.findIndex((one) => one.id === id)
    const blocks = read.components[index]
    if (!blocks) return null
    blocks.steps = tables.get(frame.components[index]?.table ?? 0) ?? blocks.steps
    const { horizontal, vertical } = blocks
    parts.push({ blocks, horizontal, vertical, dc: tableFor(codes, dc), ac: tableFor(codes, 16 + ac), last: 0 })
  }
  const plain = { ...scan, from: 0, to: 63, high: 0, low: 0 }
  return {
    scan: frame.isProgressive ? scan : plain,
    parts,
    isProgressive: frame.isProgressive,
    unitsAcross,
    unitsDown,
    interval,
  }
}

const noCodes: Codes = { counts: new Uint8Array(16), symbols: new Uint8Array(0) }
const tableFor = (codes: Map<number, Codes>, number: number): Table => tableOf(codes.get(number) ?? noCodes)
