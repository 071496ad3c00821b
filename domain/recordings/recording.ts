import { type Id, type Instant, later, type Mover, type PrivateRef } from '../basics.ts'
import { afterHold, term } from '../evidence/term.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'
import type { About } from './film.ts'

/** The film of a parcel being packed: begun by the scan of its waybill, sealed by the next, kept for its term. */

/** Bytes by their hash. */
export type File = { media: Id; sha256: string }
/** How a film ended: by the next scan, by the button, at its longest, or found unended after the page had died. */
export const endings = ['scan', 'button', 'limit', 'cut'] as const
export type Ending = (typeof endings)[number]
/** The whole film as the station hands it in. `head`: the last link; `pictures`: of the goods, as packed. */
export type Film = File & {
  size: number
  pieces: number
  head: string
  length: number
  ending: Ending
  pictures: File[]
}
/** In what way the bytes are not the film that was linked while it was taken, and from which piece on. */
export const breaks = ['changed', 'swapped', 'dropped', 'repeated', 'short', 'long', 'linked'] as const
export type Break = { how: (typeof breaks)[number]; piece: number }
/** What an authority of time said of the head (RFC 3161, base64). */
export type HeadStamp = { token: string; stampedAt: Instant; authority: string }

type Begun = Omit<About, 'recording'>
export type RecordingFact = Stamp &
  (
    | ({ type: 'recording.started' } & Begun)
    | { type: 'recording.handed-in'; film: Film; clockMoved: { n: number; by: number } | null }
    | { type: 'recording.sealed'; keepUntil: Instant }
    | { type: 'recording.broken'; broken: Break; keepUntil: Instant }
    | ({ type: 'recording.stamped' } & HeadStamp)
    | { type: 'recording.given-up' }
    | { type: 'recording.held'; reason: PrivateRef }
    | { type: 'recording.released'; reason: PrivateRef; keepUntil: Instant }
    | { type: 'recording.removed' }
  )
export type RecordingCommand = Stamp &
  (
    | ({ type: 'recording.start' } & Begun)
    | { type: 'recording.hand-in'; film: Film; clockMoved: { n: number; by: number } | null }
    | { type: 'recording.check'; broken: Break | null }
    | ({ type: 'recording.stamp' } & HeadStamp)
    | { type: 'recording.give-up' }
    | { type: 'recording.hold'; reason: PrivateRef }
    | { type: 'recording.release'; reason: PrivateRef }
    | { type: 'recording.remove' }
  )

type Filmed = Begun & {
  film: Film
  clockMoved: { n: number; by: number } | null
  handedInAt: Instant
}
type Kept = Filmed & {
  /** Not the film that was linked: kept all the same, and said to be. */
  broken: Break | null
  sealedAt: Instant
  keepUntil: Instant
  stamp: HeadStamp | null
  hold: { since: Instant; by: Id; reason: PrivateRef } | null
}
export type Recording =
  | { status: 'none' }
  | (Begun & { status: 'recording' })
  | (Filmed & { status: 'checking' })
  | (Kept & { status: 'sealed' })
  | (Kept & { status: 'removed'; removedAt: Instant })
  | (Begun & { status: 'given-up' })

const kept = ['recording.stamp', 'recording.hold', 'recording.release', 'recording.remove'] as const
export const allowed = {
  none: ['recording.start'],
  recording: ['recording.hand-in', 'recording.give-up'],
  checking: ['recording.check'],
  sealed: kept,
  removed: [],
  'given-up': [],
} as const satisfies Record<Recording['status'], readonly RecordingCommand['type'][]>

export const movers = {
  'recording.start': ['merchant'],
  'recording.hand-in': ['merchant'],
  'recording.give-up': ['merchant'],
  'recording.check': ['reaction'],
  'recording.stamp': ['reaction'],
  'recording.hold': ['operator'],
  'recording.release': ['operator'],
  'recording.remove': ['clock'],
} as const satisfies Record<RecordingCommand['type'], readonly Mover[]>

