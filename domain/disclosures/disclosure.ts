import type { Id, Instant, Mover } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** What people were told and shown of a claim, beside what they did: that a side was given notice, and who looked at the case
 *  when (the platform's own record of its procedure). Has the id of its claim. */

/** A notice to a side that was handed over, or (`shown`, `held`) was noted and not sent. `to`: null where nobody is known by
 *  that number. */
export type Told = { text: string; channel: string; to: Id | null; state: 'sent' | 'shown' | 'held' }

export type DisclosureFact = Stamp & (({ type: 'disclosure.told' } & Told) | { type: 'disclosure.viewed' })
export type DisclosureCommand = Stamp & (({ type: 'disclosure.tell' } & Told) | { type: 'disclosure.view' })

/** `views`: when each person last looked, by id. */
export type Disclosure = { status: 'none' } | { status: 'kept'; told: number; views: Readonly<Record<Id, Instant>> }

/** Whoever reads on for an hour has looked once. */
const again = 3_600_000

export const allowed = {
  none: ['disclosure.tell', 'disclosure.view'],
  kept: ['disclosure.tell', 'disclosure.view'],
} as const satisfies Record<Disclosure['status'], readonly DisclosureCommand['type'][]>

export const movers = {
  'disclosure.tell': ['reaction'],
  'disclosure.view': ['consumer', 'merchant', 'reviewer', 'operator'],
} as const satisfies Record<DisclosureCommand['type'], readonly Mover[]>

/** Whether a look of this person is to be noted: it is the first in an hour. */
export function isNewView(state: Disclosure, { person, now }: { person: Id; now: Instant }): boolean {
  const last = state.status === 'none' ? undefined : state.views[person]
  // A clock that was set back makes no look unseen.
  return last === undefined || Math.abs(now - last) >= again
}

function decide(state: Disclosure, command: DisclosureCommand): DisclosureFact[] | Refusal {
  const hindered = hindrance(disclosures, state, command)
  if (hindered) return hindered
  const { at: when, by } = command
  if (command.type === 'disclosure.tell') {
    const { text, channel, to, state: how } = command
    return [{ type: 'disclosure.told', at: when, by, text, channel, to, state: how }]
  }
  if (by.kind !== 'person' || !isNewView(state, { person: by.id, now: when })) return refuse('disclosure.seen')
  return [{ type: 'disclosure.viewed', at: when, by }]
}

function evolve(state: Disclosure, fact: DisclosureFact): Disclosure {
  const was = state.status === 'none' ? { status: 'kept' as const, told: 0, views: {} } : at(state, 'kept')
  if (fact.type === 'disclosure.told') return { ...was, told: was.told + 1 }
  return fact.by.kind === 'person' ? { ...was, views: { ...was.views, [fact.by.id]: fact.at } } : was
}

export const disclosures: Machine<Disclosure, DisclosureCommand, DisclosureFact> = {
  kind: 'disclosure',
  start: { status: 'none' },
  allowed,
  movers,
  final: [],
  decide,
  evolve,
}
