import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '../db/testing.ts'
import { atRate, type Post, poster } from './asking.ts'
import { folder, serve } from './process.ts'

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
        crowd(server.url, times * ordinary.storming * capacity, seconds),
        atRate(ordinary.neighbour * capacity, seconds, here),
      ])
    }
  }
  await server.kill()
  await database.drop()
  return { capacity, quietMs: p95(ms.quiet), stormMs: p95(ms.storm), refused } satisfies Felt
}

/** The large tenant asks from a process of its own, as it would from other machines: it delays no answer to the neighbour on
 *  its way to who reads it, and gives way to the server. */
async function crowd(url: string, rate: number, seconds: number): Promise<void> {
  const script = fileURLToPath(new URL('crowd.ts', import.meta.url))
  const child = spawn(process.execPath, [script, url, storming, String(rate), String(seconds)], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the crowd ended with ${code}`)
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

const p95 = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? 0
