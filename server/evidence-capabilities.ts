import { custodyRoutes } from './custody/routes.ts'
import { challengeRoutes } from './evidence/challenges.ts'
import type { Route } from './http/route.ts'
import { inquiryRoutes } from './inquiries/routes.ts'

/** The routes of a claim's evidence: how it is taken, what AI services say of it, how long it is kept; `claim-capabilities.ts`
 *  holds them all. */
export const evidenceLine: readonly Route[] = [...challengeRoutes, ...inquiryRoutes, ...custodyRoutes]
