import type { Actor } from '@anxin/domain/basics.ts'
import { turns as claimTurns } from '@anxin/domain/claims/allowed.ts'
import { claims } from '@anxin/domain/claims/decide.ts'
import { decisions, turns as decisionTurns } from '@anxin/domain/decisions/decide.ts'
import { hearings, turns as hearingTurns } from '@anxin/domain/hearings/hearing.ts'
import { describe } from '@anxin/domain/machine.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { remedies, turns as remedyTurns } from '@anxin/domain/remedies/decide.ts'
import { z } from 'zod'
import { ById, cursorOf, get, PageQuery, pageOf, post, type Route, readCursor } from '../http/route.ts'
import { asParty } from '../private/parties.ts'
import { FilterQuery, filterOf } from './filter.ts'
import { historyRoute } from './history.routes.ts'
import { claimMoves } from './moves.routes.ts'
import { openClaim } from './open.ts'
import { ClaimInput } from './shapes.ts'
import { type ClaimRow, claimFor, claimsLike, timelineOf } from './store.ts'
import { StepShown, showSteps } from './timeline.ts'
import { briefOf, ClaimBrief, ClaimShown, showClaim } from './views.ts'

const readers = ['reviewer', 'operator', 'merchant', 'system', 'consumer'] as const

const Filters = PageQuery.extend(FilterQuery.shape)
const After = z.tuple([z.iso.datetime(), z.uuid()])

/** A machine as published, with whose turn each of its states is. */
function published(machine: Parameters<typeof describe>[0], turns: Readonly<Record<string, string>>) {
  const { kind, states } = describe(machine)
  return { kind, states: states.map((state) => ({ ...state, turn: turns[state.status] })) }
}

/** The buyer reads as the buyer, whatever else they are. */
const asSeen = <C extends { by: Actor }>(call: C, { state }: ClaimRow): C => ({
  ...call,
  by: asParty(call.by, state.asked.buyer),
})

export const claimRoutes: readonly Route[] = [
  ...claimMoves,
  historyRoute,
  get('/claims/states', {
    summary: 'States of claims, hearings, decisions and remedies: moves, whose turn, which are final / 状态说明',
    tag: 'claims',
    who: ['anyone'],
    answer: z.object({ claim: z.unknown(), hearing: z.unknown(), decision: z.unknown(), remedy: z.unknown() }),
    does: async () => ({
      claim: published(claims, claimTurns),
      hearing: published(hearings, hearingTurns),
      decision: published(decisions, decisionTurns),
      remedy: published(remedies, remedyTurns),
    }),
  }),
  post('/claims', {
    summary: 'Claim a refund for one line of a purchase / 申请售后',
    tag: 'claims',
    who: ['system', 'consumer'],
    body: ClaimInput,
    answer: ClaimShown,
    status: 201,
    async does(call) {
      const acted = await openClaim(call)
      if (isRefusal(acted)) return acted
      const row = await claimFor(call.tx, call.by, acted.id)
      return row ? showClaim(call, row) : refuse('case.absent')
    },
  }),
  get('/claims', {
    summary: 'Claims that the caller may know of, the newest first / 售后申请',
    tag: 'claims',
    who: readers,
    query: Filters,
    answer: pageOf(ClaimBrief),
    async does({ tx, by, query }) {
      const after = readCursor(query.cursor, After)
      const wanted = filterOf(query)
      if (!wanted) return { items: [], next: null }
      const rows = await claimsLike(tx, by, {
        ...wanted,
        after: after && { openedAt: after[0], id: after[1] },
        limit: query.limit,
      })
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      const next = last ? cursorOf([new Date(last.state.openedAt).toISOString(), last.id]) : null
      return { items: rows.map(briefOf), next }
    },
  }),
  get('/claims/:id', {
    summary: 'One claim, as the caller may see it / 售后详情',
    tag: 'claims',
    who: readers,
    params: ById,
    answer: ClaimShown,
    async does(call) {
      const row = await claimFor(call.tx, call.by, call.params.id)
      return row ? showClaim(asSeen(call, row), row) : refuse('case.absent')
    },
  }),
  get('/claims/:id/timeline', {
    summary: 'Everything that happened to a claim, in order / 处理记录',
    tag: 'claims',
    who: readers,
    params: ById,
    answer: z.object({ steps: z.array(StepShown) }),
    async does(call) {
      const row = await claimFor(call.tx, call.by, call.params.id)
      if (!row) return refuse('case.absent')
      return { steps: await showSteps(asSeen(call, row), await timelineOf(call.tx, row.id)) }
    },
  }),
]
