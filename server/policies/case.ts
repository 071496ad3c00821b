import { type Policy, type PolicyCommand, type PolicyFact, policies } from '@anxin/domain/policies/policy.ts'
import type { Case } from '../act.ts'

/** Merchants' after-sales rules, as the server keeps them. */
export const policyCase: Case<Policy, PolicyCommand, PolicyFact> = {
  machine: policies,
  table: 'policies',
  columns: (policy) => (policy.status === 'none' ? {} : { merchant: policy.merchant, from_at: new Date(policy.from) }),
}
