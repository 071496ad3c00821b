import { applianceCase } from './appliances/case.ts'
import { claimCase } from './claims/case.ts'
import { decisionCase } from './decisions/case.ts'
import { hearingCase } from './hearings/case.ts'
import { instructionCase } from './instructions/case.ts'
import { searchCase } from './offers/case.ts'
import { orderCase } from './orders/case.ts'
import { personCase } from './private/private.ts'
import { promiseCase } from './promises/case.ts'
import { ratingCase } from './ratings/routes.ts'
import { remedyCase } from './remedies/case.ts'
import { ruleSetCase } from './rules/case.ts'
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
  claimCase,
  hearingCase,
  decisionCase,
  remedyCase,
  instructionCase,
  ruleSetCase,
].map(({ table, machine: { kind } }) => ({ table, kind }))
