import type { Actor } from '@anxin/domain/basics.ts'
import { isRefusal, refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { ById, cursorOf, get, PageQuery, pageOf, post, type Route, readCursor } from '../http/route.ts'
import { asParty } from '../parties.ts'
import { FilterQuery, filterOf } from './filter.ts'
import { claimMoves } from './moves.routes.ts'
import { openClaim } from './open.ts'
import { recordRoutes } from './record.routes.ts'
import { ClaimInput } from './shapes.ts'
import { staffRoutes } from './staff.routes.ts'
import { statesRoute } from './states.routes.ts'
import { type ClaimRow, claimFor, claimsLike } from './store.ts'
import { briefOf, ClaimBrief, ClaimShown, showClaim } from './views.ts'

const readers = ['reviewer', 'operator', 'merchant', 'system', 'consumer'] as const

const Filters = PageQuery.extend(FilterQuery.shape)
const After = z.tuple([z.iso.datetime(), z.uuid()])

/** The buyer reads as the buyer, whatever else they are. */
const asSeen = <C extends { by: Actor }>(call: C, { state }: ClaimRow): C => ({
  ...call,
  by: asParty(call.by, state.asked.buyer),
})

export const claimRoutes: readonly Route[] = [
  ...claimMoves,
  ...staffRoutes,
  ...recordRoutes,
  statesRoute,
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
]
