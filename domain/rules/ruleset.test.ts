import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, instant } from '../basics.ts'
import { isRefusal } from '../refusals.ts'
import { type RuleSet, type RuleSetCommand, ruleSets } from './ruleset.ts'

const operator = (id: string): Actor => ({ kind: 'person', id, role: 'operator' })
const [an, bo] = [operator('an'), operator('bo')]
const at = (h: number) => instant(h * 3_600_000)
const trial = { id: 't', compared: 10, changed: 2, broken: 0 }

const drafted = { type: 'rules.draft', at: at(0), by: an, number: 1, content: 'x', basedOn: 'usual/1' } as const
const tried = { type: 'rules.try', at: at(1), by: an, trial, tried: 'x' } as const
const published = { type: 'rules.publish', at: at(2), by: bo, from: at(24) } as const

/** Plays commands from the start; the last answer is what is asserted. */
function after(...commands: RuleSetCommand[]) {
  let ruleSet: RuleSet = ruleSets.start
  for (const command of commands) {
    const facts = ruleSets.decide(ruleSet, command)
    if (isRefusal(facts)) throw new Error(`${command.type} was refused: ${facts.refusal}`)
    ruleSet = facts.reduce(ruleSets.evolve, ruleSet)
  }
  return {
    status: ruleSet.status,
    refusal(command: RuleSetCommand) {
      const answer = ruleSets.decide(ruleSet, command)
      return isRefusal(answer) ? answer.refusal : null
    },
  }
}

test('rules are published by somebody who wrote none of them, and not before they were tried', () => {
  assert.equal(after(drafted).refusal(published), 'rules.untried')
  assert.equal(after(drafted, tried).refusal({ ...published, by: an }), 'rules.four_eyes')
  assert.equal(after(drafted, tried).refusal(published), null)
  const edited = after(drafted, { type: 'rules.edit', at: at(1), by: bo, content: 'x' }, tried)
  assert.equal(edited.refusal(published), 'rules.four_eyes', 'whoever changed a cell is an author')
})

test('what was changed after the trial is tried again, and a trial of other tables counts for nothing', () => {
  const edit = { type: 'rules.edit', at: at(2), by: an, content: 'y' } as const
  assert.equal(after(drafted, tried, edit).refusal(published), 'rules.untried')
  assert.equal(after(drafted, edit).refusal({ ...tried, at: at(3) }), 'case.stale')
})

test('tables that gave nonsense for a single past claim stay a draft', () => {
  const bad = { ...tried, trial: { ...trial, broken: 1 } }
  assert.equal(after(drafted, bad).status, 'draft')
  assert.equal(after(drafted, bad).refusal(published), 'rules.untried')
})

test('rules come into force now or later, never in the past', () => {
  assert.equal(after(drafted, tried).refusal({ ...published, from: at(1.9) }), 'rules.date_past')
  assert.equal(after(drafted, tried).refusal({ ...published, from: at(2) }), null)
})

test('what is published is neither changed nor, once in force, withdrawn', () => {
  const out = after(drafted, tried, published)
  assert.equal(out.refusal({ type: 'rules.edit', at: at(3), by: an, content: 'y' }), 'rules.wrong_step')
  assert.equal(out.refusal({ ...tried, at: at(3) }), 'rules.wrong_step')
  assert.equal(out.refusal({ type: 'rules.withdraw', at: at(23.9), by: an }), null)
  assert.equal(out.refusal({ type: 'rules.withdraw', at: at(24), by: an }), 'rules.in_force')
})

test('a version is superseded when the next one comes into force, not when that is announced', () => {
  const out = after(drafted, tried, published)
  const next = { type: 'rules.supersede', by: { kind: 'clock' }, successor: 's', since: at(48) } as const
  assert.equal(out.refusal({ ...next, at: at(47) }), 'rules.not_due')
  assert.equal(
    out.refusal({ ...next, at: at(48), since: at(23) }),
    'rules.not_due',
    'the other one was in force before',
  )
  assert.equal(out.refusal({ ...next, at: at(48), by: an }), 'case.not_yours_to_move')
  assert.equal(after(drafted, tried, published, { ...next, at: at(48) }).status, 'superseded')
})
