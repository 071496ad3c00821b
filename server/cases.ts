import { applianceCase } from './appliances/case.ts'
import { claimLineCases } from './claim-cases.ts'
import { hotlineCase, reportCase } from './hotlines/case.ts'
import { searchCase } from './offers/case.ts'
import { orderCase } from './orders/case.ts'
import { personCase } from './private/private.ts'
import { promiseCase } from './promises/case.ts'
import { ratingCase } from './ratings/routes.ts'
import { technicianCase } from './technicians/case.ts'
import { visitCase } from './visits/case.ts'

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
  hotlineCase,
  reportCase,
  ...claimLineCases,
].map(({ table, machine: { kind } }) => ({ table, kind }))
