import { custodies } from '../custody/custody.ts'
import { decisions } from '../decisions/decide.ts'
import { disclosures } from '../disclosures/disclosure.ts'
import { hearings } from '../hearings/hearing.ts'
import { inquiries } from '../inquiries/inquiry.ts'
import { instructions } from '../instructions/instruction.ts'
import { policies } from '../policies/policy.ts'
import { recordings } from '../recordings/recording.ts'
import { remedies } from '../remedies/decide.ts'
import { ruleSets } from '../rules/ruleset.ts'
import { claims } from './decide.ts'

/** The machines of refund claims, and of the evidence that is kept for them beforehand. */
export const claimMachines = [
  ...([
    claims,
    hearings,
    decisions,
    remedies,
    instructions,
    ruleSets,
    disclosures,
    recordings,
    policies,
    custodies,
    inquiries,
  ] as const),
] as const
