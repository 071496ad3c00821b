import type { Mover } from '../basics.ts'
import type { Claim } from './claim.ts'
import type { ClaimCommand } from './decide.ts'

/** Which commands a claim takes in each status. Read by `decide`, by the page's buttons and by the tests. */
export const allowed = {
  none: ['claim.open'],
  collecting: ['claim.add-evidence', 'claim.submit', 'claim.lapse', 'claim.withdraw'],
  examining: ['claim.grade', 'claim.withdraw'],
  hearing: ['claim.grade', 'claim.hear', 'claim.propose', 'claim.accept', 'claim.withdraw'],
  review: ['claim.grade', 'claim.decide', 'claim.ask-more', 'claim.propose', 'claim.accept', 'claim.withdraw'],
  decided: ['claim.appeal', 'claim.grade', 'claim.close'],
  settled: [],
  withdrawn: [],
  closed: [],
} as const satisfies Record<Claim['status'], readonly ClaimCommand['type'][]>

/** Who may send each command. A machine may examine, call and keep time; it never decides. */
export const movers = {
  'claim.open': ['consumer', 'system'],
  'claim.add-evidence': ['consumer', 'system'],
  'claim.submit': ['consumer', 'system'],
  'claim.lapse': ['clock'],
  'claim.grade': ['reaction'],
  'claim.hear': ['reaction'],
  'claim.ask-more': ['reviewer'],
  'claim.propose': ['consumer', 'merchant'],
  'claim.accept': ['consumer', 'merchant'],
  'claim.withdraw': ['consumer', 'system'],
  'claim.decide': ['reaction'],
  'claim.appeal': ['consumer', 'merchant'],
  'claim.close': ['clock'],
} as const satisfies Record<ClaimCommand['type'], readonly Mover[]>

/** Statuses from which nothing follows. */
export const final = ['settled', 'withdrawn', 'closed'] as const satisfies readonly Claim['status'][]

/** Whose turn it is in each status: what both sides read above the clock. */
export const turns = {
  none: 'buyer',
  collecting: 'buyer',
  examining: 'platform',
  /** The side that is heard; the first time the merchant. */
  hearing: 'heard-side',
  review: 'reviewer',
  decided: 'either-side',
  settled: 'nobody',
  withdrawn: 'nobody',
  closed: 'nobody',
} as const satisfies Record<Claim['status'], string>
