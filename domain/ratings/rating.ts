import type { Id, Mover, PrivateRef } from '../basics.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** What a consumer thinks of a visit. The case has the visit's id: one visit, one rating. */

export const ratingReasons = [
  'on-time',
  'skilled',
  'polite',
  'clean',
  'fair-price',
  'late',
  'not-fixed',
  'rude',
  'messy',
  'overcharged',
] as const
export type RatingReason = (typeof ratingReasons)[number]
/** Two stars or fewer: somebody phones back. */
export const lowAt = 2

export type RatingFact = Stamp &
  (
    | {
        type: 'rating.given'
        order: Id
        technician: Id
        stars: number
        reasons: readonly RatingReason[]
        comment: PrivateRef | null
      }
    | { type: 'rating.followed-up'; outcome: PrivateRef }
  )
type Given = { order: Id; technician: Id; stars: number; reasons: readonly RatingReason[]; comment: PrivateRef | null }
export type Rating =
  | { status: 'none' }
  | (Given & { status: 'given' })
  | (Given & { status: 'low' })
  | (Given & { status: 'followed-up'; outcome: PrivateRef })

export type RatingCommand = Stamp &
  (
    | {
        type: 'rating.give'
        order: Id
        technician: Id
        stars: number
        reasons: readonly RatingReason[]
        comment: PrivateRef | null
      }
    | { type: 'rating.follow-up'; outcome: PrivateRef }
  )

export const allowed = {
  none: ['rating.give'],
  given: [],
  low: ['rating.follow-up'],
  'followed-up': [],
} as const satisfies Record<Rating['status'], readonly RatingCommand['type'][]>

export const movers = {
  'rating.give': ['consumer'],
  'rating.follow-up': ['agent', 'dispatcher', 'supervisor', 'operator'],
} as const satisfies Record<RatingCommand['type'], readonly Mover[]>

/** What follows from a command: the facts to add, or a refusal. */
export function decide(rating: Rating, command: RatingCommand): RatingFact[] | Refusal {
  if (command.type === 'rating.give' && rating.status !== 'none') return refuse('rating.given')
  const no = hindrance(ratings, rating, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  if (command.type === 'rating.follow-up') return [{ type: 'rating.followed-up', ...stamp, outcome: command.outcome }]
  const { order, technician, stars, reasons, comment } = command
  if (!Number.isInteger(stars) || stars < 1 || stars > 5) return refuse('rating.stars')
  return [{ type: 'rating.given', ...stamp, order, technician, stars, reasons, comment }]
}

/** Folds one fact into a rating. Throws on a fact that does not fit. */
export function evolve(rating: Rating, fact: RatingFact): Rating {
  if (fact.type === 'rating.followed-up') return { ...at(rating, 'low'), status: 'followed-up', outcome: fact.outcome }
  at(rating, 'none')
  const { order, technician, stars, reasons, comment } = fact
  return { status: stars <= lowAt ? 'low' : 'given', order, technician, stars, reasons, comment }
}

export const ratings: Machine<Rating, RatingCommand, RatingFact> = {
  kind: 'rating',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['given', 'followed-up'],
  decide,
  evolve,
}
