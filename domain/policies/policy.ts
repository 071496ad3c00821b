import type { Id, Instant, Mover } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** A merchant's own after-sales rules, as it publishes them: from a moment on, until another text of its takes their place.
 *  Public, and so in plain: what was promised to buyers has to be readable for ever. */

type Promised = { merchant: Id; text: string; from: Instant }
export type PolicyFact = Stamp & ({ type: 'policy.published' } & Promised)
export type PolicyCommand = Stamp & ({ type: 'policy.publish' } & Promised)
export type Policy = { status: 'none' } | ({ status: 'published'; publishedAt: Instant; by: Id } & Promised)

export const allowed = {
  none: ['policy.publish'],
  published: [],
} as const satisfies Record<Policy['status'], readonly PolicyCommand['type'][]>

export const movers = {
  'policy.publish': ['merchant'],
} as const satisfies Record<PolicyCommand['type'], readonly Mover[]>

function decide(policy: Policy, command: PolicyCommand): PolicyFact[] | Refusal {
  const no = hindrance(policies, policy, command)
  if (no) return no
  // Nobody promises less for what was bought already.
  if (command.from < command.at) return refuse('policy.date_past')
  return [{ ...command, type: 'policy.published' }]
}

function evolve(policy: Policy, { merchant, text, from, at: publishedAt, by }: PolicyFact): Policy {
  at(policy, 'none')
  if (by.kind !== 'person') throw new Error('a policy is published by a person')
  return { status: 'published', merchant, text, from, publishedAt, by: by.id }
}

export const policies: Machine<Policy, PolicyCommand, PolicyFact> = {
  kind: 'policy',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['published'],
  decide,
  evolve,
}
