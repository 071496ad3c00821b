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
/** `whose`: tenant and kind of plan, of which one is in force. `mark`: what the day was made of: while that is the same, the
 *  plan in force holds for a minute, for everybody who asks. */
export type ToPlan = { whose: string; mark: string; now: number; day: DayAsked; isAnew: boolean }
export type Planner = {
  /** A plan of what is left of the day, begun from the one in force; null when it could not be made, or too many wait. */
  plan(asked: ToPlan): Promise<Planned | null>
  /** What it would do to give the visit to each technician, in the plan in force; null as above. */
  whatIf(asked: ToPlan & { visit: Id }): Promise<Effect[] | null>
  stop(): Promise<void>
}

/** Whoever asks waits with a connection to the database in hand: others must find theirs. */
const mostWaiting = 5
const program = fileURLToPath(new URL('./planning.ts', import.meta.url))
/** How long is searched, and how long a plan holds while nothing changes. Milliseconds. */
const [searched, holds] = [400, 60_000]

type Parts = { routing: string | null; say(why: string): void; open?: OpenApart | undefined }

/** Plans days in a process of its own. */
export function openPlanner({ routing, say, open = openApart }: Parts): Planner {
  const apart = open<Question, Answer>({ program, lanes: 1, seconds: 20, heap: 512 })
  const inForce = new QuickLRU<string, { mark: string; at: number; plan: Planned }>({ maxSize: 200 })
  const underWay = new Map<string, Promise<Planned | null>>()
  let waiting = 0
  /** For so many at a time; null for one more. */
  async function inLine<T>(work: () => Promise<T | null>): Promise<T | null> {
    if (waiting >= mostWaiting) return null
    waiting++
    try {
      return await work()
    } finally {
      waiting--
    }
  }
  async function ask(question: Question): Promise<Answer | null> {
    const answer = await apart.ask(question).catch((error) => {
      say(String(error))
      return null
    })
    if (answer?.known.why) say(answer.known.why)
    return answer
  }
  const holding = ({ whose, mark, now, isAnew }: ToPlan): Planned | null => {
    const last = inForce.get(whose)
    return last && last.mark === mark && now - last.at < holds && !isAnew ? last.plan : null
  }
  async function make({ whose, mark, now, day }: ToPlan): Promise<Planned | null> {
    const routes = routesOf(inForce.get(whose)?.plan ?? null)
    const answer = await ask({ day, routing, routes, ms: searched, seed: 1 })
    underWay.delete(whose)
    if (!answer || !('proposal' in answer)) return null
    const plan = { ...answer.proposal, by: answer.known.by }
    inForce.set(whose, { mark, at: now, plan })
    return plan
  }
  async function made(asked: ToPlan): Promise<Planned | null> {
    // One of a kind at a time: who comes meanwhile may find theirs in what it makes.
    for (let other = underWay.get(asked.whose); other; other = underWay.get(asked.whose)) {
      await other
      const plan = holding(asked)
      if (plan) return plan
    }
    const plan = make(asked)
    underWay.set(asked.whose, plan)
    return plan
  }
  const planOf = async (asked: ToPlan) => holding(asked) ?? made(asked)
  return {
    plan: async (asked) => holding(asked) ?? inLine(() => made(asked)),
    whatIf: (asked) =>
      inLine(async () => {
        const plan = await planOf(asked)
        const day = loosened(asked.day, asked.visit)
        const answer = plan && (await ask({ day, routing, routes: routesOf(plan), visit: asked.visit }))
        return answer && 'effects' in answer ? answer.effects : null
      }),
    stop: apart.stop,
  }
}

/** The day in which this visit may go to anybody. */
const loosened = (day: DayAsked, visit: Id): DayAsked => ({
  ...day,
  visits: day.visits.map((one) => (one.id === visit ? { ...one, isFixed: false } : one)),
})

const routesOf = (plan: Planned | null): Routes =>
  new Map(plan?.routes.map(({ technician, stops }) => [technician, stops.map(({ visit }) => visit)]))
