import { addMonths, type Day } from './ageing.ts'
import { type ApplianceKind, applianceCodes } from './kinds.ts'

/** What a label on an appliance tells (机身码): an address that any phone camera opens. What it tells stands behind `#`,
 *  so that no server, proxy or log on the way sees the serial number. */
export type Label = {
  kind: ApplianceKind
  brand: string
  model: string
  serial: string | null
  soldOn: Day | null
  warrantyUntil: Day | null
}

const longest = { brand: 40, model: 60, serial: 60 } as const
const unseen = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u

/** Reads a label: the whole address, or what stands behind its `#` or `?`. Makers print `k` kind, `b` brand, `m` model,
 *  `s` serial number, `d` day of sale and `w` months of warranty, or `u` its last day. Null for what is no label. */
export function readLabel(text: string): Label | null {
  if (text.length > 1_000) return null
  const address = /^(?:https?:\/\/[^/?#\s]+)?\/a(?:[?#](.*))?$/.exec(text)
  const fields = new URLSearchParams(address ? (address[1] ?? '') : text.replace(/^[?#]/, ''))
  const field = (name: string, most: number): string | null => {
    const value = fields.get(name)?.trim() ?? ''
    return value && value.length <= most && !unseen.test(value) ? value : null
  }
  const kind = applianceCodes.find((code) => code === fields.get('k'))
  const brand = field('b', longest.brand)
  const model = field('m', longest.model)
  if (!kind || !brand || !model) return null
  const soldOn = dayIn(fields.get('d'))
  const warrantyUntil = dayIn(fields.get('u')) ?? endOf(soldOn, Number(fields.get('w') ?? Number.NaN))
  return { kind, brand, model, serial: field('s', longest.serial), soldOn, warrantyUntil }
}

/** The address that a label of this installation holds; `readLabel` reads it back. */
export function labelAddress(base: string, { kind, brand, model, serial, soldOn, warrantyUntil }: Label): string {
  const fields = { k: kind, b: brand, m: model, s: serial, d: soldOn, u: warrantyUntil }
  const known = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null)
  return `${base}/a#${new URLSearchParams(known)}`
}

/** The maker's term in months, counted from the day of sale. */
const endOf = (soldOn: Day | null, months: number): Day | null =>
  soldOn && Number.isInteger(months) && months >= 1 && months <= 600 ? addMonths(soldOn, months) : null

/** A day that the calendar has, or null. */
const dayIn = (text: string | null): Day | null =>
  text !== null && /^(19|20)\d\d-(0[1-9]|1[0-2])-\d\d$/.test(text) && addMonths(text, 0) === text ? text : null
