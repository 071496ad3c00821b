import type { Break, Job, Problem, Vehicle, Window } from '../problem.ts'
import { Fields, listAt, numberAt, unexpected } from './fields.ts'
import { type Coordinates, coordinatesAt, matricesIn, mostPlaces, waysBetween } from './matrices.ts'

/** What the answer repeats of a job, a vehicle's start or end, or a break. */
export type Named = { id: number; description: string | null }
export type Spot = { location: Coordinates | null; index: number | null }
export type Given = {
  jobs: readonly (Named & Spot)[]
  vehicles: readonly (Named & { start: Spot | null; end: Spot | null; breaks: readonly Named[] })[]
  hasAmounts: boolean
  hasDistances: boolean
}

const jobFields =
  'id description location location_index setup service setup_per_type service_per_type amount delivery pickup skills priority time_windows'
const vehicleFields =
  'id profile description start start_index end end_index capacity costs skills type time_window breaks speed_factor max_tasks max_travel_time max_distance steps'
const always: Window = [0, Number.MAX_SAFE_INTEGER]

/** A problem in VROOM's JSON (v1.14) as far as it can be planned here, and what the answer repeats of it. Throws a sentence
 *  that names the place in the JSON. */
export function readProblem(json: unknown): { problem: Problem; given: Given } {
  const fields = new Fields('', json, ['vehicles', 'jobs', 'shipments', 'matrices'])
  if (fields.list('shipments').length > 0)
    throw new Error('shipments: cannot be planned here; give jobs with what is brought (delivery) or taken (pickup)')
  const jobs = fields.list('jobs')
  if (!fields.has('jobs')) throw unexpected('jobs', 'a list', undefined)
  if (jobs.length > mostPlaces) throw unexpected('jobs', `at most ${mostPlaces} jobs`, jobs.length)
  const vehicles = fields.list('vehicles')
  if (vehicles.length === 0 || vehicles.length > mostPlaces)
    throw unexpected('vehicles', `1 to ${mostPlaces} vehicles`, vehicles.length)
  return new Reading(fields).read(jobs, vehicles)
}

type Element = [path: string, value: unknown]

class Reading {
  readonly #matrices: ReturnType<typeof matricesIn>
  readonly #coordinates: Coordinates[] = []
  readonly #placeOf = new Map<string, number>()
  #amounts = -1
  #firstAmounts = ''

  constructor(fields: Fields) {
    this.#matrices = matricesIn(fields)
  }

