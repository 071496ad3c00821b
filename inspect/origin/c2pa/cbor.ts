import { decode } from 'cbor2/decoder'
import { Tag } from 'cbor2/tag'

/** A value out of CBOR whose shape is not known yet; asked by the functions below, so that nothing foreign is trusted. */
export type Value = unknown

/** Decodes CBOR; null when it is none. Maps stay maps, tags are taken off. */
export function cbor(bytes: Uint8Array): Value {
  try {
    return decode(bytes, { preferMap: true, maxDepth: 32 })
  } catch {
    return null
  }
}

const bare = (value: Value): Value => (value instanceof Tag ? value.contents : value)

/** What a map holds under this key; undefined for everything else. */
export function at(value: Value, key: string | number): Value {
  const map = bare(value)
  return map instanceof Map ? bare(map.get(key)) : undefined
}

export function listOf(value: Value): Value[] {
  const list = bare(value)
  return Array.isArray(list) ? list.slice(0, 1_000).map(bare) : []
}

export const textAt = (value: Value, key: string | number): string => {
  const text = at(value, key)
  return typeof text === 'string' ? text : ''
}

export const numberAt = (value: Value, key: string | number): number | null => {
  const number = at(value, key)
  return typeof number === 'number' ? number : typeof number === 'bigint' ? Number(number) : null
}

export const bytesAt = (value: Value, key: string | number): Uint8Array | null => bytesOf(at(value, key))

export function bytesOf(value: Value): Uint8Array | null {
  const bytes = bare(value)
  return bytes instanceof Uint8Array ? bytes : null
}
