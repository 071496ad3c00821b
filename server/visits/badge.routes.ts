import { instant, type Window } from '@anxin/domain/basics.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { badgeStanding, badgeStandings } from '@anxin/domain/visits/badge.ts'
import { z } from 'zod'
import { get } from '../http/route.ts'
import { regionName } from '../regions/names.ts'
import { readBadge } from './badge.ts'
import { visitOfDesk } from './store.ts'

/** At the door anybody asks, many of them from the shared addresses of mobile networks. */
const perAddress = [{ seconds: 60, most: 120 }]
/** How often the four digits of one visit are compared, in each process. */
const ofVisit = [{ seconds: 3_600, most: 8 }]
/** In the place of an address: all of them are one. */
const everybody = 'everybody'
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
      /** Of a badge that is worth nothing any more, none of the rest is told. */
      technician: z.string().nullable(),
      appliance: z.string().nullable(),
      brand: z.string().nullable(),
      region: z.string().nullable(),
      window: Span.nullable(),
      until: z.string(),
    }),
    // Of whichever tenant it is: it may be read at another's name.
    whose: ({ deps, params }) => readBadge(deps, params.token)?.tenant ?? null,
    async does({ tx, deps, now, params, query: { mine } }) {
      const badge = readBadge(deps, params.token)
      const visit = badge && (await visitOfDesk(tx, badge.visit))
      if (!badge || !visit) return refuse('badge.not_ours')
      const standing = badgeStanding(badge, visit.state, instant(now))
      const none = { technician: null, appliance: null, brand: null, region: null, window: null }
      const said = { standing, isMine: null, until: new Date(badge.until).toISOString() }
      if (standing !== 'genuine') return { ...said, ...none }
      // Counted for each visit, whoever asks: four digits must not be found out by trying.
      if (mine !== undefined) deps.callers.addresses.admit(`badge/${badge.visit}`, everybody, ofVisit)
      const { asked, number, state } = visit
      const names = await deps.private.people(tx, [badge.technician])
      const phone = (await deps.private.open(tx, [asked.phone])).get(asked.phone) ?? null
      return {
        ...said,
        isMine: mine === undefined ? null : number.endsWith(mine) || phone?.endsWith(mine) === true,
        technician: names.get(badge.technician)?.name ?? null,
        appliance: asked.appliance,
        brand: asked.brand,
        region: asked.region && regionName(asked.region.slice(0, 6)),
        window: spanOf(state.plan.window),
      }
    },
  }),
]
