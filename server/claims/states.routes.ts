import { turns as claimTurns } from '@anxin/domain/claims/allowed.ts'
import { claims } from '@anxin/domain/claims/decide.ts'
import { reviewCapDays, usualHours } from '@anxin/domain/claims/terms.ts'
import { decisions, turns as decisionTurns } from '@anxin/domain/decisions/decide.ts'
import { hearings, turns as hearingTurns } from '@anxin/domain/hearings/hearing.ts'
import { describe } from '@anxin/domain/machine.ts'
import { remedies, turns as remedyTurns } from '@anxin/domain/remedies/decide.ts'
import { z } from 'zod'
import { get } from '../http/route.ts'

/** A machine as published, with whose turn each of its states is. */
function published(machine: Parameters<typeof describe>[0], turns: Readonly<Record<string, string>>) {
  const { kind, states } = describe(machine)
  return { kind, states: states.map((state) => ({ ...state, turn: turns[state.status] })) }
}

export const statesRoute = get('/claims/states', {
  summary: 'States of claims, hearings, decisions and remedies: moves, whose turn, which are final / 状态说明',
  tag: 'claims',
  who: ['anyone'],
  answer: z.object({
    claim: z.unknown(),
    hearing: z.unknown(),
    decision: z.unknown(),
    remedy: z.unknown(),
    deadlines: z.unknown(),
  }),
  does: async () => ({
    claim: published(claims, claimTurns),
    hearing: published(hearings, hearingTurns),
    decision: published(decisions, decisionTurns),
    remedy: published(remedies, remedyTurns),
    deadlines: { hours: usualHours, reviewCapWorkingDays: reviewCapDays },
  }),
})
