import { type Box, boxesIn, boxesOf, numbersIn, type Read } from './boxes.ts'
import { secondsOf } from './length.ts'

/** Bytes of a file from the first to before the second. */
export type Range = [number, number]
type Iso =
  | { is: 'avif' }
  | { is: 'heic'; width: number; height: number; hidden: Range[] }
  | { is: 'video'; mime: string; seconds: number; hidden: Range[] }

const most = { meta: 4 << 20, moov: 32 << 20, items: 20_000 }
const videoBrands = /^(isom|iso\d|mp4\d|avc1|qt {2}|M4V |3gp.|MSNV|dash)$/
const stillBrands = /^(hei[cxms]|hev[cx]|mif1|msf1)$/
/** Boxes that tell of places, devices and people, or whatever a program liked to leave. */
const telling = new Set(['udta', 'meta', 'uuid', 'free', 'skip', 'wide'])

/** What a file that begins with `ftyp` is, by walking its boxes; nothing is decoded. Throws when it is none of these. */
export async function lookAtIso(read: Read, size: number): Promise<Iso> {
  const top = await boxesOf(read, size)
  const [first] = top
  if (first?.type !== 'ftyp') throw new Error('no ftyp')
  const said = (await read(first.body, Math.min(first.end - first.body, 1_024))).toString('latin1')
  const brands = [said.slice(0, 4), ...(said.slice(8).match(/.{4}/gs) ?? [])]
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { is: 'avif' }
  if (!top.some(({ type }) => type === 'mdat')) throw new Error('a file without content')
  const content = async (type: string, limit: number) => {
    const box = top.find((one) => one.type === type)
    if (!box || box.end - box.body > limit) throw new Error(`no ${type} that can be read`)
    return { box, bytes: await read(box.body, box.end - box.body) }
  }
  if (stillBrands.test(brands[0] ?? '')) {
    const { box, bytes } = await content('meta', most.meta)
    const others = top.filter(({ type }) => type !== 'meta' && telling.has(type)).flatMap(blanked)
    const { width, height, hidden } = lookAtHeif(bytes, { base: box.body, size })
    return { is: 'heic', width, height, hidden: [...hidden, ...others] }
  }
  if (!videoBrands.test(brands[0] ?? '')) throw new Error('neither a photo nor a video')
  const { box, bytes } = await content('moov', most.moov)
  const mime = brands[0] === 'qt  ' ? 'video/quicktime' : 'video/mp4'
  const others = top.filter(({ type }) => telling.has(type)).flatMap(blanked)
  const seconds = await secondsOf(read, top, bytes)
  return { is: 'video', mime, seconds, hidden: [...tellingIn(bytes, box.body), ...others] }
}

/** The type and the content of a box: readers pass over a box of no known type. */
const blanked = ({ at, body, end }: Box): Range[] => [
  [at + 4, at + 8],
  [body, end],
]

/** What the head of a video tells, of the whole and of each track. Throws when it has no track. */
function tellingIn(moov: Buffer, base: number): Range[] {
  const boxes = boxesIn(moov)
  const tracks = boxes.filter(({ type }) => type === 'trak')
  if (tracks.length === 0 || !boxes.some(({ type }) => type === 'mvhd')) throw new Error('no track')
  const inner = tracks.flatMap(({ body, end }) => boxesIn(moov.subarray(0, end), body))
  const moved = ({ at, body, end, type }: Box) => ({ type, at: at + base, body: body + base, end: end + base })
  return [...boxes, ...inner].filter(({ type }) => telling.has(type)).flatMap((box) => blanked(moved(box)))
}

/** The size of the largest picture, and where Exif and XMP lie. `meta` stands at `base` in a file of `size` bytes. */
function lookAtHeif(meta: Buffer, { base, size }: { base: number; size: number }) {
  const boxes = boxesIn(meta, 4)
  const part = (type: string) => {
    const box = boxes.find((one) => one.type === type)
    if (!box) throw new Error(`no ${type}`)
    return meta.subarray(box.body, box.end)
  }
  const kinds = kindsOf(part('iinf'))
  const idat = boxes.find(({ type }) => type === 'idat')
  const places = placesOf(part('iloc')).map(({ id, isInside, from, length }) => {
    const start = isInside ? base + (idat?.body ?? Number.NaN) + from : from
    if (!(length > 0 && start + length <= size)) throw new Error('an item lies outside the file')
    return { kind: kinds.get(id), range: [start, start + length] satisfies Range }
  })
  if (!places.some(({ kind }) => kind === 'hvc1' || kind === 'hev1')) throw new Error('no picture in it')
  const sizes = sizesIn(part('iprp'))
  const largest = sizes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), { width: 0, height: 0 })
  if (largest.width === 0 || largest.height === 0) throw new Error('a picture of no size')
  const hidden = places.filter(({ kind }) => /^(Exif|mime|uri )$/.test(kind ?? '')).map(({ range }) => range)
  return { ...largest, hidden }
}

/** What each item is: `iinf`. */
function kindsOf(iinf: Buffer): Map<number, string> {
  const start = iinf[0] === 0 ? 6 : 8
  const kinds = new Map<number, string>()
  for (const { body, type } of boxesIn(iinf, start)) {
    if (type !== 'infe') continue
    const id = iinf[body] === 3 ? iinf.readUInt32BE(body + 4) : iinf.readUInt16BE(body + 4)
    const at = body + (iinf[body] === 3 ? 10 : 8)
    kinds.set(id, iinf.toString('latin1', at, at + 4))
  }
  return kinds
}

type Placed = { id: number; isInside: boolean; from: number; length: number }
/** Where each piece of each item lies: `iloc`; inside `idat`, or in the file. */
function placesOf(iloc: Buffer): Placed[] {
  const next = numbersIn(iloc)
  const version = next(1)
  next(3)
  const widths = next(2)
  const [offset, length, start, index] = [widths >> 12, (widths >> 8) & 15, (widths >> 4) & 15, widths & 15]
  const count = next(version < 2 ? 2 : 4)
  const found: Placed[] = []
  for (let i = 0; i < count; i++) {
    const id = next(version < 2 ? 2 : 4)
    const isInside = version > 0 && (next(2) & 15) === 1
    next(2)
    const from = next(start)
    for (let pieces = next(2); pieces > 0; pieces--) {
      if (version > 0) next(index)
      found.push({ id, isInside, from: from + next(offset), length: next(length) })
      if (found.length > most.items) throw new Error('too many items')
    }
  }
  return found
}

/** The sizes that `ispe` properties state. */
function sizesIn(iprp: Buffer): { width: number; height: number }[] {
  const ipco = boxesIn(iprp).find(({ type }) => type === 'ipco')
  if (!ipco) throw new Error('no ipco')
  return boxesIn(iprp.subarray(0, ipco.end), ipco.body)
    .filter(({ type }) => type === 'ispe')
    .map(({ body }) => ({ width: iprp.readUInt32BE(body + 4), height: iprp.readUInt32BE(body + 8) }))
}
