import { claimCase } from './claims/case.ts'
import { custodyCase } from './custody/case.ts'
import { decisionCase } from './decisions/case.ts'
import { disclosureCase } from './disclosures/case.ts'
import { hearingCase } from './hearings/case.ts'
import { inquiryCase } from './inquiries/case.ts'
import { instructionCase } from './instructions/case.ts'
import { policyCase } from './policies/case.ts'
import { recordingCase } from './recordings/case.ts'
import { remedyCase } from './remedies/case.ts'
import { ruleSetCase } from './rules/case.ts'

/** The kinds of case of refund claims; `cases.ts` holds them all. */
export const claimLineCases = [
  claimCase,
  decisionCase,
  hearingCase,
  instructionCase,
  remedyCase,
  ruleSetCase,
  disclosureCase,
  recordingCase,
  policyCase,
  custodyCase,
  inquiryCase,
]
