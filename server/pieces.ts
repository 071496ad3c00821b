import type { Id } from '@anxin/domain/basics.ts'
import type { Piece } from '@anxin/domain/claims/claim.ts'
import { mostPieces } from '@anxin/domain/claims/decide.ts'
import { smallestSide } from '@anxin/domain/evidence/quality.ts'
import { isVideo, isWrongLength, slots } from '@anxin/domain/evidence/slots.ts'
import { z } from 'zod'
import { sql, type Tx } from './db/database.ts'
import { DoorProblem } from './http/problems.ts'
import { type Taken, takeMedia } from './take-media.ts'

/** Uploads, and what each shows. */
export const PieceInput = z.strictObject({ media: z.uuid(), slot: z.enum(slots) })
export const Pieces = z.array(PieceInput).max(mostPieces).default([])

/** Uploads become evidence of a claim: taken, told whether they are what their slot asks for, and whether they were taken live.
 *  Throws the problem of the first that does not fit. */
export async function piecesFrom(
  tx: Tx,
  whose: { claim: Id; merchant: Id | null },
  given: readonly z.output<typeof PieceInput>[],
): Promise<Piece[]> {
  const files = await takeMedia(
    tx,
    whose,
    given.map(({ media }) => media),
  )
  const live = await liveAmong(
    tx,
    whose.claim,
    files.map(({ sha256 }) => sha256),
  )
  return given.map(({ media, slot }) => {
    const file = files.find(({ id }) => id === media)
    if (!file) throw new DoorProblem('media.unknown')
    if (slot !== 'other' && slot !== 'destruction' && isVideo(slot) !== (file.kind === 'video'))
      throw new DoorProblem('claim.wrong_kind')
    if (file.seconds !== null && isWrongLength(slot, file.seconds))
      throw new DoorProblem(slot === 'packing-video' ? 'claim.packing_film_length' : 'claim.film_length')
    if (isTooSmall(file)) throw new DoorProblem('claim.photo_small')
    const sha256 = file.sha256.toString('hex')
    return { media, slot, sha256, isLive: live.has(sha256) }
  })
}

const isTooSmall = ({ kind, width, height }: Taken): boolean =>
  kind === 'photo' && width !== null && height !== null && Math.min(width, height) < smallestSide

/** Which of these files were named in time as live frames of the claim. Uses `challenges_of_claim`. */
async function liveAmong(tx: Tx, claim: Id, hashes: readonly Buffer[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await tx.rows<{ frame: Buffer }>(sql`
    select frame from challenges, unnest(frames) as frame
    where claim_id = ${claim} and frame = any(${[...hashes]}::bytea[])`)
  return new Set(rows.map(({ frame }) => frame.toString('hex')))
}
