import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { report } from '../testing.ts'
import { pause } from './process.ts'

export type Storm = {
  /** Idempotency-Key → id of the order that was acknowledged. */
  acknowledged: Map<string, string>
  stop(): Promise<void>
}

/** Clients that post reports, each with a key of its own, again and again until the server has answered. The key stands
 *  as the brand in the report, so that the database tells which order came from which key. */
export function storm(urlNow: () => string, clients: number): Storm {
  const acknowledged = new Map<string, string>()
  let isOver = false
  const post = async (key: string, phone: string): Promise<string | null> => {
    const answer = await fetch(`${urlNow()}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ ...report, phone, brand: key }),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null)
    const body = answer?.status === 201 ? await answer.json().catch(() => null) : null
    return body ? String(body.id) : null
  }
  const client = async (_: unknown, i: number) => {
    while (!isOver) {
      const key = randomUUID()
      for (let id = null; id === null && !isOver; ) {
        id = await post(key, `199000004${String(i).padStart(2, '0')}`)
        if (id === null) await pause(20)
        else acknowledged.set(key, id)
      }
    }
  }
  const running = Array.from({ length: clients }, client)
  // Whatever fails in a test, nobody goes on asking.
  after(() => {
    isOver = true
  })
  return {
    acknowledged,
    async stop() {
      isOver = true
      await Promise.all(running)
    },
  }
}
