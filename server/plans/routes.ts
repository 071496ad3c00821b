import { aimsAt } from '@anxin/dispatch/aims.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { get } from '../http/route.ts'
import type { ToPlan } from './planner.ts'
import { EffectShown, PlanShown } from './shapes.ts'
import { effectShown, namesOf, planShown } from './shown.ts'
import { type Today, today } from './today.ts'

const desk = ['dispatcher', 'supervisor', 'operator'] as const
const yes = z.enum(['yes']).optional()
/** Also what somebody has taken, and not set out for, may go to somebody else. */
const Kind = z.object({ mayMove: yes })

type Asked = { tx: Tx; deps: Deps; now: number; query: z.output<typeof Kind> }

/** The day, and what is asked of the planner for it. */
async function toPlan({ tx, deps, now, query }: Asked): Promise<{ found: Today; asked: ToPlan }> {
  const mayMove = query.mayMove === 'yes'
  const found = await today({ tx, deps, now }, { mayMove })
  const whose = `${tx.tenant} ${mayMove ? 'moving' : 'staying'}`
  return { found, asked: { whose, mark: found.mark, now, day: found.day, isAnew: false } }
}

export const planRoutes = [
  get('/plans/today', {
    summary: 'What is left of today, planned: who does what when, what waits and who could take it / 今日排班',
    tag: 'orders',
    who: desk,
    /** `anew`: look for a better plan, though nothing has changed. */
    query: Kind.extend({ anew: yes }),
    answer: PlanShown,
    async does(call) {
      const { found, asked } = await toPlan(call)
      const proposal = await call.deps.planner.plan({ ...asked, isAnew: call.query.anew === 'yes' })
      if (!proposal) return refuse('plan.too_long')
      const names = await namesOf(call, found)
      return {
        ...{ at: new Date(call.now).toISOString(), aims: aimsAt(call.now).version, ways: proposal.by },
        ...planShown(found, proposal, names),
      }
    },
  }),
  get('/plans/today/what-if', {
    summary: 'What it would do to give an order to each technician, by the rules of the plan / 试派',
    tag: 'orders',
    who: desk,
    query: Kind.extend({ order: z.uuid() }),
    answer: z.object({ items: z.array(EffectShown) }),
    async does(call) {
      const { found, asked } = await toPlan(call)
      const visit = call.query.order
      if (!found.day.visits.some(({ id }) => id === visit)) return refuse('case.wrong_step')
      const effects = await call.deps.planner.whatIf({ ...asked, visit })
      if (!effects) return refuse('plan.too_long')
      const names = await namesOf(call, found)
      return { items: effects.map((effect) => effectShown(effect, found, names)) }
    },
  }),
]
