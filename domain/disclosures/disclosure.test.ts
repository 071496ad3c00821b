import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Actor, instant } from '../basics.ts'
import { isRefusal } from '../refusals.ts'
import { type Disclosure, type DisclosureCommand, disclosures } from './disclosure.ts'

const hour = 3_600_000
const reviewer = { kind: 'person', id: 'r', role: 'reviewer' } as const
const view = (hours: number, by: Actor = reviewer): DisclosureCommand => ({
  ...{ type: 'disclosure.view', at: instant(Date.UTC(2026, 10, 27) + hours * hour), by },
})
const told = { text: 'claim.opened', channel: 'sms', to: 'b', state: 'sent' } as const

/** Which of these commands were taken down. */
function noted(...commands: DisclosureCommand[]): boolean[] {
  let state: Disclosure = disclosures.start
  return commands.map((command) => {
    const facts = disclosures.decide(state, command)
    if (isRefusal(facts)) return false
    state = facts.reduce(disclosures.evolve, state)
    return true
  })
}

test('who looks on for an hour has looked once; another person, and the next hour, are looks of their own', () => {
  const other = { kind: 'person', id: 's', role: 'merchant' } as const
  assert.deepEqual(noted(view(0), view(0.5), view(0.6, other), view(0.99), view(1), view(1.5)), [
    ...[true, false, true, false, true, false],
  ])
  assert.deepEqual(noted(view(5), view(3)), [true, true], 'a clock that went back hides nothing')
})

test('only the system says what was told, and each notice counts, of whatever text', () => {
  const tell = (by: Actor): DisclosureCommand => ({ ...view(0, by), ...told, type: 'disclosure.tell' })
  assert.deepEqual(noted(tell({ kind: 'reaction' }), tell({ kind: 'reaction' }), tell(reviewer)), [true, true, false])
  assert.deepEqual(noted(view(0, { kind: 'system', id: 'k' }), view(0, { kind: 'clock' })), [false, false])
})
