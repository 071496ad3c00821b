import type { Id, Instant, Mover, PrivateRef } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import { aheadDays, type Day, daysBetween, dueDay, type Part, type PartName } from './ageing.ts'

/** An appliance in somebody's home, with the parts that age. */
export type Described = {
  appliance: string
  brand: string
  model: PrivateRef
  serial: PrivateRef | null
  soldOn: Day | null
  warrantyUntil: Day | null
  parts: readonly Part[]
}

export type ApplianceFact = Stamp &
  (
    | { type: 'appliance.registered'; person: Id; described: Described }
    | { type: 'appliance.changed'; described: Described }
    | { type: 'appliance.read'; part: PartName; used: number; on: Day }
    | { type: 'appliance.renewed'; part: PartName; on: Day }
    | { type: 'appliance.reminded'; part: PartName; due: Day }
    | { type: 'appliance.retired' }
  )

export type Appliance =
  | { status: 'none' }
  | {
      status: 'in-use'
      person: Id
      described: Described
      reminded: Readonly<Record<string, Day>>
      registeredAt: Instant
    }
  | { status: 'retired'; person: Id; described: Described }

export type ApplianceCommand = Stamp &
  (
    | { type: 'appliance.register'; person: Id; described: Described }
    | { type: 'appliance.change'; described: Described }
    | { type: 'appliance.read'; part: PartName; used: number; on: Day }
    | { type: 'appliance.renew'; part: PartName; on: Day }
    | { type: 'appliance.remind'; part: PartName; today: Day }
    | { type: 'appliance.retire' }
  )

export const allowed = {
  none: ['appliance.register'],
  'in-use': ['appliance.change', 'appliance.read', 'appliance.renew', 'appliance.remind', 'appliance.retire'],
  retired: [],
} as const satisfies Record<Appliance['status'], readonly ApplianceCommand['type'][]>

export const movers = {
  'appliance.register': ['consumer', 'reaction'],
  'appliance.change': ['consumer'],
  'appliance.read': ['consumer'],
  'appliance.renew': ['consumer', 'technician', 'reaction'],
  'appliance.remind': ['clock'],
  'appliance.retire': ['consumer'],
} as const satisfies Record<ApplianceCommand['type'], readonly Mover[]>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(appliance: Appliance, command: ApplianceCommand): ApplianceFact[] | Refusal {
  const no = hindrance(appliances, appliance, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'appliance.register':
      return [{ type: 'appliance.registered', ...stamp, person: command.person, described: command.described }]
    case 'appliance.change':
      return [{ type: 'appliance.changed', ...stamp, described: command.described }]
    case 'appliance.retire':
      return [{ type: 'appliance.retired', ...stamp }]
    default:
      return ofPart(at(appliance, 'in-use'), command)
  }
}

type OfPart = Extract<ApplianceCommand, { part: string }>

function ofPart(appliance: Extract<Appliance, { status: 'in-use' }>, command: OfPart): ApplianceFact[] | Refusal {
  const stamp = { at: command.at, by: command.by }
  const part = appliance.described.parts.find(({ name }) => name === command.part)
  if (!part) return refuse('appliance.no_such_part')
  switch (command.type) {
    case 'appliance.read':
      return [{ type: 'appliance.read', ...stamp, part: part.name, used: command.used, on: command.on }]
    case 'appliance.renew':
      return [{ type: 'appliance.renewed', ...stamp, part: part.name, on: command.on }]
    case 'appliance.remind': {
      const due = dueDay(part, command.today)
      const told = appliance.reminded[part.name]
      // A reading may move the day a little; only one that puts it off for long is worth telling anew.
      if (due === null || (told !== undefined && daysBetween(told, due) <= aheadDays))
        return refuse('appliance.nothing_due')
      return [{ type: 'appliance.reminded', ...stamp, part: part.name, due }]
    }
  }
}

/** Folds one fact into an appliance. Throws on a fact that does not fit. */
export function evolve(appliance: Appliance, fact: ApplianceFact): Appliance {
  switch (fact.type) {
    case 'appliance.registered':
      at(appliance, 'none')
      return { status: 'in-use', person: fact.person, described: fact.described, reminded: {}, registeredAt: fact.at }
    case 'appliance.changed':
      return { ...at(appliance, 'in-use'), described: fact.described }
    case 'appliance.read':
      return withPart(at(appliance, 'in-use'), fact.part, { used: fact.used, readOn: fact.on })
    case 'appliance.renewed': {
      const was = withPart(at(appliance, 'in-use'), fact.part, { since: fact.on, used: 0, readOn: null })
      const { [fact.part]: _, ...reminded } = was.reminded
      return { ...was, reminded }
    }
    case 'appliance.reminded': {
      const was = at(appliance, 'in-use')
      return { ...was, reminded: { ...was.reminded, [fact.part]: fact.due } }
    }
    case 'appliance.retired': {
      const { person, described } = at(appliance, 'in-use')
      return { status: 'retired', person, described }
    }
  }
}

function withPart<A extends { described: Described }>(appliance: A, name: PartName, change: Partial<Part>): A {
  const parts = appliance.described.parts.map((part) => (part.name === name ? { ...part, ...change } : part))
  return { ...appliance, described: { ...appliance.described, parts } }
}

export const appliances: Machine<Appliance, ApplianceCommand, ApplianceFact> = {
  kind: 'appliance',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['retired'],
  decide,
  evolve,
}
