import { kilometres, roads } from '../../place.ts'
import type { Matrices } from '../problem.ts'
import { Fields, listAt, numberAt, unexpected } from './fields.ts'

/** More would not fit into memory: 12,000² numbers of four bytes are 576 MB. */
export const mostPlaces = 12_000

/** The matrices by profile, all of the same size; null when none are given. */
export function matricesIn(problem: Fields): { size: number; of: Map<string, Matrices> } | null {
  if (!problem.has('matrices')) return null
  const given = problem.get('matrices')
  const path = problem.at('matrices')
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw unexpected(path, 'an object', given)
  let size = 0
  const of = new Map<string, Matrices>()
  for (const [profile, value] of Object.entries(given)) {
    const fields = new Fields(`${path}.${profile}`, value, ['durations', 'distances', 'costs'])
    if (!fields.has('durations')) throw unexpected(fields.at('durations'), 'a matrix', undefined)
    const rows = fields.list('durations').length
    if (rows === 0 || rows > mostPlaces) throw unexpected(fields.at('durations'), `1 to ${mostPlaces} rows`, rows)
    if (size > 0 && rows !== size)
      throw unexpected(fields.at('durations'), `as many rows as in the other matrices, ${size}`, rows)
    size = rows
    const read = (name: string) => (fields.has(name) ? matrixIn(fields, name, size) : null)
    of.set(profile, {
      durations: matrixIn(fields, 'durations', size),
      distances: read('distances'),
      costs: read('costs'),
    })
  }
  return size === 0 ? null : { size, of }
}

function matrixIn(fields: Fields, name: string, size: number): Int32Array {
  const matrix = new Int32Array(size * size)
  const rows = fields.list(name)
  if (rows.length !== size) throw unexpected(fields.at(name), `a matrix of ${size} rows`, rows.length)
  for (const [row, [path, values]] of rows.entries()) {
    if (!Array.isArray(values)) throw unexpected(path, 'a list', values)
    if (values.length !== size) throw new Error(`${path}: ${size} values were expected, ${values.length} found`)
    for (let column = 0; column < size; column++) {
      const value: unknown = values[column]
      matrix[row * size + column] = numberAt(`${path}[${column}]`, value, {})
    }
  }
  return matrix
}

/** [longitude, latitude] in degrees. */
export type Coordinates = readonly [number, number]

export function coordinatesAt(path: string, value: unknown): Coordinates {
  const pair = listAt(path, value)
  if (pair.length !== 2) throw unexpected(path, '[longitude, latitude]', value)
  const [longitude = 0, latitude = 0] = pair.map(([at, each], i) =>
    numberAt(at, each, { from: i === 0 ? -180 : -90, to: i === 0 ? 180 : 90, isFraction: true }),
  )
  return [longitude, latitude]
}

/** Ways between places, great circles lengthened as roads are (approach.ts): seconds and metres. */
export function waysBetween(places: readonly Coordinates[]): Matrices {
  const size = places.length
  const durations = new Int32Array(size * size)
  const distances = new Int32Array(size * size)
  const points = places.map(([longitude, latitude]) => ({ longitude, latitude }))
  for (const [a, from] of points.entries())
    for (let b = 0; b < a; b++) {
      const to = points[b]
      const km = to ? kilometres(from, to) * roads.longer : 0
      const seconds = Math.round((km / roads.kilometresPerHour) * 3_600)
      const metres = Math.round(km * 1_000)
      durations[a * size + b] = seconds
      durations[b * size + a] = seconds
      distances[a * size + b] = metres
      distances[b * size + a] = metres
    }
  return { durations, distances, costs: null }
}
