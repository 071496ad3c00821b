import { createHash, randomBytes } from 'node:crypto'
import { type BadStamp, checkedStamp, isBadStamp, timestampRequest, timestampToken } from '@anxin/record/timestamp.ts'
import { replyOf } from '../reply.ts'

/** What can be wrong beside the stamp itself: nobody answered in time, or something else did. */
export type NoStamp = BadStamp | { wrong: 'stamp.unreachable'; detail: string }

const usualPatienceMs = 20_000
const mostOfReply = 2 ** 20

/** Asks an authority for a time stamp of these bytes (RFC 3161 section 3.4, by HTTP) and checks what comes: only a token of
 *  these bytes is handed back. Its clock is believed; who signed is judged by whoever verifies. */
export async function stampBy(
  url: string,
  data: Uint8Array,
  { patienceMs = usualPatienceMs } = {},
): Promise<Uint8Array | NoStamp> {
  const nonce = randomBytes(8)
  const asked = timestampRequest(createHash('sha256').update(data).digest(), nonce)
  const reply = await ask(url, asked, patienceMs).catch((error) => ({
    wrong: 'stamp.unreachable' as const,
    detail:
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error),
  }))
  if ('wrong' in reply) return reply
  const token = timestampToken(reply, nonce)
  if (isBadStamp(token)) return token
  const stamp = await checkedStamp(token, { data, roots: [] })
  return isBadStamp(stamp) ? stamp : token
}

async function ask(url: string, body: Uint8Array, patienceMs: number): Promise<Uint8Array> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: Uint8Array.from(body),
    signal: AbortSignal.timeout(patienceMs),
  })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  return replyOf(answer, mostOfReply)
}
