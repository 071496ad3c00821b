import { operatorRoutes } from './access/operator.ts'
import { auditRoutes } from './audit/routes.ts'
import { errandRoutes } from './errands/routes.ts'
import { hotlineRoutes } from './hotlines/routes.ts'
import type { Route, StreamRoute } from './http/route.ts'
import { logRoutes } from './log/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** The routes of whoever runs the installation; `capabilities.ts` holds them all. */
export const operatorLine: readonly Route[] = [
  ...errandRoutes,
  ...auditRoutes,
  ...operatorRoutes,
  ...webhookRoutes,
  ...hotlineRoutes,
]
export const operatorStreams: readonly StreamRoute[] = logRoutes
