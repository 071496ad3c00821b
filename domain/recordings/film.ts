import type { Id, Instant } from '../basics.ts'

/** A film that is hashed while it is taken: each piece is linked to the one before it, and the first to what the film is of
 *  and to the device that takes it. The page that records and the server that checks hash the same texts (SHA-256, in hex);
 *  whoever has film and list can check them with `sha256sum`. */

/** One stretch of the film. `at`: milliseconds since it began, by a clock that nobody can set; `clock`: the device's own. */
export type Piece = { at: number; clock: Instant; size: number; sha256: string }
/** What the film is of. `offset`: what the server's clock said beyond the device's when they last met, in milliseconds;
 *  `order`: the shop's own number, where the station knew it. */
export type About = {
  recording: Id
  merchant: Id
  waybill: string
  order: string | null
  device: Id
  startedAt: Instant
  offset: number
}

const lines = (...values: (string | number)[]) => values.map((value) => `${value}\n`).join('')

/** The text whose hash is the link before the first piece. */
export const openingText = ({ recording, merchant, waybill, order, device, startedAt, offset }: About): string =>
  lines('anxin-film-1', recording, merchant, waybill, order ?? '-', device, startedAt, offset)

/** The text whose hash is the link of the `n`-th piece, from 1. `before`: the link before it, in hex. */
export const linkText = (before: string, n: number, { at, clock, size, sha256 }: Piece): string =>
  lines(before, n, at, clock, size, sha256)

/** Longer films are sealed and begun anew: an hour of pieces of a second. */
export const mostPieces = 3_600

/** Clocks are corrected by so many milliseconds on their own. */
const own = 2_000

type Clocked = Pick<About, 'startedAt' | 'offset'> & { offsetThen: number }
/** The first piece (from 1) at which the device's clock had been set since the film began, and by how much; 0: it was set
 *  before or after, since the server's clock was off by something else when the film was handed in (`offsetThen`). Null
 *  where it ran on. */
export function clockMoved({ startedAt, offset, offsetThen }: Clocked, pieces: readonly Piece[]) {
  for (const [i, { at, clock }] of pieces.entries()) {
    const by = clock - startedAt - at
    if (Math.abs(by) > own) return { n: i + 1, by }
  }
  const by = offset - offsetThen
  return Math.abs(by) > own ? { n: 0, by } : null
}

/** What a scanner or somebody typed, full-width and small letters made plain. */
const plain = (typed: string) => typed.normalize('NFKC').replace(/\s+/g, '').toUpperCase()

/** A waybill as it is kept; null where this is none. */
export function waybillOf(typed: string): string | null {
  const waybill = plain(typed)
  return /^[A-Z0-9][A-Z0-9-]{5,39}$/.test(waybill) ? waybill : null
}

/** How a waybill that is looked for begins; null where none can begin so. */
export function beginningOf(typed: string): string | null {
  const begun = plain(typed)
  return /^[A-Z0-9][A-Z0-9-]{2,39}$/.test(begun) ? begun : null
}
