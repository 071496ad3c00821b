import type { Instant, Mover, PrivateRef } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** What a technician can repair: a kind of appliance, of some brands or of any. */
export type Skill = { appliance: string; brands: readonly string[] | '*' }
/** Where a technician said to be, and until when that may be used. Absent in positions from before it was sealed. */
export type Position = { place?: PrivateRef; until: Instant }
/** When somebody works, in minutes of a Chinese day. */
export type Hours = { from: number; to: number }
export type Rating = { sum: number; count: number }

/** `works`: null takes them away again, absent leaves them. */
type Able = { skills: readonly Skill[]; territory: readonly string[]; works?: Hours | null | undefined }

export type TechnicianFact = Stamp &
  (
    | ({ type: 'technician.engaged' | 'technician.qualified' } & Able)
    | { type: 'technician.works'; works: Hours }
    | { type: 'technician.stocked'; parts: readonly string[] }
    | { type: 'technician.on-duty' }
    | { type: 'technician.off-duty' }
    | { type: 'technician.positioned'; position: Position }
    | { type: 'technician.hidden' }
    | { type: 'technician.rated'; stars: number }
    | { type: 'technician.left' }
  )

type Work = {
  skills: readonly Skill[]
  territory: readonly string[]
  /** With the moment at which it was true. */
  position: (Position & { at: Instant }) | null
  rating: Rating
  /** None where nobody said: then the usual hours. */
  works?: Hours | null | undefined
  /** Numbers of the parts on the van; absent where nobody keeps count. */
  van?: readonly string[]
}
export type Technician =
  | { status: 'none' }
  | (Work & { status: 'on-duty' })
  | (Work & { status: 'off-duty' })
  | (Work & { status: 'left' })

export type TechnicianCommand = Stamp &
  (
    | ({ type: 'technician.engage' | 'technician.qualify' } & Able)
    | { type: 'technician.work'; works: Hours }
    | { type: 'technician.stock'; parts: readonly string[] }
    | { type: 'technician.begin' }
    | { type: 'technician.rest' }
    | { type: 'technician.position'; position: Position }
    | { type: 'technician.hide' }
    | { type: 'technician.rate'; stars: number }
    | { type: 'technician.leave' }
  )

export const allowed = {
  none: ['technician.engage'],
  'on-duty': [
    'technician.rest',
    'technician.position',
    'technician.hide',
    'technician.qualify',
    'technician.work',
    'technician.stock',
    'technician.rate',
    'technician.leave',
  ],
  'off-duty': [
    'technician.begin',
    'technician.qualify',
    'technician.work',
    'technician.stock',
    'technician.rate',
    'technician.leave',
  ],
  left: ['technician.engage', 'technician.rate'],
} as const satisfies Record<Technician['status'], readonly TechnicianCommand['type'][]>

export const movers = {
  'technician.engage': ['operator'],
  'technician.qualify': ['operator'],
  'technician.work': ['technician', 'supervisor', 'operator'],
  'technician.stock': ['technician', 'operator'],
  'technician.begin': ['technician', 'dispatcher', 'supervisor', 'operator'],
  'technician.rest': ['technician', 'dispatcher', 'supervisor', 'operator'],
  'technician.position': ['technician'],
  // The clock, when the time that was given is over.
  'technician.hide': ['technician', 'clock'],
  'technician.rate': ['reaction'],
  'technician.leave': ['operator'],
} as const satisfies Record<TechnicianCommand['type'], readonly Mover[]>

/** A position is used for two hours at the most. */
const positionLives = 2 * 3_600_000

/** Nobody works less than an hour a day, or more than sixteen. */
const shift = { shortest: 60, longest: 16 * 60 }
const isShift = ({ from, to }: Hours): boolean =>
  from >= 0 && to <= 24 * 60 && to - from >= shift.shortest && to - from <= shift.longest

/** What follows from a command: the facts to add, or a refusal. */
export function decide(technician: Technician, command: TechnicianCommand): TechnicianFact[] | Refusal {
  const no = hindrance(technicians, technician, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'technician.engage':
    case 'technician.qualify': {
      const { skills, territory, works } = command
      if (works && !isShift(works)) return refuse('technician.hours_shape')
      if (skills.length === 0 || territory.length === 0) return refuse('technician.needs_work')
      const type = command.type === 'technician.engage' ? 'technician.engaged' : 'technician.qualified'
      return [{ type, ...stamp, skills, territory, ...(works === undefined ? {} : { works }) }]
    }
    case 'technician.work': {
      const { works } = command
      return isShift(works) ? [{ type: 'technician.works', ...stamp, works }] : refuse('technician.hours_shape')
    }
    case 'technician.stock':
      return [{ type: 'technician.stocked', ...stamp, parts: command.parts }]
    case 'technician.begin':
      return [{ type: 'technician.on-duty', ...stamp }]
    case 'technician.rest':
      return [{ type: 'technician.off-duty', ...stamp }]
    case 'technician.position': {
      const { position } = command
      if (position.until <= command.at || position.until - command.at > positionLives)
        return refuse('technician.position_time')
      return [{ type: 'technician.positioned', ...stamp, position }]
    }
    case 'technician.hide':
      return [{ type: 'technician.hidden', ...stamp }]
    case 'technician.rate':
      return [{ type: 'technician.rated', ...stamp, stars: command.stars }]
    case 'technician.leave':
      return [{ type: 'technician.left', ...stamp }]
  }
}

const ableOf = ({ skills, territory, works }: Able): Able => ({
  ...{ skills, territory },
  ...(works === undefined ? {} : { works }),
})

/** Folds one fact into a technician. Throws on a fact that does not fit. */
export function evolve(technician: Technician, fact: TechnicianFact): Technician {
  switch (fact.type) {
    case 'technician.engaged': {
      const rating = technician.status === 'left' ? technician.rating : { sum: 0, count: 0 }
      at(technician, 'none', 'left')
      return { status: 'off-duty', ...ableOf(fact), position: null, rating }
    }
    case 'technician.qualified':
      return { ...at(technician, 'on-duty', 'off-duty'), ...ableOf(fact) }
    case 'technician.works':
      return { ...at(technician, 'on-duty', 'off-duty'), works: fact.works }
    case 'technician.stocked':
      return { ...at(technician, 'on-duty', 'off-duty'), van: fact.parts }
    case 'technician.on-duty':
      return { ...at(technician, 'off-duty'), status: 'on-duty' }
    case 'technician.off-duty':
      return { ...at(technician, 'on-duty'), status: 'off-duty', position: null }
    case 'technician.positioned':
      return { ...at(technician, 'on-duty'), position: { ...fact.position, at: fact.at } }
    case 'technician.hidden':
      return { ...at(technician, 'on-duty'), position: null }
    case 'technician.rated': {
      const was = at(technician, 'on-duty', 'off-duty', 'left')
      return { ...was, rating: { sum: was.rating.sum + fact.stars, count: was.rating.count + 1 } }
    }
    case 'technician.left':
      return { ...at(technician, 'on-duty', 'off-duty'), status: 'left', position: null }
  }
}

export const technicians: Machine<Technician, TechnicianCommand, TechnicianFact> = {
  kind: 'technician',
  start: { status: 'none' },
  allowed,
  movers,
  final: [],
  decide,
  evolve,
}
