/** Reads the fields of foreign JSON: each says what was expected, where, and what was found. Throws such sentences. */

/** A whole number between two bounds; what holds if it is missing. */
export type Bounds = { from?: number; to?: number; or?: number; isFraction?: boolean }

const largest = 2 ** 31 - 1

export class Fields {
  readonly path: string
  readonly #value: Readonly<Record<string, unknown>>

  /** Throws when it is no object, or has a field that is not among the known ones. */
  constructor(path: string, value: unknown, known: readonly string[]) {
    this.path = path
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(path, 'an object', value)
    this.#value = value as Record<string, unknown> // looked at just above
    for (const name of Object.keys(value))
      if (!known.includes(name))
        throw new Error(`${this.at(name)}: unknown field; ${known.join(', ')} can be read here`)
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined
  }

  get(name: string): unknown {
    return this.#value[name]
  }

  number(name: string, bounds: Bounds = {}): number {
    const value = this.#value[name]
    return value === undefined && bounds.or !== undefined ? bounds.or : numberAt(this.at(name), value, bounds)
  }

  text(name: string): string | null {
    const value = this.#value[name]
    if (value === undefined) return null
    if (typeof value !== 'string') throw unexpected(this.at(name), 'a text', value)
    return value
  }

  /** Each element with its path; without the field none. */
  list(name: string): [path: string, value: unknown][] {
    const value = this.#value[name]
    return value === undefined ? [] : listAt(this.at(name), value)
  }

  numbers(name: string): number[] {
    return this.list(name).map(([path, value]) => numberAt(path, value, {}))
  }

  /** Numbers by name, as `service_per_type` has them. */
  table(name: string): Record<string, number> {
    const value = this.#value[name]
    if (value === undefined) return {}
    const path = this.at(name)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(path, 'an object', value)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, numberAt(`${path}.${key}`, each, {})]))
  }
}

export function listAt(path: string, value: unknown): [path: string, value: unknown][] {
  if (!Array.isArray(value)) throw unexpected(path, 'a list', value)
  return value.map((each, i) => [`${path}[${i}]`, each])
}

export function numberAt(path: string, value: unknown, { from = 0, to = largest, isFraction = false }: Bounds): number {
  const isFit = typeof value === 'number' && value >= from && value <= to && (isFraction || Number.isInteger(value))
  if (!isFit) throw unexpected(path, `a ${isFraction ? '' : 'whole '}number from ${from} to ${to}`, value)
  return value
}

export function unexpected(path: string, expected: string, value: unknown): Error {
  const shown = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  const found = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
  return new Error(`${path === '' ? 'the problem' : path}: ${expected} was expected, ${found} found`)
}
