import { type RuleSet, type RuleSetCommand, type RuleSetFact, ruleSets } from '@anxin/domain/rules/ruleset.ts'
import type { Case } from '../act.ts'

/** Versions of the rules as the server keeps them; the tables stand beside, under their hash. */
export const ruleSetCase: Case<RuleSet, RuleSetCommand, RuleSetFact> = {
  machine: ruleSets,
  table: 'rule_sets',
  columns(ruleSet) {
    if (ruleSet.status === 'none') return {}
    const isOut = ruleSet.status === 'published' || ruleSet.status === 'superseded'
    return {
      number: ruleSet.number,
      in_force_from: isOut ? new Date(ruleSet.from) : null,
      published_at: isOut ? new Date(ruleSet.publishedAt) : null,
    }
  },
}
