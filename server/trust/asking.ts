import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { report } from '../testing-report.ts'
import { pause } from './process.ts'

/** Reports through HTTP, one by one and at a rate. */

export type Post = (host: string) => Promise<{ status: number; ms: number }>

export function poster(url: string): Post {
  const agent = new Agent({ keepAlive: true })
  let count = 0
  return (host) =>
    new Promise((resolve, reject) => {
      const phone = `1990000${1_000 + (count++ % 1_000)}`
      const headers = { host, 'content-type': 'application/json', 'idempotency-key': randomUUID() }
      const began = performance.now()
      request(`${url}/api/v1/orders`, { method: 'POST', agent, headers }, (answer) => {
        answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - began }))
      })
        .once('error', reject)
        .end(JSON.stringify({ ...report, phone }))
    })
}

/** Asks so many times a second, whether or not it is answered as fast. */
export async function atRate(rate: number, seconds: number, ask: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  const asked: Promise<unknown>[] = []
  for (let since = 0; since < seconds * 1_000; since = performance.now() - began) {
    while (asked.length < (since * rate) / 1_000) asked.push(ask())
    await pause(2)
  }
  await Promise.all(asked)
}
