/** Properties of an XMP packet by an own tolerant scan, not by an XML parser: packets in the wild are cut, end their first
 *  line with `"??>` (Jimeng), use a prefix other than they declare, or are none at all; what they say still counts.
 *  One pass per name, linear in the packet. */
import { type Piece, textOf } from './bytes.ts'

const most = { value: 256 << 10, values: 20, mentions: 5_000, head: 2_000 }

const texts = new WeakMap<Piece, string>()

/** A packet as text. */
export function packetOf(piece: Piece): string {
  const before = texts.get(piece)
  if (before !== undefined) return before
  const text = textOf(piece.bytes)
  texts.set(piece, text)
  return text
}

/** The values of a property with this local name, whatever its prefix: as attribute, as element, or as a list in one. */
export function valuesOf(packet: string, name: string): string[] {
  const values: string[] = []
  let at = packet.indexOf(name)
  for (let i = 0; at >= 0 && i < most.mentions && values.length < most.values; i++, at = packet.indexOf(name, at + 1)) {
    const prefix = prefixBefore(packet, at)
    const next = packet[at + name.length] ?? ''
    if (prefix === null || !/[\s=>/]/.test(next)) continue
    const value = prefix.isElement
      ? elementAt(packet, at + name.length, `${prefix.name}${name}`)
      : attributeAt(packet, at + name.length)
    if (value !== null) values.push(...value)
  }
  return values
}

/** What stands before a name: `<x:` of an element or ` x:` of an attribute; null when it is in the middle of something. */
function prefixBefore(packet: string, at: number): { name: string; isElement: boolean } | null {
  const before = /([<\s])([\w.-]{1,40}:)?$/.exec(packet.slice(Math.max(0, at - 42), at))
  return before ? { name: before[2] ?? '', isElement: before[1] === '<' } : null
}

function attributeAt(packet: string, at: number): string[] | null {
  const head = /^\s*=\s*(["'])/.exec(packet.slice(at, at + 20))
  const quote = head?.[1]
  if (!head || !quote) return null
  const from = at + head[0].length
  const end = endOf(packet, quote, from)
  return [decode(packet.slice(from, end))]
}

/** The content of an element; of a list its items; of a structure its `resource`; cut off, what is there. */
function elementAt(packet: string, at: number, name: string): string[] | null {
  const open = packet.slice(at, at + most.head).indexOf('>')
  if (open < 0) return null
  const head = packet.slice(at, at + open)
  const resource = /rdf:resource\s*=\s*["']([^"']*)/.exec(head)?.[1]
  if (resource !== undefined) return [decode(resource)]
  if (head.endsWith('/')) return ['']
  const body = packet.slice(at + open + 1, endOf(packet, `</${name}`, at + open + 1))
  const items = [...body.matchAll(/<rdf:li(?:\s[^>]{0,500})?>([^<]*)/g)].slice(0, most.values)
  if (items.length > 0) return items.map(([, item]) => decode(item ?? ''))
  const plain = /^\s*<!\[CDATA\[([\s\S]*?)\]\]>\s*$/.exec(body)?.[1]
  return [plain ?? decode(body.replace(/<[^>]*>/g, ' '))]
}

function endOf(packet: string, mark: string, from: number): number {
  const end = packet.slice(from, from + most.value).indexOf(mark)
  return end < 0 ? Math.min(packet.length, from + most.value) : from + end
}

const named: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" }

/** Entities made into the letters they stand for. */
export const decode = (text: string): string => text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,4});/gi, letterOf).trim()

function letterOf(entity: string, name: string): string {
  if (!name.startsWith('#')) return named[name.toLowerCase()] ?? entity
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : entity
}

/** Whether a packet was begun and not ended: it opens what it never closes. */
export function isCutOff(packet: string): boolean {
  const opened = /<(x:xmpmeta|x:xapmeta|rdf:RDF)[\s>]/.exec(packet)?.[1]
  return opened !== undefined && !packet.includes(`</${opened}`)
}
