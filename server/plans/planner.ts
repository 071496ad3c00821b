import { fileURLToPath } from 'node:url'
import type { Proposal } from '@anxin/dispatch/day/plan.ts'
import type { Effect, Routes } from '@anxin/dispatch/day/what-if.ts'
import type { Id } from '@anxin/domain/basics.ts'
import QuickLRU from 'quick-lru'
import { type OpenApart, openApart } from '../apart.ts'
import type { DayAsked, Known } from './travelled.ts'

/** `routing`: the address of the service that knows the roads. `ms`: how long may be searched. `routes`: the plan in force,
 *  where the search begins, or in which `visit` is moved. */
export type Question = { day: DayAsked; routing: string | null; routes: Routes } & (
  | { ms: number; seed: number }
  | { visit: Id }
)
export type Answer = { known: Known } & ({ proposal: Proposal } | { effects: Effect[] })

export type Planned = Proposal & { by: Known['by'] }
/** `mark`: what the day was made of. While that is the same, the plan in force holds for a minute, for everybody who asks. */
export type ToPlan = { tenant: Id; mark: string; now: number; day: DayAsked; isAnew: boolean }
export type Planner = {
  /** A plan of what is left of the day, begun from the one in force; null when it could not be made in time, or too many wait
   *  for theirs. */
  plan(asked: ToPlan): Promise<Planned | null>
  /** What it would do to give the visit to each technician; null as above. */
  whatIf(asked: { day: DayAsked; routes: Routes; visit: Id }): Promise<Effect[] | null>
  stop(): Promise<void>
}

/** Whoever asks waits with a connection to the database in hand: others must find theirs. */
const mostWaiting = 4
const program = fileURLToPath(new URL('./planning.ts', import.meta.url))
/** How long is searched, and how long a plan holds while nothing changes. Milliseconds. */
const [searched, holds] = [400, 60_000]

type Parts = { routing: string | null; say(why: string): void; open?: OpenApart | undefined }

/** Plans days in a process of its own. */
export function openPlanner({ routing, say, open = openApart }: Parts): Planner {
  const apart = open<Question, Answer>({ program, lanes: 1, seconds: 20, heap: 512 })
  const inForce = new QuickLRU<Id, { mark: string; at: number; plan: Promise<Planned | null> }>({ maxSize: 200 })
  let waiting = 0
  async function ask(question: Question): Promise<Answer | null> {
    if (waiting >= mostWaiting) return null
    waiting++
    try {
      const answer = await apart.ask(question)
      if (answer?.known.why) say(answer.known.why)
      return answer
    } finally {
      waiting--
    }
  }
  async function planned(day: DayAsked, before: Planned | null): Promise<Planned | null> {
    const routes = new Map(before?.routes.map(({ technician, stops }) => [technician, stops.map(({ visit }) => visit)]))
    const answer = await ask({ day, routing, routes, ms: searched, seed: 1 })
    return answer && 'proposal' in answer ? { ...answer.proposal, by: answer.known.by } : null
  }
  return {
    async plan({ tenant, mark, now, day, isAnew }) {
      const last = inForce.get(tenant)
      const same = last?.mark === mark && now - last.at < holds && !isAnew ? await last.plan : null
      if (same) return same
      const plan = (async () => planned(day, (await last?.plan) ?? null))()
      inForce.set(tenant, { mark, at: now, plan })
      return plan
    },
    async whatIf({ day, routes, visit }) {
      const answer = await ask({ day, routing, routes, visit })
      return answer && 'effects' in answer ? answer.effects : null
    },
    stop: apart.stop,
  }
}
