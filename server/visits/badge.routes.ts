import { instant, type Window } from '@anxin/domain/basics.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { badgeStanding, badgeStandings } from '@anxin/domain/visits/badge.ts'
import { z } from 'zod'
import { get } from '../http/route.ts'
import { regionName } from '../regions/names.ts'
import { readBadge } from './badge.ts'
import { visitOfDesk } from './store.ts'

/** At the door anybody asks, and may mistype the four digits; trying all of them takes days. */
const perAddress = [
  { seconds: 60, most: 30 },
  { seconds: 3_600, most: 200 },
]
const Span = z.object({ from: z.string(), to: z.string() })
const spanOf = (window: Window | null): z.input<typeof Span> | null =>
  window && { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() }

export const badgeRoutes = [
  get('/badges/:token', {
    summary:
      "Whether a technician's badge is genuine and for this visit; asked at the door, without an account / 查工牌",
    tag: 'visits',
    who: ['anyone'],
    perAddress,
    params: z.object({ token: z.string().max(200) }),
    query: z.object({
      /** The last four digits of the own order's number, or of the telephone number it was reported with. */
      mine: z
        .string()
        .regex(/^\d{4}$/)
        .optional(),
    }),
    answer: z.object({
      standing: z.enum(badgeStandings),
      /** Whether it is for the order of whoever asks; null where they did not say which that is. */
      isMine: z.boolean().nullable(),
      technician: z.string().nullable(),
      appliance: z.string(),
      brand: z.string(),
      region: z.string().nullable(),
      window: Span.nullable(),
      until: z.string(),
    }),
    async does({ tx, deps, now, params, query }) {
      const badge = readBadge(deps, params.token)
      const visit = badge?.tenant === tx.tenant ? await visitOfDesk(tx, badge.visit) : undefined
      if (!badge || !visit) return refuse('badge.not_ours')
      const { asked, number, state } = visit
      const names = await deps.private.people(tx, [badge.technician])
      const phone = (await deps.private.open(tx, [asked.phone])).get(asked.phone) ?? null
      const { mine } = query
      return {
        standing: badgeStanding(badge, state, instant(now)),
        isMine: mine === undefined ? null : number.endsWith(mine) || phone?.endsWith(mine) === true,
        technician: names.get(badge.technician)?.name ?? null,
        ...{
          appliance: asked.appliance,
          brand: asked.brand,
          region: asked.region && regionName(asked.region.slice(0, 6)),
        },
        window: spanOf(state.plan.window),
        until: new Date(badge.until).toISOString(),
      }
    },
  }),
]
