import { sessionRoutes } from './access/routes.ts'
import { calendarRoutes, calendarStreams } from './appliances/calendar.routes.ts'
import { applianceRoutes } from './appliances/routes.ts'
import { claimLine, claimLineStreams } from './claim-capabilities.ts'
import { coverageExport, coverageRoutes } from './coverage/routes.ts'
import type { Route, StreamRoute } from './http/route.ts'
import { mediaRoutes } from './media/routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { offerRoutes } from './offers/routes.ts'
import { operatorLine, operatorStreams } from './operator-capabilities.ts'
import { orderRoutes, orderSheets } from './orders/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { planRoutes } from './plans/routes.ts'
import { promiseRoutes } from './promises/routes.ts'
import { ratingRoutes } from './ratings/routes.ts'
import { regionRoutes } from './regions/routes.ts'
import { savedViewRoutes } from './saved-views/routes.ts'
import { technicianImport, technicianRoutes } from './technicians/routes.ts'
import { liveRoutes, trackingRoutes } from './tracking/routes.ts'
import { visitRoutes } from './visits/routes.ts'

/** Every route there is. The OpenAPI document, the client's types and the walk as everybody else come from this list. */
export const routes: readonly Route[] = [
  ...orderRoutes,
  ...visitRoutes,
  ...offerRoutes,
  ...promiseRoutes,
  ...planRoutes,
  ...ratingRoutes,
  ...applianceRoutes,
  ...calendarRoutes,
  ...technicianRoutes,
  ...coverageRoutes,
  ...peopleRoutes,
  ...noticeRoutes,
  ...regionRoutes,
  ...trackingRoutes,
  ...savedViewRoutes,
  ...operatorLine,
  ...claimLine,
]
export const streams: readonly StreamRoute[] = [
  ...sessionRoutes,
  ...mediaRoutes,
  ...operatorStreams,
  ...liveRoutes,
  ...orderSheets,
  ...calendarStreams,
  technicianImport,
  coverageExport,
  ...claimLineStreams,
]
