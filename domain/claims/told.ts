import type { ClaimFact } from './claim.ts'

/** The facts of a claim that other systems may ask to be told of. */
export const toldOfClaims = [
  'claim.opened',
  'claim.submitted',
  'claim.graded',
  'claim.hearing-called',
  'claim.heard',
  'claim.more-asked',
  'claim.proposed',
  'claim.settled',
  'claim.withdrawn',
  'claim.decided',
  'claim.appealed',
  'claim.closed',
] as const satisfies readonly ClaimFact['type'][]
