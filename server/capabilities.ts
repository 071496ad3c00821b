import { operatorRoutes } from './access/operator.ts'
import { sessionRoutes } from './access/routes.ts'
import { calendarRoutes, calendarStreams } from './appliances/calendar.routes.ts'
import { applianceCase } from './appliances/case.ts'
import { applianceJobs } from './appliances/jobs.ts'
import { applianceRoutes } from './appliances/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { errandRoutes } from './errands/routes.ts'
import type { Route, StreamRoute } from './http/route.ts'
import { mediaJobs } from './media/jobs.ts'
import { mediaRoutes } from './media/routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { searchCase } from './offers/case.ts'
import { offerJobs } from './offers/jobs.ts'
import { offerRoutes } from './offers/routes.ts'
import { orderCase } from './orders/case.ts'
import { orderJobs } from './orders/jobs.ts'
import { orderRoutes } from './orders/routes.ts'
import { orderSheets } from './orders/sheets.ts'
import { peopleRoutes } from './people/routes.ts'
import { personCase } from './private/private.ts'
import { promiseCase } from './promises/case.ts'
import { promiseJobs } from './promises/jobs.ts'
import { promiseRoutes } from './promises/routes.ts'
import { ratingCase, ratingRoutes } from './ratings/routes.ts'
import { regionRoutes } from './regions/routes.ts'
import { retentionJobs } from './retention/jobs.ts'
import { savedViewRoutes } from './saved-views/routes.ts'
import { technicianCase } from './technicians/case.ts'
import { technicianImport } from './technicians/import.ts'
import { technicianJobs } from './technicians/jobs.ts'
import { technicianRoutes } from './technicians/routes.ts'
import { liveRoutes, trackingRoutes } from './tracking/routes.ts'
import { visitCase } from './visits/case.ts'
import { visitJobs } from './visits/jobs.ts'
import { visitRoutes } from './visits/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'
import type { Job } from './worker.ts'

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
]
export const streams: readonly StreamRoute[] = [
  ...sessionRoutes,
  ...mediaRoutes,
  ...liveRoutes,
  ...orderSheets,
  ...calendarStreams,
  technicianImport,
]

/** Every kind of case that is kept, for whoever goes through the whole log. */
export const cases = [
  orderCase,
  visitCase,
  searchCase,
  promiseCase,
  personCase,
  technicianCase,
  ratingCase,
  applianceCase,
].map(({ table, machine: { kind } }) => ({ table, kind }))

/** Every kind of errand the worker can do, but those that need more than `Deps` (start.ts adds them). */
export const jobs: readonly Job[] = [
  ...orderJobs,
  ...offerJobs,
  ...visitJobs,
  ...promiseJobs,
  ...applianceJobs,
  ...technicianJobs,
  ...mediaJobs,
  ...retentionJobs,
]
