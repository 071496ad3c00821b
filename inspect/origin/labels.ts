/** The implicit label of GB 45438-2025, annex E, wherever a file may carry it: the XMP property of the TC260 guides, the
 *  keyword AIGC of PNG and of videos, EXIF comments, a bare segment of JPEG. Read in every place: copies disagree. */
import type { LabelRead } from '../report.ts'
import type { Text } from './read/bytes.ts'
import { find, textOf } from './read/bytes.ts'
import { partsOf } from './read/file.ts'
import type { Parts } from './read/parts.ts'
import { decode, valuesOf } from './read/xmp.ts'
import { type Said, saidBy } from './said.ts'

/** The fields of a label; '' where one is missing. */
export type Label = {
  label: string
  producer: string
  produceId: string
  propagator: string
  propagateId: string
  /** Tencent Cloud's variant names a provider and has no `Label`. */
  provider: string
}
/** One copy: where it stood, and what it says; null where it cannot be read. */
export type LabelCopy = { where: string; raw: string; says: Label | null }

const most = { copies: 20, text: 64 << 10 }
const fields =
  /^(Label|ContentProducer|ProduceID|ReservedCode1|ContentPropagator|PropagateID|ReservedCode2|ServiceProvider|ServiceUser)$/

/** Every copy of the label in a file, in the order of the places. */
export function labelsIn(parts: Parts, said: Said): LabelCopy[] {
  const fromXmp = said.packets.flatMap(({ where, text }) =>
    valuesOf(text, 'AIGC').map((value) => copyOf(`XMP (${where})`, value)),
  )
  const fromTexts = said.texts.flatMap((text) => copiesIn(text))
  const copies = [...fromXmp, ...fromTexts, ...inTail(parts)]
  return copies.filter((copy) => copy !== null).slice(0, most.copies)
}

/** A text filed under AIGC is a label; another is one when it contains one. */
function copiesIn({ where, key, value }: Text): (LabelCopy | null)[] {
  const place = key && !where.startsWith('XMP') ? `${where} ${key}` : where
  if (/(^|[.:])AIGC$/i.test(key)) return [copyOf(place, value)]
  // The XMP property itself has been read above.
  if (!value.includes('AIGC') || where.startsWith('XMP')) return []
  const from = value.search(/AIGC["'\\]{0,2}\s*:?\s*["'\\]{0,2}\s*\{/)
  return from < 0 ? [] : [copyOf(place, value.slice(from))]
}

/** Some tools leave the label behind the picture. */
function inTail({ tail }: Parts): (LabelCopy | null)[] {
  if (!tail) return []
  const end = tail.bytes.subarray(Math.max(0, tail.bytes.length - (64 << 10)))
  return find(end, 'AIGC') < 0 ? [] : copiesIn({ where: 'tail', key: '', value: textOf(end) })
}

/** Reads one copy. Empty values are no label: programs that scrub leave them. */
function copyOf(where: string, value: string): LabelCopy | null {
  const raw = value.slice(0, most.text).trim()
  if (raw === '') return null
  const forms = [raw, decode(raw), raw.replaceAll('\\"', '"'), decode(decode(raw)).replaceAll('\\"', '"')]
  for (const form of forms) {
    const says = fieldsIn(objectIn(form))
    if (says) return { where, raw, says }
  }
  return { where, raw, says: null }
}

/** The first thing in braces that is JSON, quotes respected. */
function objectIn(text: string): unknown {
  const from = text.indexOf('{')
  if (from < 0) return null
  let depth = 0
  let inQuotes = false
  for (let i = from; i < text.length; i++) {
    const letter = text[i]
    if (inQuotes) {
      if (letter === '\\') i++
      else if (letter === '"') inQuotes = false
    } else if (letter === '"') inQuotes = true
    else if (letter === '{') depth++
    else if (letter === '}' && --depth === 0) return parsed(text.slice(from, i + 1))
  }
  return null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The fields of a label, from the object itself or from what it holds under AIGC. */
function fieldsIn(value: unknown, depth = 0): Label | null {
  if (typeof value !== 'object' || value === null || depth > 3) return null
  const map = new Map(Object.entries(value))
  const inner = [...map].find(([key]) => /^AIGC$/i.test(key))?.[1]
  if (inner !== undefined) return fieldsIn(typeof inner === 'string' ? objectIn(inner) : inner, depth + 1)
  if (![...map.keys()].some((key) => fields.test(key))) return null
  const word = (key: string) => {
    const said = map.get(key)
    return typeof said === 'string' || typeof said === 'number' ? String(said).trim() : ''
  }
  return {
    label: word('Label'),
    producer: word('ContentProducer'),
    produceId: word('ProduceID'),
    propagator: word('ContentPropagator'),
    propagateId: word('PropagateID'),
    provider: word('ServiceProvider'),
  }
}

/** Characters of a field; the standard's codes have 27, numbers of content a few dozen. */
const longest = 256

/** What can be read of the labels in a file, each once; none of a file that cannot be taken apart. */
export function labelsRead(bytes: Uint8Array): LabelRead[] {
  const copies = copiesOf(bytes).flatMap(({ where, says }) => (says ? [{ where, ...says }] : []))
  const once = new Map(
    copies.map((copy) => [`${copy.label}|${copy.producer}|${copy.provider}|${copy.produceId}`, copy]),
  )
  return [...once.values()].map(({ where, label, producer, provider, produceId, propagator, propagateId }) => ({
    ...{ where, label: label.slice(0, longest), producer: (producer || provider).slice(0, longest) },
    ...{ produceId: produceId.slice(0, longest), propagator: propagator.slice(0, longest) },
    propagateId: propagateId.slice(0, longest),
  }))
}

function copiesOf(bytes: Uint8Array): LabelCopy[] {
  try {
    const parts = partsOf(bytes)
    return labelsIn(parts, saidBy(parts))
  } catch {
    return [] // the finding of the probe that reads the same says so
  }
}