/** A hold that is there, one that is not, and a term that runs: refused whatever the command says. */
function hinders(recording: Recording, type: RecordingCommand['type']): Refusal | null {
  if (recording.status !== 'sealed') return null
  const { hold, stamp } = recording
  if (type === 'recording.stamp') return stamp ? refuse('recording.stamped') : null
  if (type === 'recording.release') return hold ? null : refuse('recording.not_held')
  return hold && (type === 'recording.hold' || type === 'recording.remove') ? refuse('recording.held') : null
}

function decide(recording: Recording, command: RecordingCommand): RecordingFact[] | Refusal {
  const no = hindrance(recordings, recording, command)
  if (no) return no
  const stamp = { at: command.at, by: command.by }
  switch (command.type) {
    case 'recording.start':
      return [{ ...command, type: 'recording.started' }]
    case 'recording.hand-in':
      if (command.film.pieces === 0) return refuse('recording.empty')
      return [{ ...command, type: 'recording.handed-in' }]
    case 'recording.check': {
      const keepUntil = later(command.at, term)
      const { broken } = command
      if (broken) return [{ ...stamp, type: 'recording.broken', broken, keepUntil }]
      return [{ ...stamp, type: 'recording.sealed', keepUntil }]
    }
    case 'recording.stamp':
      return [{ ...command, type: 'recording.stamped' }]
    case 'recording.give-up':
      return [{ ...stamp, type: 'recording.given-up' }]
    case 'recording.hold':
      return [{ ...stamp, type: 'recording.held', reason: command.reason }]
    case 'recording.release': {
      const { hold, keepUntil } = at(recording, 'sealed')
      if (!hold) return refuse('recording.not_held')
      const until = afterHold(keepUntil, { since: hold.since, at: command.at })
      return [{ ...stamp, type: 'recording.released', reason: command.reason, keepUntil: until }]
    }
    case 'recording.remove':
      if (command.at < at(recording, 'sealed').keepUntil) return refuse('recording.term')
      return [{ ...stamp, type: 'recording.removed' }]
  }
}

function evolve(recording: Recording, fact: RecordingFact): Recording {
  switch (fact.type) {
    case 'recording.started': {
      at(recording, 'none')
      const { merchant, waybill, order, device, startedAt, offset } = fact
      return { status: 'recording', merchant, waybill, order, device, startedAt, offset }
    }
    case 'recording.handed-in': {
      const { film, clockMoved } = fact
      return { ...at(recording, 'recording'), status: 'checking', film, clockMoved, handedInAt: fact.at }
    }
    case 'recording.sealed':
    case 'recording.broken': {
      const broken = fact.type === 'recording.broken' ? fact.broken : null
      const since = { sealedAt: fact.at, keepUntil: fact.keepUntil, stamp: null, hold: null }
      return { ...at(recording, 'checking'), status: 'sealed', broken, ...since }
    }
    case 'recording.stamped': {
      const { token, stampedAt, authority } = fact
      return { ...at(recording, 'sealed'), stamp: { token, stampedAt, authority } }
    }
    case 'recording.given-up':
      return { ...at(recording, 'recording'), status: 'given-up' }
    case 'recording.held': {
      if (fact.by.kind !== 'person') throw new Error('a hold is a person’s')
      return { ...at(recording, 'sealed'), hold: { since: fact.at, by: fact.by.id, reason: fact.reason } }
    }
    case 'recording.released':
      return { ...at(recording, 'sealed'), hold: null, keepUntil: fact.keepUntil }
    case 'recording.removed':
      return { ...at(recording, 'sealed'), status: 'removed', removedAt: fact.at }
  }
}

export const recordings: Machine<Recording, RecordingCommand, RecordingFact> = {
  kind: 'recording',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['removed', 'given-up'],
  hinders,
  decide,
  evolve,
}
