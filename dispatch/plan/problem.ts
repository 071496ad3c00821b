/** What is to be planned, read and checked: times in seconds, distances in metres, amounts as they were given. */

/** First and last moment, both allowed. */
export type Window = readonly [number, number]

export type Job = {
  place: number
  /** Seconds on arriving from another place, and seconds of work; with another value for some types of vehicle. */
  setup: number
  service: number
  setupPerType: Readonly<Record<string, number>>
  servicePerType: Readonly<Record<string, number>>
  /** What is brought to the job from the start, and what is taken from it to the end. */
  delivery: readonly number[]
  pickup: readonly number[]
  skills: readonly number[]
  /** 0 to 100: no number of lower ones outweighs a higher one, but their sum counts. */
  priority: number
  /** When the work may begin, in order, apart from each other; empty: whenever. */
  windows: readonly Window[]
}

export type Break = { service: number; windows: readonly Window[] }

export type Vehicle = {
  profile: string
  /** Places; null: the route begins at its first job, or ends at its last. */
  start: number | null
  end: number | null
  capacity: readonly number[]
  skills: readonly number[]
  type: string | null
  window: Window
  /** In the order in which they are taken. */
  breaks: readonly Break[]
  /** How much faster than its profile it is. */
  speed: number
  costs: { fixed: number; perHour: number; perTaskHour: number; perKm: number }
  most: { tasks: number; travel: number; metres: number }
  /** Jobs to begin with, in order; null where nothing is known. */
  steps: readonly number[] | null
}

/** From each place (row) to each (column), row after row. */
export type Matrices = { durations: Int32Array; distances: Int32Array | null; costs: Int32Array | null }

export type Problem = {
  jobs: readonly Job[]
  vehicles: readonly Vehicle[]
  /** How many places there are. */
  places: number
  /** How many kinds of amount there are. */
  amounts: number
  matrices: ReadonlyMap<string, Matrices>
}
