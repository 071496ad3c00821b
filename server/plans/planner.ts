import { fileURLToPath } from 'node:url'
import type { Day } from '@anxin/dispatch/day/day.ts'
import type { Proposal } from '@anxin/dispatch/day/plan.ts'
import { type OpenApart, openApart } from '../apart.ts'

/** `ms`: how long may be searched; reading and answering take some more. */
export type Question = { day: Omit<Day, 'travel'>; ms: number; seed: number }
export type Planned = Proposal
export type Planner = {
  /** A plan of what is left of the day; null when it could not be made in time, or too many wait for theirs. */
  plan(question: Question): Promise<Planned | null>
  stop(): Promise<void>
}

/** Whoever asks waits with a connection to the database in hand: others must find theirs. */
const mostWaiting = 4
const program = fileURLToPath(new URL('./planning.ts', import.meta.url))

/** Plans days in a process of its own. */
export function openPlanner(open: OpenApart = openApart): Planner {
  const apart = open<Question, Planned>({ program, lanes: 1, seconds: 20, heap: 512 })
  let asked = 0
  return {
    async plan(question) {
      if (asked >= mostWaiting) return null
      asked++
      try {
        return await apart.ask(question)
      } finally {
        asked--
      }
    },
    stop: apart.stop,
  }
}
