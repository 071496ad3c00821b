import type { Break, Job, Matrices, Problem, Vehicle, Window } from './problem.ts'

export type Numbers = Int32Array | Float64Array

/** Travel between places, row after row of `width`; `timeTo` and `costTo` are turned over: what leads to a place lies
 *  together. */
export type Travel = { time: Int32Array; timeTo: Int32Array; cost: Numbers; costTo: Numbers; metres: Int32Array | null }

/** Vehicles that are alike in everything: which of them drives a route does not matter. */
export type Kind = {
  travel: Travel
  start: number
  end: number
  opens: number
  closes: number
  capacity: Float64Array
  breaks: readonly Break[]
  fixed: number
  /** Cost of a second of set-up or service. */
  perTaskSecond: number
  most: Vehicle['most']
  setup: Float64Array
  service: Float64Array
  /** Cost of a route with this job only; Infinity where this kind cannot serve it. */
  alone: Float64Array
  vehicles: Int32Array
}

/** The problem as arrays. Nodes: the jobs, then a start for each vehicle, then an end for each. */
export type Model = {
  jobs: number
  vehicles: number
  amounts: number
  /** Places, with the one that is nowhere (no way to or from it takes any time). */
  width: number
  kinds: readonly Kind[]
  kindOf: Int32Array
  placeOf: Int32Array
  /** First and last moment at which a job may begin, and all its windows where it has several. */
  opens: Float64Array
  closes: Float64Array
  windows: readonly (readonly Window[])[]
  delivery: Float64Array
  pickup: Float64Array
  /** What is lost when a job is not served: priorities first, then how many. */
  loss: Float64Array
  /** At most one window a job, no set-up, no breaks, no limits of a route's length, no cost of work, amounts that are
   *  all brought or all taken: looked at in a faster way. */
  isPlain: boolean
  /** Both brought and taken: the load is looked at on the whole way. */
  isMixed: boolean
  /** One more than the most breaks of a vehicle. */
  stages: number
}

/** Puts a problem into arrays; takes time and memory in proportion to the matrices. */
export function modelOf(problem: Problem): Model {
  const { jobs, vehicles } = problem
  const width = problem.places + 1
  const kindOf = new Int32Array(vehicles.length)
  const kinds = kindsOf(problem, kindOf)
  const places = [
    ...jobs.map((job) => job.place),
    ...vehicles.map(({ start }) => start ?? problem.places),
    ...vehicles.map(({ end }) => end ?? problem.places),
  ]
  const all = (amounts: (job: Job) => readonly number[]) => Float64Array.from(jobs.flatMap(amounts))
  const [delivery, pickup] = [all((job) => job.delivery), all((job) => job.pickup)]
  const model: Model = {
    jobs: jobs.length,
    vehicles: vehicles.length,
    amounts: problem.amounts,
    width,
    kinds,
    kindOf,
    placeOf: Int32Array.from(places),
    opens: Float64Array.from(jobs, ({ windows }) => windows[0]?.[0] ?? Number.NEGATIVE_INFINITY),
    closes: Float64Array.from(jobs, ({ windows }) => windows.at(-1)?.[1] ?? Number.POSITIVE_INFINITY),
    windows: jobs.map(({ windows }) => windows),
    delivery,
    pickup,
    loss: Float64Array.from(jobs, ({ priority }) => priority * (jobs.length + 1) + 1),
    isPlain: isPlain(problem),
    isMixed: delivery.some((amount) => amount > 0) && pickup.some((amount) => amount > 0),
    stages: 1 + Math.max(0, ...vehicles.map(({ breaks }) => breaks.length)),
  }
  return { ...model, isPlain: model.isPlain && !model.isMixed }
}

function isPlain({ jobs, vehicles }: Problem): boolean {
  const isFree = ({ most, breaks, costs }: Vehicle) =>
    breaks.length === 0 &&
    costs.perTaskHour === 0 &&
    [most.tasks, most.travel, most.metres].every((limit) => limit === Number.POSITIVE_INFINITY)
  return (
    jobs.every(
      ({ windows, setup, setupPerType }) =>
        windows.length <= 1 && setup === 0 && Object.values(setupPerType).every((each) => each === 0),
    ) && vehicles.every(isFree)
  )
}

