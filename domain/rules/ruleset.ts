import type { Id, Instant, Mover } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** One version of the rules by which claims are asked for evidence, given time and offered remedies. It is drafted, tried
 *  on past claims, and published from a date by somebody who had no part in writing it. What a version says never changes
 *  once it is published, and it is only ever followed by another. */

/** What a trial on past claims came to; the table itself stands beside the version. */
export type Trial = {
  id: Id
  /** Claims that were looked at, and those for which something would change. */
  compared: number
  changed: number
  /** Claims for which the tables gave nothing that makes sense: such a version is not publishable. */
  broken: number
}

export type RuleSetFact = Stamp &
  (
    | { type: 'rules.drafted'; number: number; content: string; basedOn: string }
    | { type: 'rules.edited'; content: string }
    | { type: 'rules.tried'; trial: Trial }
    | { type: 'rules.published'; from: Instant }
    | { type: 'rules.superseded'; successor: Id }
    | { type: 'rules.withdrawn' }
  )

export type RuleSetCommand = Stamp &
  /** `content`: SHA-256 of the tables, hex. `basedOn`: the version they were copied from. */
  (
    | { type: 'rules.draft'; number: number; content: string; basedOn: string }
    | { type: 'rules.edit'; content: string }
    /** `tried`: the hash of the tables that the trial ran over. */
    | { type: 'rules.try'; trial: Trial; tried: string }
    | { type: 'rules.publish'; from: Instant }
    /** The version that follows came into force at `since`. */
    | { type: 'rules.supersede'; successor: Id; since: Instant }
    | { type: 'rules.withdraw' }
  )

type Written = {
  number: number
  content: string
  basedOn: string
  draftedBy: Id
  draftedAt: Instant
  /** Everybody who had a part in what it says. */
  authors: readonly Id[]
}
type Published = Written & { trial: Trial; from: Instant; publishedBy: Id; publishedAt: Instant }
export type RuleSet =
  | { status: 'none' }
  | (Written & { status: 'draft'; trial: Trial | null })
  | (Written & { status: 'tried'; trial: Trial })
  | (Published & { status: 'published' })
  | (Published & { status: 'superseded'; successor: Id; until: Instant })
  | (Written & { status: 'withdrawn'; withdrawnBy: Id; withdrawnAt: Instant })
export type WrittenRuleSet = Exclude<RuleSet, { status: 'none' }>

export const allowed = {
  none: ['rules.draft'],
  draft: ['rules.edit', 'rules.try', 'rules.withdraw'],
  tried: ['rules.publish', 'rules.edit', 'rules.try', 'rules.withdraw'],
  published: ['rules.withdraw', 'rules.supersede'],
  superseded: [],
  withdrawn: [],
} as const satisfies Record<RuleSet['status'], readonly RuleSetCommand['type'][]>

export const movers = {
  'rules.draft': ['operator'],
  'rules.edit': ['operator'],
  'rules.try': ['operator'],
  'rules.publish': ['operator'],
  'rules.supersede': ['clock'],
  'rules.withdraw': ['operator'],
} as const satisfies Record<RuleSetCommand['type'], readonly Mover[]>

/** A step that its own sentence explains better than that the step is wrong. */
function why(ruleSet: RuleSet, { type }: RuleSetCommand): Refusal | null {
  const isOut = ruleSet.status === 'published' || ruleSet.status === 'superseded'
  if (isOut && (type === 'rules.edit' || type === 'rules.try' || type === 'rules.publish'))
    return refuse('rules.wrong_step')
  return ruleSet.status === 'draft' && type === 'rules.publish' ? refuse('rules.untried') : null
}

/** What follows from a command: the facts to add, or a refusal. */
export function decide(ruleSet: RuleSet, command: RuleSetCommand): RuleSetFact[] | Refusal {
  const no = hindrance(ruleSets, ruleSet, command)
  if (no) return no.refusal === 'case.wrong_step' ? (why(ruleSet, command) ?? no) : no
  const { at: now, by } = command
  switch (command.type) {
    case 'rules.draft': {
      const { number, content, basedOn } = command
      return [{ type: 'rules.drafted', at: now, by, number, content, basedOn }]
    }
    case 'rules.edit':
      return [{ type: 'rules.edited', at: now, by, content: command.content }]
    case 'rules.try':
      if (at(ruleSet, 'draft', 'tried').content !== command.tried) return refuse('case.stale')
      return [{ type: 'rules.tried', at: now, by, trial: command.trial }]
    case 'rules.publish':
      if (at(ruleSet, 'tried').authors.includes(personOf(command))) return refuse('rules.four_eyes')
      if (command.from < now) return refuse('rules.date_past')
      return [{ type: 'rules.published', at: now, by, from: command.from }]
    case 'rules.supersede':
      if (now < command.since || command.since < at(ruleSet, 'published').from) return refuse('rules.not_due')
      return [{ type: 'rules.superseded', at: now, by, successor: command.successor }]
    case 'rules.withdraw':
      if (ruleSet.status === 'published' && ruleSet.from <= now) return refuse('rules.in_force')
      return [{ type: 'rules.withdrawn', at: now, by }]
  }
}

function personOf({ by }: Stamp): Id {
  if (by.kind !== 'person') throw new Error('rules are written and published by people')
  return by.id
}

const withAuthor = (authors: readonly Id[], fact: Stamp): Id[] => [...new Set([...authors, personOf(fact)])]

/** Folds one fact into a rule set. Throws on a fact that does not fit. */
export function evolve(ruleSet: RuleSet, fact: RuleSetFact): RuleSet {
  switch (fact.type) {
    case 'rules.drafted': {
      at(ruleSet, 'none')
      const { number, content, basedOn } = fact
      const drafted = { draftedBy: personOf(fact), draftedAt: fact.at, authors: withAuthor([], fact) }
      return { status: 'draft', number, content, basedOn, ...drafted, trial: null }
    }
    case 'rules.edited': {
      const was = at(ruleSet, 'draft', 'tried')
      return { ...was, status: 'draft', content: fact.content, authors: withAuthor(was.authors, fact), trial: null }
    }
    case 'rules.tried': {
      const was = at(ruleSet, 'draft', 'tried')
      return { ...was, status: fact.trial.broken === 0 ? 'tried' : 'draft', trial: fact.trial }
    }
    case 'rules.published': {
      const was = at(ruleSet, 'tried')
      return { ...was, status: 'published', from: fact.from, publishedBy: personOf(fact), publishedAt: fact.at }
    }
    case 'rules.superseded':
      return { ...at(ruleSet, 'published'), status: 'superseded', successor: fact.successor, until: fact.at }
    case 'rules.withdrawn': {
      const was = at(ruleSet, 'draft', 'tried', 'published')
      const { number, content, basedOn, draftedBy, draftedAt, authors } = was
      const written = { number, content, basedOn, draftedBy, draftedAt, authors }
      return { ...written, status: 'withdrawn', withdrawnBy: personOf(fact), withdrawnAt: fact.at }
    }
  }
}

export const ruleSets: Machine<RuleSet, RuleSetCommand, RuleSetFact> = {
  kind: 'rules',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['superseded', 'withdrawn'],
  decide,
  evolve,
}
