import type { Route, StreamRoute } from './http/route.ts'
import { merchantRoutes } from './merchants/routes.ts'
import { policyRoutes } from './policies/routes.ts'
import { purchaseRoutes } from './purchases/routes.ts'
import { recordingBundle } from './recordings/bundle.routes.ts'
import { evidenceRoutes } from './recordings/evidence.routes.ts'
import { recordingRoutes } from './recordings/routes.ts'

/** The routes of what merchants and their shops enter before anybody claims; those of claims stand in
 *  `claim-capabilities.ts`, which holds them all. */
export const merchantLine: readonly Route[] = [
  ...merchantRoutes,
  ...policyRoutes,
  ...purchaseRoutes,
  ...recordingRoutes,
  ...evidenceRoutes,
]
export const merchantLineStreams: readonly StreamRoute[] = [recordingBundle]
