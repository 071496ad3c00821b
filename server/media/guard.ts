import { days, type Id } from '@anxin/domain/basics.ts'
import { term } from '@anxin/domain/evidence/term.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { forDays, job } from '../worker.ts'

/** Evidence that may not be removed yet is locked by the store as well, where it can: neither a fault of ours nor somebody
 *  with our keys removes it. What stands in the rows when it is asked counts, so that two errands may come in any order. */
const Of = z.union([z.object({ claim: z.uuid() }), z.object({ recording: z.uuid() })])

export const guarding = job({
  name: 'media.guard',
  atOnce: 2,
  delays: forDays,
  payload: Of,
  async outward({ tenant, payload, deps }) {
    const { guard } = deps.media
    if (!guard) return
    const look = () =>
      deps.db.transaction({ tenant }, (tx) =>
        'claim' in payload ? ofClaim(tx, payload.claim) : ofRecording(tx, payload.recording),
      )
    // Nobody waits for the store in a transaction: what changed meanwhile is said after it, so that the last word counts.
    for (let said = '', kept = await look(); kept && said !== JSON.stringify(kept); kept = await look()) {
      said = JSON.stringify(kept)
      const until = ('claim' in payload ? untilOfClaim : untilOfFilm)(kept.until, deps.now())
      for (const file of kept.files) await guard(file, { isHeld: kept.isHeld, until })
    }
  },
})

/** While a claim is under way no term is set yet: it is three years at least. */
const untilOfClaim = (until: number | null, now: number): number => until ?? now + term
/** A film that is there when its own term is over is needed for a claim; somebody looks again once a month
 *  (`recording.expire`). */
const untilOfFilm = (until: number | null, now: number): number =>
  until !== null && until > now ? until : now + days(31)

/** `until`: as the row says. */
type Kept = { files: string[]; isHeld: boolean; until: number | null }

/** What a buyer sent that is under their key. Uses `media_of_claim`. */
async function ofClaim(tx: Tx, claim: Id): Promise<Kept | null> {
  const custody = await tx.first<{ isHeld: boolean; until: number | null; isOver: boolean }>(sql`
    select coalesce(is_held, false) as "isHeld", (state->'dated'->>'keepUntil')::bigint as until,
      status = 'removed' as "isOver"
    from custodies where id = ${claim}`)
  if (custody?.isOver) return null
  const files = await tx.rows<{ file: string }>(
    sql`select file from media where claim_id = ${claim} and merchant is null and person is not null`,
  )
  return { isHeld: false, until: null, ...custody, files: files.map(({ file }) => file) }
}

/** The film of a parcel and its pictures, once it is checked. Uses `media_of_recording`. */
async function ofRecording(tx: Tx, recording: Id): Promise<Kept | null> {
  const kept = await tx.first<{ isHeld: boolean; until: number | null }>(sql`
    select coalesce(state->'hold', 'null') <> 'null' as "isHeld", (state->>'keepUntil')::bigint as until
    from recordings where id = ${recording} and status <> 'removed'`)
  if (!kept?.until) return null
  const files = await tx.rows<{ file: string }>(sql`select file from media where recording = ${recording}`)
  return { ...kept, files: files.map(({ file }) => file) }
}
