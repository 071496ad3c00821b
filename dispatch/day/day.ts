import type { Aims } from '../aims.ts'
import type { Able, Needed } from '../fit.ts'
import type { Place } from '../place.ts'

/** A day's work as it stands at a moment: who is there, what is to be done, what was agreed. Moments and lengths in whole
 *  seconds. */
export type Day = {
  now: number
  technicians: readonly Technician[]
  visits: readonly Visit[]
  aims: Aims
  /** Seconds of travel between two places; not symmetric where roads are not. */
  travel: (from: Place, to: Place) => number
}

/** First and last moment. */
export type Span = readonly [number, number]

/** `load`: visits of the day that are done already, so that the rest is shared fairly. */
export type Technician = Omit<Able, 'knowsTheOrder'> & {
  id: string
  /** Where they are, or will be when what they are doing now is over. */
  from: Place | null
  /** From when on they can set out, and until when they work. */
  shift: Span
}

export type Visit = Needed & {
  id: string
  place: Place | null
  /** How long the work takes. */
  service: number
  /** When the work may begin, as agreed with the consumer or promised; null: at any time of the day. */
  agreed: Span | null
  isUrgent: boolean
  /** Who was there before, for the same order. */
  known: readonly string[]
  /** Who said no to it. */
  declined: readonly string[]
  /** Who has it now. */
  given: string | null
  /** On the way, at work, or given by a person: stays with whom it is given to. */
  isFixed: boolean
}

/** Where nobody knows the way. */
export const unknownWay = 1_800
/** What it costs to take a visit from one technician and give it to another, in seconds of travel: as little is moved as
 *  can be. */
export const priceOfMoving = 900
/** Beyond the end of a shift nobody works longer than this, and only where something agreed would be broken otherwise. */
export const mostOvertime = 7_200
/** How late something agreed may become, tried in this order; in the end at any time of the day. */
export const lateness = [1_800, 3_600, 7_200, Number.POSITIVE_INFINITY] as const
