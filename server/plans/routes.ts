import { aimsAt } from '@anxin/dispatch/aims.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { get, post } from '../http/route.ts'
import { EffectShown, PlanShown, WhatIf } from './shapes.ts'
import { effectShown, namesOf, planShown } from './shown.ts'
import { today } from './today.ts'

const desk = ['dispatcher', 'supervisor', 'operator'] as const
const yes = z.enum(['yes']).optional()

export const planRoutes = [
  get('/plans/today', {
    summary: 'What is left of today, planned: who does what when, what waits and who could take it / 今日排班',
    tag: 'orders',
    who: desk,
    query: z.object({
      /** Also what somebody has taken, and not set out for, may go to somebody else. */
      mayMove: yes,
      /** Look for a better plan, though nothing has changed. */
      anew: yes,
    }),
    answer: PlanShown,
    async does({ tx, deps, now, query }) {
      const found = await today({ tx, deps, now }, { mayMove: query.mayMove === 'yes' })
      const { day, mark } = found
      const proposal = await deps.planner.plan({ tenant: tx.tenant, mark, now, day, isAnew: query.anew === 'yes' })
      if (!proposal) return refuse('plan.too_long')
      const names = await namesOf({ tx, deps }, found)
      return {
        ...{ at: new Date(now).toISOString(), aims: aimsAt(now).version, ways: proposal.by },
        ...planShown(found, proposal, names),
      }
    },
  }),
  post('/plans/what-if', {
    summary: 'What it would do to give an order to each technician, by the rules of the plan / 试派',
    tag: 'orders',
    who: desk,
    body: WhatIf,
    answer: z.object({ items: z.array(EffectShown) }),
    async does({ tx, deps, now, body }) {
      const found = await today({ tx, deps, now }, { mayMove: true })
      if (!found.day.visits.some(({ id }) => id === body.order)) return refuse('case.wrong_step')
      const routes = new Map(body.routes.map(({ technician, orders }) => [technician, orders]))
      const effects = await deps.planner.whatIf({ day: found.day, routes, visit: body.order })
      if (!effects) return refuse('plan.too_long')
      const names = await namesOf({ tx, deps }, found)
      return { items: effects.map((effect) => effectShown(effect, found, names)) }
    },
  }),
]
