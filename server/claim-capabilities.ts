import { claimRoutes } from './claims/routes.ts'
import { claimStreams } from './claims/streams.ts'
import { decisionRoutes } from './decisions/routes.ts'
import { evidenceLine } from './evidence-capabilities.ts'
import { hearingRoutes } from './hearings/routes.ts'
import type { Route, StreamRoute } from './http/route.ts'
import { instructionRoutes } from './instructions/routes.ts'
import { merchantLine, merchantLineStreams } from './merchant-capabilities.ts'
import { oversightRoutes, oversightStreams } from './oversight/routes.ts'
import { remedyRoutes } from './remedies/routes.ts'
import { ruleRoutes } from './rules/routes.ts'

/** The routes of refund claims; those of the repair line stand in `capabilities.ts`, which holds them all. */
export const claimLine: readonly Route[] = [
  ...merchantLine,
  ...claimRoutes,
  ...evidenceLine,
  ...hearingRoutes,
  ...decisionRoutes,
  ...remedyRoutes,
  ...instructionRoutes,
  ...ruleRoutes,
  ...oversightRoutes,
]
export const claimLineStreams: readonly StreamRoute[] = [...merchantLineStreams, ...claimStreams, ...oversightStreams]