  read(jobs: Element[], vehicles: Element[]): { problem: Problem; given: Given } {
    const cars = vehicles.map(([path, value]) => new Fields(path, value, vehicleFields.split(' ')))
    const tasks = jobs.map(([path, value]) => new Fields(path, value, jobFields.split(' ')))
    for (const car of cars) this.#amountsAt(car, 'capacity')
    const numberOf = idsOf(tasks)
    const drivers = cars.map((car) => this.#vehicle(car))
    const steps = stepsOf(cars, numberOf)
    const works = tasks.map((task) => this.#job(task))
    const places = this.#matrices?.size ?? this.#coordinates.length
    if (places > mostPlaces)
      throw new Error(`jobs: at most ${mostPlaces} different places can be planned, ${places} found`)
    const matrices = this.#matrices?.of ?? this.#ways(drivers.map(({ vehicle }) => vehicle))
    for (const [i, car] of cars.entries()) checkProfile(car, drivers[i]?.vehicle, matrices)
    return {
      problem: {
        jobs: works.map(({ job }) => job),
        vehicles: drivers.map(({ vehicle }, i) => ({ ...vehicle, steps: steps[i] ?? null })),
        places,
        amounts: Math.max(0, this.#amounts),
        matrices,
      },
      given: {
        jobs: works.map(({ given }) => given),
        vehicles: drivers.map(({ given }) => given),
        hasAmounts: this.#amounts > 0,
        hasDistances: [...matrices.values()].every(({ distances }) => distances !== null),
      },
    }
  }

  #ways(vehicles: readonly Vehicle[]) {
    const ways = waysBetween(this.#coordinates)
    return new Map(vehicles.map(({ profile }) => [profile, ways]))
  }

  #job(fields: Fields): { job: Job; given: Named & Spot } {
    const spot = this.#spot(fields, 'location', 'location_index')
    if (!spot) throw unexpected(fields.at(this.#matrices ? 'location_index' : 'location'), 'a place', undefined)
    const none = new Array<number>(Math.max(0, this.#amounts)).fill(0)
    if (fields.has('amount') && fields.has('delivery'))
      throw new Error(`${fields.at('amount')}: means the same as delivery, which is given as well`)
    const brought = fields.has('amount') ? 'amount' : 'delivery'
    const job = {
      place: spot.place,
      setup: fields.number('setup', { or: 0 }),
      service: fields.number('service', { or: 0 }),
      setupPerType: fields.table('setup_per_type'),
      servicePerType: fields.table('service_per_type'),
      delivery: fields.has(brought) ? this.#amountsAt(fields, brought) : none,
      pickup: fields.has('pickup') ? this.#amountsAt(fields, 'pickup') : none,
      skills: fields.numbers('skills'),
      priority: fields.number('priority', { or: 0, to: 100 }),
      windows: windowsOf(fields),
    }
    return { job, given: { ...named(fields), ...spot } }
  }

  #vehicle(fields: Fields): { vehicle: Vehicle; given: Given['vehicles'][number] } {
    const [start, end] = [this.#spot(fields, 'start', 'start_index'), this.#spot(fields, 'end', 'end_index')]
    if (!start && !end) throw new Error(`${fields.path}: a start or an end was expected, neither found`)
    const breaks = breaksOf(fields)
    const limit = (name: string) => (fields.has(name) ? fields.number(name) : Number.POSITIVE_INFINITY)
    const speed = Math.round(100 * fields.number('speed_factor', { or: 1, from: 0.01, to: 5, isFraction: true })) / 100
    const vehicle: Vehicle = {
      profile: fields.text('profile') ?? 'car',
      start: start?.place ?? null,
      end: end?.place ?? null,
      capacity: this.#amountsAt(fields, 'capacity'),
      skills: fields.numbers('skills'),
      type: fields.text('type'),
      window: fields.has('time_window') ? windowAt(fields.at('time_window'), fields.get('time_window')) : always,
      breaks,
      speed,
      costs: costsOf(fields),
      most: { tasks: limit('max_tasks'), travel: limit('max_travel_time'), metres: limit('max_distance') },
      steps: null,
    }
    return { vehicle, given: { ...named(fields), start, end, breaks } }
  }

  /** The first list of amounts says how many there are in all. */
  #amountsAt(fields: Fields, name: string): number[] {
    const amounts = fields.numbers(name)
    if (this.#amounts < 0) {
      this.#amounts = amounts.length
      this.#firstAmounts = fields.at(name)
    }
    if (amounts.length !== this.#amounts)
      throw new Error(
        `${fields.at(name)}: ${this.#amounts} amounts were expected, as in ${this.#firstAmounts}, ${amounts.length} found`,
      )
    return amounts
  }

  #spot(fields: Fields, name: string, indexName: string): (Spot & { place: number }) | null {
    const location = fields.has(name) ? coordinatesAt(fields.at(name), fields.get(name)) : null
    if (this.#matrices) {
      const index = fields.has(indexName) ? fields.number(indexName, { to: this.#matrices.size - 1 }) : null
      if (index === null && location) throw unexpected(fields.at(indexName), 'a row of the matrices', undefined)
      return index === null ? null : { location, index, place: index }
    }
    if (!location) {
      if (fields.has(indexName))
        throw new Error(`${fields.at(indexName)}: there are no matrices that it could be a row of`)
      return null
    }
    const key = location.join()
    const place = this.#placeOf.get(key) ?? this.#coordinates.push(location) - 1
    this.#placeOf.set(key, place)
    return { location, index: fields.has(indexName) ? fields.number(indexName) : null, place }
  }
}

const named = (fields: Fields): Named => ({
  id: fields.number('id', { to: Number.MAX_SAFE_INTEGER }),
  description: fields.text('description'),
})

/** The number of each job by its id. */
function idsOf(jobs: readonly Fields[]): Map<number, number> {
  const numberOf = new Map<number, number>()
  for (const [i, job] of jobs.entries()) {
    const { id } = named(job)
    const other = numberOf.get(id)
    if (other !== undefined) throw new Error(`${job.at('id')}: ${id} is the id of jobs[${other}] already`)
    numberOf.set(id, i)
  }
  return numberOf
}

function windowAt(path: string, value: unknown): Window {
  const pair = listAt(path, value)
  if (pair.length !== 2) throw unexpected(path, '[start, end]', value)
  const [first = 0, last = 0] = pair.map(([at, each]) => numberAt(at, each, { to: Number.MAX_SAFE_INTEGER }))
  if (last < first) throw new Error(`${path}: ends before it begins, ${JSON.stringify(value)}`)
  return [first, last]
}

function windowsOf(fields: Fields): Window[] {
  const windows = fields.list('time_windows').map(([path, value]) => windowAt(path, value))
  if (fields.has('time_windows') && windows.length === 0)
    throw new Error(`${fields.at('time_windows')}: at least one window was expected, none found`)
  for (const [i, [first]] of windows.entries())
    if (i > 0 && first <= (windows[i - 1]?.[1] ?? 0))
      throw new Error(`${fields.at('time_windows')}[${i}]: begins before the window before it has ended`)
  return windows
}

function breaksOf(fields: Fields): (Break & Named)[] {
  const seen = new Set<number>()
  const breaks = fields.list('breaks').map(([path, value]) => {
    const each = new Fields(path, value, ['id', 'description', 'service', 'time_windows', 'max_load'])
    if (each.has('max_load')) throw new Error(`${each.at('max_load')}: cannot be planned here`)
    const name = named(each)
    if (seen.has(name.id)) throw new Error(`${each.at('id')}: another break of this vehicle has the id ${name.id}`)
    seen.add(name.id)
    return { ...name, service: each.number('service', { or: 0 }), windows: windowsOf(each) }
  })
  const ends = ({ windows }: Break) => [windows[0]?.[0] ?? 0, windows.at(-1)?.[1] ?? Number.MAX_SAFE_INTEGER] as const
  return breaks.sort((a, b) => ends(a)[0] - ends(b)[0] || ends(a)[1] - ends(b)[1])
}

function costsOf(vehicle: Fields): Vehicle['costs'] {
  const value = vehicle.get('costs') ?? {}
  const fields = new Fields(vehicle.at('costs'), value, ['fixed', 'per_hour', 'per_task_hour', 'per_km'])
  return {
    fixed: fields.number('fixed', { or: 0 }),
    perHour: fields.number('per_hour', { or: 3_600 }),
    perTaskHour: fields.number('per_task_hour', { or: 0 }),
    perKm: fields.number('per_km', { or: 0 }),
  }
}

/** For each vehicle the jobs of its steps, null where it has none. */
function stepsOf(vehicles: readonly Fields[], numberOf: ReadonlyMap<number, number>): (number[] | null)[] {
  const taken = new Map<number, string>()
  const fieldsOfStep = ['type', 'id', 'service_at', 'service_after', 'service_before', 'description']
  return vehicles.map((vehicle) => {
    if (!vehicle.has('steps')) return null
    return vehicle.list('steps').flatMap(([path, value]) => {
      const step = new Fields(path, value, fieldsOfStep)
      const type = step.text('type')
      if (type === 'start' || type === 'end' || type === 'break') return []
      if (type !== 'job') throw unexpected(step.at('type'), 'start, job, break or end', step.get('type'))
      const id = step.number('id', { to: Number.MAX_SAFE_INTEGER })
      const job = numberOf.get(id)
      if (job === undefined) throw new Error(`${step.at('id')}: there is no job with the id ${id}`)
      const other = taken.get(job)
      if (other) throw new Error(`${step.at('id')}: job ${id} has a step already, ${other}`)
      taken.set(job, path)
      return [job]
    })
  })
}

function checkProfile(fields: Fields, vehicle: Vehicle | undefined, matrices: Problem['matrices']): void {
  if (!vehicle) return
  const own = matrices.get(vehicle.profile)
  if (!own) throw new Error(`${fields.at('profile')}: there is no matrices.${vehicle.profile}`)
  const { costs, most } = vehicle
  if (!own.distances && (costs.perKm > 0 || most.metres < Number.POSITIVE_INFINITY))
    throw new Error(
      `${fields.path}: needs distances (per_km, max_distance), but there is no matrices.${vehicle.profile}.distances`,
    )
  if (own.costs && (costs.perHour !== 3_600 || costs.perKm !== 0))
    throw new Error(`${fields.at('costs')}: per_hour and per_km contradict matrices.${vehicle.profile}.costs`)
}
