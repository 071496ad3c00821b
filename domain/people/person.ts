import type { Id, Instant, Mover, PrivateRef } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** Why somebody may look at what is masked. */
export const purposes = ['call', 'visit', 'dispute', 'request-of-person'] as const
export type Purpose = (typeof purposes)[number]
export const revealable = ['name', 'phone', 'address'] as const
export type Revealable = (typeof revealable)[number]

/** What can have happened to what we hold about a person. No fact holds any of it. */
export type PersonFact = Stamp &
  (
    | { type: 'person.met'; phone: PrivateRef; name: PrivateRef | null }
    | { type: 'person.named'; name: PrivateRef }
    | { type: 'person.revealed'; fields: readonly Revealable[]; purpose: Purpose; about: Id | null }
    | { type: 'person.erased' }
  )

export type Person =
  | { status: 'none' }
  | { status: 'known'; phone: PrivateRef; name: PrivateRef | null; metAt: Instant }
  | { status: 'erased'; erasedAt: Instant }

export type PersonCommand = Stamp &
  (
    | { type: 'person.meet'; phone: PrivateRef; name: PrivateRef | null }
    | { type: 'person.name'; name: PrivateRef }
    | { type: 'person.reveal'; fields: readonly Revealable[]; purpose: Purpose; about: Id | null }
    | { type: 'person.erase' }
  )

export const allowed = {
  none: ['person.meet'],
  known: ['person.name', 'person.reveal', 'person.erase'],
  erased: [],
} as const satisfies Record<Person['status'], readonly PersonCommand['type'][]>

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
export const movers = {
  'person.meet': ['reaction'],
  'person.name': ['consumer', 'technician', 'merchant', 'reviewer', 'reaction', ...desk],
  'person.reveal': ['technician', ...desk],
  'person.erase': ['consumer', 'operator', 'system'],
} as const satisfies Record<PersonCommand['type'], readonly Mover[]>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(person: Person, command: PersonCommand): PersonFact[] | Refusal {
  const no = hindrance(people, person, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'person.meet':
      return [{ type: 'person.met', ...stamp, phone: command.phone, name: command.name }]
    case 'person.name':
      return [{ type: 'person.named', ...stamp, name: command.name }]
    case 'person.reveal':
      if (command.fields.length === 0) return refuse('person.nothing_asked')
      return [
        { type: 'person.revealed', ...stamp, fields: command.fields, purpose: command.purpose, about: command.about },
      ]
    case 'person.erase':
      return [{ type: 'person.erased', ...stamp }]
  }
}

/** Folds one fact into a person. Throws on a fact that does not fit. */
export function evolve(person: Person, fact: PersonFact): Person {
  switch (fact.type) {
    case 'person.met':
      at(person, 'none')
      return { status: 'known', phone: fact.phone, name: fact.name, metAt: fact.at }
    case 'person.named':
      return { ...at(person, 'known'), name: fact.name }
    case 'person.revealed':
      return at(person, 'known')
    case 'person.erased':
      at(person, 'known')
      return { status: 'erased', erasedAt: fact.at }
  }
}

export const people: Machine<Person, PersonCommand, PersonFact> = {
  kind: 'person',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['erased'],
  decide,
  evolve,
}
