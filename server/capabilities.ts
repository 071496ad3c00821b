import { operatorRoutes } from './access/operator.ts'
import { sessionRoutes } from './access/routes.ts'
import { calendarRoutes, calendarStreams } from './appliances/calendar.routes.ts'
import { applianceRoutes } from './appliances/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { claimExport } from './claims/export.ts'
import { layerRoute } from './claims/layer.routes.ts'
import { claimRoutes } from './claims/routes.ts'
import { decisionRoutes } from './decisions/routes.ts'
import { errandRoutes } from './errands/routes.ts'
import { challengeRoutes } from './evidence/challenges.ts'
import { hearingRoutes } from './hearings/routes.ts'
import type { Route, StreamRoute } from './http/route.ts'
import { instructionRoutes } from './instructions/routes.ts'
import { mediaRoutes } from './media/routes.ts'
import { merchantRoutes } from './merchants/routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { offerRoutes } from './offers/routes.ts'
import { orderRoutes } from './orders/routes.ts'
import { orderSheets } from './orders/sheets.ts'
import { peopleRoutes } from './people/routes.ts'
import { promiseRoutes } from './promises/routes.ts'
import { purchaseRoutes } from './purchases/routes.ts'
import { ratingRoutes } from './ratings/routes.ts'
import { regionRoutes } from './regions/routes.ts'
import { remedyRoutes } from './remedies/routes.ts'
import { ruleRoutes } from './rules/routes.ts'
import { workingDayRoutes } from './rules/working-days.routes.ts'
import { savedViewRoutes } from './saved-views/routes.ts'
import { technicianImport } from './technicians/import.ts'
import { technicianRoutes } from './technicians/routes.ts'
import { liveRoutes, trackingRoutes } from './tracking/routes.ts'
import { visitRoutes } from './visits/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'

/** Every route there is. The OpenAPI document, the client's types and the walk as everybody else come from this list. */
export const routes: readonly Route[] = [
  ...orderRoutes,
  ...visitRoutes,
  ...offerRoutes,
  ...promiseRoutes,
  ...ratingRoutes,
  ...applianceRoutes,
  ...calendarRoutes,
  ...technicianRoutes,
  ...peopleRoutes,
  ...noticeRoutes,
  ...regionRoutes,
  ...trackingRoutes,
  ...savedViewRoutes,
  ...errandRoutes,
  ...auditRoutes,
  ...operatorRoutes,
  ...webhookRoutes,
  ...merchantRoutes,
  ...purchaseRoutes,
  ...claimRoutes,
  ...challengeRoutes,
  ...hearingRoutes,
  ...decisionRoutes,
  ...remedyRoutes,
  ...instructionRoutes,
  ...ruleRoutes,
  ...workingDayRoutes,
]
export const streams: readonly StreamRoute[] = [
  ...sessionRoutes,
  ...mediaRoutes,
  ...liveRoutes,
  ...orderSheets,
  ...calendarStreams,
  technicianImport,
  layerRoute,
  claimExport,
]
