import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { testDatabase } from '../db/testing.ts'
import { report } from '../testing.ts'
import { folder, pause, serve } from './process.ts'

/** Two tenants of one server, told apart by their host names; the demo's own. */
const [storming, neighbour] = ['localhost', 'linjia.localhost']

export type Felt = {
  /** Reports a second that the server takes from one tenant alone. */
  capacity: number
  /** 95th percentile of the neighbour's time for a report, in ms: beside an ordinary tenant, and beside one with ten
   *  times as much. */
  quietMs: number
  stormMs: number
  /** Of the neighbour, which did nothing out of the ordinary. */
  refused: number
}
type Post = (host: string) => Promise<{ status: number; ms: number }>

/** A large tenant's ordinary load, of what the server can take (ten times that is more than it can), and a small one's. */
const ordinary = { storming: 1 / 8, neighbour: 1 / 40 }

/** Both tenants report at their ordinary rates, in turn with the large one at ten times its own. */
export async function felt({ rounds, seconds, mutant = '' }: { rounds: number; seconds: number; mutant?: string }) {
  const database = await testDatabase()
  // Errands are no part of it: they are worked off elsewhere.
  const server = await serve({ databaseUrl: database.url, dir: folder(), env: { MUTANT: mutant, LANES: '0' } })
  const post = poster(server.url)
  await capacityOf(post, seconds) // a server that has just begun is half as fast
  const capacity = await capacityOf(post, seconds)
  const ms = { quiet: [] as number[], storm: [] as number[] }
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    for (const [phase, times] of [
      ['quiet', 1],
      ['storm', 10],
    ] as const) {
      const here = async () => {
        const answer = await post(neighbour)
        if (answer.status === 201) ms[phase].push(answer.ms)
        else refused++
      }
      await Promise.all([
        atRate(times * ordinary.storming * capacity, seconds, () => post(storming)),
        atRate(ordinary.neighbour * capacity, seconds, here),
      ])
    }
  }
  await server.kill()
  await database.drop()
  return { capacity, quietMs: p95(ms.quiet), stormMs: p95(ms.storm), refused } satisfies Felt
}

function poster(url: string): Post {
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

async function capacityOf(post: Post, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let done = 0
  const client = async () => {
    for (; performance.now() < end; done++) await post(storming)
  }
  await Promise.all(Array.from({ length: 16 }, client))
  return done / seconds
}

/** Asks so many times a second, whether or not it is answered as fast. */
async function atRate(rate: number, seconds: number, ask: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  const asked: Promise<unknown>[] = []
  for (let since = 0; since < seconds * 1_000; since = performance.now() - began) {
    while (asked.length < (since * rate) / 1_000) asked.push(ask())
    await pause(2)
  }
  await Promise.all(asked)
}

const p95 = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? 0
