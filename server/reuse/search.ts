import { Worker } from 'node:worker_threads'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import type { Sighting } from '@anxin/inspect/reuse/sighting.ts'
import type { Found } from './shelf.ts'

/** A kept picture to be looked at closely. */
export type Beside = { kept: Pick<Looks, 'features' | 'width' | 'height'>; isMirrored: boolean }
/** What the thread is told and asked. `numbers` and `n` are those of the table. */
export type Question = { tenant: string } & (
  | { ask: 'open'; featuresFrom: number }
  | { ask: 'close' }
  | { ask: 'add'; hashes: Uint8Array; pictures: readonly { n: number; features: Uint8Array }[] }
  | { ask: 'forget'; numbers: readonly number[] }
  | { ask: 'find'; looks: Looks }
  | { ask: 'compare'; looks: Looks; with: readonly Beside[] }
)
export type Reply = { id: number; answer?: unknown; failed?: string }
type Answers = { find: Found; compare: (Sighting | null)[] }
type AnswerTo<Q extends Question> = Q['ask'] extends keyof Answers ? Answers[Q['ask']] : undefined

/** A thread that holds indexes. When it dies, what waits fails, and the next question starts another. */
export type Search = {
  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q>>
  /** Rises with every thread that ended: its indexes are gone. */
  readonly ended: number
  stop(): Promise<void>
}

type Waiting = { resolve(answer: unknown): void; reject(why: Error): void }

/** Starts the thread when it is first asked. */
export function openSearch(): Search {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | null = null
  let threadsEnded = 0
  let last = 0
  const start = (): Worker => {
    const one = new Worker(new URL('./searching.ts', import.meta.url))
    one.on('message', ({ id, answer, failed }: Reply) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (failed === undefined) asked?.resolve(answer)
      else asked?.reject(new Error(failed))
      if (waiting.size === 0) one.unref()
    })
    const over = (why: Error) => {
      if (thread !== one) return
      thread = null
      threadsEnded++
      for (const asked of waiting.values()) asked.reject(why)
      waiting.clear()
    }
    one.on('error', over)
    one.on('exit', () => over(new Error('the search for pictures was stopped')))
    return one
  }
  return {
    get ended() {
      return threadsEnded
    },
    ask(question) {
      thread ??= start()
      // While something is asked, the thread keeps the process going; else it does not.
      thread.ref()
      const id = ++last
      thread.postMessage({ id, question })
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject }) // the thread answers each `ask` by its type
      })
    },
    stop: async () => void (await thread?.terminate()),
  }
}
