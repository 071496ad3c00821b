import { aimsAt } from '@anxin/dispatch/aims.ts'
import type { Proposal, Route } from '@anxin/dispatch/day/plan.ts'
import type { Id } from '@anxin/domain/basics.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { get } from '../http/route.ts'
import { regionName } from '../regions/names.ts'
import type { OpenRow } from './store.ts'
import { type Today, today } from './today.ts'

const Work = z.object({
  order: z.string(),
  number: z.string(),
  appliance: z.string(),
  county: z.string().nullable(),
  isUrgent: z.boolean(),
  window: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** To place it with, where nobody has it. */
  search: z.string().nullable(),
})
const StopShown = Work.extend({
  /** Nobody has it yet: this is a proposal. */
  isNew: z.boolean(),
  arrives: z.string(),
  begins: z.string(),
  ends: z.string(),
  /** Minutes after what was agreed. */
  late: z.number(),
  why: z.array(z.string()),
})
const PlanShown = z.object({
  at: z.string(),
  /** The version of the aims. */
  aims: z.string(),
  technicians: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      /** What they are doing at this moment. */
      now: z.array(Work),
      stops: z.array(StopShown),
      /** Minutes of work after the end of the day. */
      overtime: z.number(),
    }),
  ),
  unserved: z.array(Work.extend({ why: z.string() })),
  /** There is more than is planned at once: the rest stands nowhere here. */
  isCut: z.boolean(),
})

/** How long is searched. */
const ms = 400

export const planRoutes = [
  get('/plans/today', {
    summary: 'What is left of today, planned: who does what when, what waits and who could take it / 今日排班',
    tag: 'orders',
    who: ['dispatcher', 'supervisor', 'operator'],
    answer: PlanShown,
    async does({ tx, deps, now }) {
      const found = await today({ tx, deps, now })
      const proposal = await deps.planner.plan({ day: found.day, ms, seed: 1 })
      if (!proposal) return refuse('plan.too_long')
      const names = await deps.private.people(
        tx,
        found.technicians.map(({ id }) => id),
      )
      return {
        at: new Date(now).toISOString(),
        aims: aimsAt(now).version,
        ...shown(found, proposal, (id) => names.get(id)?.name ?? null),
      }
    },
  }),
]

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString()

const workOf = ({ order, number, asked, window, search }: OpenRow): z.input<typeof Work> => ({
  ...{ order, number, appliance: asked.appliance, search },
  county: asked.region ? regionName(asked.region.slice(0, 6)) : null,
  isUrgent: asked.urgency === 'urgent',
  window: window && { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
})

type Shown = Pick<z.input<typeof PlanShown>, 'technicians' | 'unserved' | 'isCut'>

function shown(
  { rows, busy, elsewhere, isCut }: Today,
  { routes, unserved }: Proposal,
  nameOf: (id: Id) => string | null,
): Shown {
  const of = new Map(rows.map((row) => [row.order, row]))
  const stopsOf = ({ stops }: Route) =>
    stops.flatMap(({ visit, arrives, begins, ends, late, why }) => {
      const row = of.get(visit)
      if (!row) return []
      const times = { arrives: iso(arrives), begins: iso(begins), ends: iso(ends), late: Math.ceil(late / 60) }
      return [{ ...workOf(row), isNew: row.technician === null, ...times, why }]
    })
  return {
    technicians: routes.map((route) => {
      return {
        ...{
          id: route.technician,
          name: nameOf(route.technician),
          now: (busy.get(route.technician) ?? []).map(workOf),
        },
        ...{ stops: stopsOf(route), overtime: Math.ceil(route.overtime / 60) },
      }
    }),
    isCut,
    unserved: [
      ...unserved.flatMap(({ visit, why }) => {
        const row = of.get(visit)
        return row ? [{ ...workOf(row), why }] : []
      }),
      ...elsewhere.map((row) => ({ ...workOf(row), why: 'fixed' })),
    ],
  }
}
