import type { Ranked } from '@anxin/dispatch/rank.ts'
import type { Id } from '@anxin/domain/basics.ts'
import { singleOffers } from '@anxin/domain/offers/search.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { candidatesFor, isOfferOfAnother } from './store.ts'

type Given = { deps: Deps; now: number }
/** An order that nobody was asked for yet, or the search of one. */
type For = { order: Id } | { search: Id }

/** Calls `offer` with those who could take the order now, best first, for a command that offers it to the first who was
 *  not asked before. That one is kept for the order until the transaction ends; who is being offered another is left
 *  out. So of several orders that look for somebody at once each finds somebody else, as long as there are enough:
 *  those in one transaction take turns, and those in two keep out of each other's way. */
export const offering = <T>(tx: Tx, given: Given & For, offer: (ranked: Ranked[]) => Promise<T>): Promise<T> =>
  tx.inTurn(async () => {
    const wanted = 'order' in given ? { order: given.order, asked: [] } : await wantedBy(tx, given.search)
    return offer(wanted ? await candidatesKept(tx, { ...wanted, deps: given.deps, now: given.now }) : [])
  })

type Wanted = { order: Id; asked: readonly Id[] }

/** Nothing where the search has ended: nobody is then asked, and nobody must be kept from another order for it. One that
 *  found nobody begins anew, as if nobody had been asked. */
const wantedBy = (tx: Tx, search: Id) =>
  tx.first<Wanted>(sql`
    select order_id as order, case when status = 'exhausted' then '[]' else state->'asked' end as asked
    from searches where id = ${search} and status not in ('taken', 'stopped')`)

async function candidatesKept(tx: Tx, { asked, ...given }: Given & Wanted): Promise<Ranked[]> {
  const ranked = await candidatesFor(tx, given)
  if (asked.length >= singleOffers) return ranked // all are asked at once
  const elsewhere = new Set<Id>()
  for (const { technician } of ranked.filter((one) => !asked.includes(one.technician))) {
    if (await keep(tx, technician, given)) break
    elsewhere.add(technician)
  }
  return ranked.filter(({ technician }) => !elsewhere.has(technician))
}

/** Keeps a technician for an order, unless another has them or had them until just now. Nobody waits: of two who each
 *  waited for the other's, one would be undone. The lock is no row's, so that a technician who just moved is not taken
 *  for busy. */
async function keep(tx: Tx, technician: Id, given: { order: Id; now: number }): Promise<boolean> {
  const [lock, other] = await Promise.all([
    tx.first<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${`offer ${technician}`}, 0)) as taken`,
    ),
    tx.first(sql`select from searches s where s.asked @> ${[technician]}::uuid[] and ${isOfferOfAnother(given)}`),
  ])
  return lock?.taken === true && other === undefined
}
