import { decisions } from '../decisions/decide.ts'
import { disclosures } from '../disclosures/disclosure.ts'
import { hearings } from '../hearings/hearing.ts'
import { instructions } from '../instructions/instruction.ts'
import { remedies } from '../remedies/decide.ts'
import { ruleSets } from '../rules/ruleset.ts'
import { claims } from './decide.ts'

/** The machines of a refund claim. */
export const claimMachines = [claims, hearings, decisions, remedies, instructions, ruleSets, disclosures] as const
