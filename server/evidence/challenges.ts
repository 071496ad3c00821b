import { randomInt } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import { instant } from '@anxin/domain/basics.ts'
import { expiryOf, mostFrames, type Task, taskCodes, tasks } from '@anxin/domain/evidence/challenge.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { sql, type Tx } from '../db/database.ts'
import { type Call, post } from '../http/route.ts'
import { readSigned, signed, uuidBytes, uuidOf } from '../http/signed.ts'
import { newId } from '../ids.ts'

/** Challenge capture: the page asks for a random task, and names the SHA-256 of the frame it took before the time is over; the
 *  frame itself may arrive later, over whatever network there is. The nonce ties the two together: it is signed, holds the
 *  challenge and its end, and whoever does not hold it can name nothing. */

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const OfClaim = z.object({ id: z.uuid() })

const Challenge = z.object({
  id: z.string(),
  task: z.string(),
  /** Six digits, for the task that asks to write them. */
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  expiresAt: z.string(),
  nonce: z.string(),
})

/** Whether the caller is the buyer of a claim that still collects evidence. */
const isCollecting = async (tx: Tx, claim: Id, buyer: Id): Promise<boolean> =>
  (await tx.first(sql`
    select from claims where id = ${claim} and buyer = ${buyer} and status in ('collecting', 'decided')`)) !== undefined

const me = ({ by }: Call<unknown, unknown, unknown>): Id => (by.kind === 'person' ? by.id : '')

function nonceOf({ deps }: Call<unknown, unknown, unknown>, id: Id, expires: number): string {
  const until = Buffer.alloc(8)
  until.writeBigUInt64BE(BigInt(expires))
  return signed(deps.private.key('challenge'), Buffer.concat([uuidBytes(id), until]))
}

/** What a nonce stands for: null for one that is not ours. */
function readNonce({ deps }: Call<unknown, unknown, unknown>, nonce: string): { id: Id; expires: number } | null {
  const body = readSigned(deps.private.key('challenge'), nonce, 24)
  return body && { id: uuidOf(body.subarray(0, 16)), expires: Number(body.readBigUInt64BE(16)) }
}

export const challengeRoutes = [
  post('/claims/:id/challenges', {
    summary: 'A random task for a live photo, good for two minutes / 现场拍摄任务',
    tag: 'claims',
    who: ['consumer'],
    params: OfClaim,
    body: z.strictObject({}),
    answer: Challenge,
    status: 201,
    async does(call) {
      const { tx, params, now } = call
      if (!(await isCollecting(tx, params.id, me(call)))) return refuse('case.absent')
      const id = newId()
      const task: Task = taskCodes[randomInt(taskCodes.length)] ?? 'code'
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const expires = expiryOf(instant(now))
      await tx.rows(sql`
        insert into challenges (id, tenant, claim_id, task, code, issued_at, expires_at)
        values (${id}, ${tx.tenant}, ${params.id}, ${task}, ${code}, ${new Date(now)}, ${new Date(expires)})`)
      const expiresAt = new Date(expires).toISOString()
      return { id, task, code, ...tasks[task], expiresAt, nonce: nonceOf(call, id, expires) }
    },
  }),
  post('/claims/:id/challenges/frames', {
    summary: 'Name the frame just taken, before the time is over / 登记现场照片',
    tag: 'claims',
    who: ['consumer'],
    params: OfClaim,
    body: z.strictObject({ nonce: z.string().max(200), sha256: Hash }),
    answer: z.object({ frames: z.number() }),
    async does(call) {
      const { tx, params, body, now } = call
      const named = readNonce(call, body.nonce)
      if (!named || !(await isCollecting(tx, params.id, me(call)))) return refuse('case.absent')
      if (now > named.expires) return refuse('challenge.over')
      const kept = await tx.first<{ frames: number }>(sql`
        update challenges set frames = array_append(frames, ${Buffer.from(body.sha256, 'hex')})
        where id = ${named.id} and claim_id = ${params.id} and cardinality(frames) < ${mostFrames}
        returning cardinality(frames) as frames`)
      return kept ?? refuse('challenge.used')
    },
  }),
]
