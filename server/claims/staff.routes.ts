import type { Route } from '../http/route.ts'
import { dossierRoutes } from './dossier/routes.ts'
import { historyRoute } from './history.routes.ts'
import { liabilityRoute } from './liability.routes.ts'

/** What reviewers and operators alone read of a claim, and make of it. */
export const staffRoutes: readonly Route[] = [historyRoute, liabilityRoute, ...dossierRoutes]
