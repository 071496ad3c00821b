declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** Money: whole fen, never yuan, never a fraction. Made only by `fen()`. */
export type Fen = Branded<number, 'Fen'>
/** A moment: milliseconds since 1970, UTC. Comes in with a command; domain code never asks a clock. */
export type Instant = Branded<number, 'Instant'>
/** A UUIDv7 as text. Comes in with a command; domain code never makes one. */
export type Id = string
/** Points at a value that is encrypted under a person's own key; facts and states hold only this. Facts from before what
 *  people write was sealed hold the very text in its place: whoever opens references gives it back as it stands. */
export type PrivateRef = Branded<string, 'PrivateRef'>

/** Throws RangeError unless `n` is a whole, safe, non-negative number. */
export function fen(n: number): Fen {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`not an amount in fen: ${n}`)
  return n as Fen // the one place where a checked number becomes money
}

/** Throws RangeError unless `ms` is a whole number of milliseconds. */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms)) throw new RangeError(`not a moment in milliseconds: ${ms}`)
  return ms as Instant // the one place where a checked number becomes a moment
}

/** Marks a row id of the private store as such. */
export const privateRef = (id: string): PrivateRef => id as PrivateRef // made only where a value was sealed or read back

export const seconds = (n: number) => n * 1_000
export const minutes = (n: number) => n * 60_000
export const days = (n: number) => n * 86_400_000
export const later = (at: Instant, ms: number): Instant => instant(at + ms)

/** Roles a person can hold in a tenant. `supervisor` is a dispatcher to whom promises escalate. */
export const roles = [
  'consumer',
  'technician',
  'agent',
  'dispatcher',
  'supervisor',
  'operator',
  'merchant',
  'reviewer',
] as const
export type Role = (typeof roles)[number]

/** Who did it. A `system` is another program with an API key; a `reaction` follows from a fact of another case. */
export type Actor =
  | { kind: 'person'; id: Id; role: Role }
  | { kind: 'system'; id: Id }
  | { kind: 'clock' }
  | { kind: 'reaction' }

/** What the tables of movers speak of: a person's role, or what is not a person. */
export type Mover = Role | 'system' | 'clock' | 'reaction'
export const moverOf = (by: Actor): Mover => (by.kind === 'person' ? by.role : by.kind)

/** A stretch of time that a consumer can be at home in. */
export type Window = { from: Instant; to: Instant }