/** Finds the vehicles that are alike; says in `kindOf` which kind each is. */
function kindsOf(problem: Problem, kindOf: Int32Array): Kind[] {
  const known = new Map<string, { vehicle: Vehicle; numbers: number[] }>()
  for (const [at, vehicle] of problem.vehicles.entries()) {
    const key = JSON.stringify({ ...vehicle, steps: null, most: Object.values(vehicle.most).map(String) })
    const same = known.get(key)
    if (same) same.numbers.push(at)
    else known.set(key, { vehicle, numbers: [at] })
  }
  const travels = new Map<string, Travel>()
  const works = new Map<string | null, Work>()
  return [...known.values()].map(({ vehicle, numbers }, kind) => {
    for (const at of numbers) kindOf[at] = kind
    const { perHour, perKm } = vehicle.costs
    const key = JSON.stringify([vehicle.profile, vehicle.speed, perHour, perKm])
    const travel = travels.get(key) ?? travelOf(problem, vehicle)
    travels.set(key, travel)
    const work = works.get(vehicle.type) ?? workOf(problem, vehicle.type)
    works.set(vehicle.type, work)
    return kindFrom(problem, vehicle, { ...work, travel, vehicles: Int32Array.from(numbers) })
  })
}

type Work = Pick<Kind, 'setup' | 'service'>

/** Kept once for each type: a fleet of a thousand homes is a thousand kinds. */
function workOf({ jobs }: Problem, type: string | null): Work {
  const per = (value: number, types: Readonly<Record<string, number>>) =>
    (type === null ? undefined : types[type]) ?? value
  return {
    setup: Float64Array.from(jobs, ({ setup, setupPerType }) => per(setup, setupPerType)),
    service: Float64Array.from(jobs, ({ service, servicePerType }) => per(service, servicePerType)),
  }
}

function kindFrom(problem: Problem, vehicle: Vehicle, made: Work & Pick<Kind, 'travel' | 'vehicles'>): Kind {
  const { jobs, places } = problem
  return {
    ...made,
    start: vehicle.start ?? places,
    end: vehicle.end ?? places,
    opens: vehicle.window[0],
    closes: vehicle.window[1],
    capacity: Float64Array.from(vehicle.capacity),
    breaks: vehicle.breaks,
    fixed: vehicle.costs.fixed,
    perTaskSecond: vehicle.costs.perTaskHour / 3_600,
    most: vehicle.most,
    // Times and limits are looked at by whoever has a schedule: see `tryAlone` in search.ts.
    alone: Float64Array.from(jobs, (job) => (isAbleTo(vehicle, job) ? 0 : Number.POSITIVE_INFINITY)),
  }
}

const isAbleTo = ({ skills, capacity }: Vehicle, job: Job): boolean =>
  job.skills.every((skill) => skills.includes(skill)) &&
  capacity.every((most, at) => (job.delivery[at] ?? 0) <= most && (job.pickup[at] ?? 0) <= most)

/** Speeds are rounded up to whole seconds, so that no route is late by what was rounded away. */
function travelOf(problem: Problem, { profile, speed, costs }: Vehicle): Travel {
  const given = problem.matrices.get(profile)
  if (!given) throw new RangeError(`no matrices of the profile ${profile}`)
  const { places } = problem
  const time = widened(speed === 1 ? given.durations : given.durations.map((d) => Math.ceil(d / speed)), places)
  const metres = given.distances ? widened(given.distances, places) : null
  const cost = given.costs ? widened(given.costs, places) : costOf(time, metres, costs)
  const timeTo = turnedOver(time, places + 1)
  return { time, timeTo, cost, costTo: cost === time ? timeTo : turnedOver(cost, places + 1), metres }
}

function costOf(time: Int32Array, metres: Int32Array | null, { perHour, perKm }: Vehicle['costs']): Numbers {
  if (perHour === 3_600 && perKm === 0) return time
  return Float64Array.from(time, (seconds, at) => (perHour * seconds) / 3_600 + (perKm * (metres?.[at] ?? 0)) / 1_000)
}

/** With a last row and column for the place that is nowhere. */
function widened(matrix: Matrices['durations'], places: number): Int32Array {
  const wide = new Int32Array((places + 1) ** 2)
  for (let row = 0; row < places; row++) wide.set(matrix.subarray(row * places, (row + 1) * places), row * (places + 1))
  return wide
}

/** The transposed matrix; the same one where it is symmetric, which saves memory that large problems lack. */
function turnedOver<T extends Numbers>(matrix: T, width: number): T {
  if (isSymmetric(matrix, width)) return matrix
  const turned = matrix.slice() as T // slice() of either kind of array gives the same kind
  for (let row = 0; row < width; row++)
    for (let column = 0; column < width; column++) turned[column * width + row] = matrix[row * width + column] ?? 0
  return turned
}

function isSymmetric(matrix: Numbers, width: number): boolean {
  for (let row = 0; row < width; row++)
    for (let column = 0; column < row; column++)
      if (matrix[row * width + column] !== matrix[column * width + row]) return false
  return true
}
