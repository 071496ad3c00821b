import type { Id, Instant } from '@anxin/domain/basics.ts'
import type { Occasion } from './notices/texts.ts'

/** Work that follows from a fact: which job, with what, and from when on. */
export type Errand = { job: string; payload: Record<string, unknown>; dueAt: Instant }

/** The jobs that ask somebody outside. They are named here, since who sends an errand does not know the jobs, and the row
 *  says which way it goes; a worker whose jobs do not agree with it does not start. */
export const goingOut: ReadonlySet<string> = new Set([
  'claim.examine',
  'dossier.make',
  'hotline.look',
  'keys.rotate',
  'inquiry.send',
  'log.cosign',
  'log.stamp',
  'media.adopt',
  'media.guard',
  'media.remove',
  'notice.send',
  'recording.check',
  'recording.stamp',
  'remedy.pay',
  'webhook.deliver',
])

/** One fact that was just kept, with the state after all facts of its command. */
export type Happened<F, S> = { id: Id; fact: F; state: S }
export type Reactions<F extends { type: string }, S> = {
  [T in F['type']]?: (happened: Happened<Extract<F, { type: T }>, S>) => Errand[]
}

/** Who is told: a person of the case, or everybody on duty at the desk. The notice itself holds no personal data. */
type Told =
  | { person: Id }
  | { technician: Id }
  | { order: Id }
  | { claim: Id; side: 'buyer' | 'merchant' }
  | { desk: 'dispatcher' | 'supervisor' | 'reviewer' | 'operator' }
  | { sealed: string }
export const now = (job: string, fact: { at: Instant }, payload: Record<string, unknown>): Errand => ({
  job,
  payload,
  dueAt: fact.at,
})
export const wake = (job: string, dueAt: Instant, payload: Record<string, unknown>): Errand => ({ job, payload, dueAt })
/** Only of what there are words for, in both languages (`notices/texts.ts`). */
export const notice = (text: Occasion, fact: { at: Instant }, to: Told, about: Record<string, unknown>): Errand =>
  now('notice.send', fact, { text, to, about })
