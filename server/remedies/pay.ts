import { type Id, instant } from '@anxin/domain/basics.ts'
import { isRefusal } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { job } from '../worker.ts'
import { remedyCase } from './case.ts'
import type { Payout } from './payout.ts'
import { move, remedyOf } from './store.ts'

type Due = { claim: Id; n: number }

/** What is due, as whoever pays is asked; null when it is paid already, or another payment is due now. */
async function dueRefund(tx: Tx, { claim, n }: Due) {
  const row = await remedyOf(tx, claim)
  if (row?.state?.status !== 'paying' || row.state.payments !== n) return null
  const { number, line } = row.claim.asked
  return { id: `${claim}-${n}`, claim: number, purchase: row.purchase, line, amount: row.state.due }
}

/** The payment is noted and moved in the ledger together; a second note of the same one is refused. */
async function notePaid(tx: Tx, { claim, n }: Due, { deps, receipt }: { deps: Deps; receipt: string }): Promise<void> {
  const now = deps.now()
  const command = { type: 'remedy.note-paid' as const, ...stampOf('reaction', now), n, receipt }
  const acted = await act(tx, remedyCase, { id: claim }, command)
  if (isRefusal(acted) || acted.state.status === 'none') return
  const { parties } = acted.state
  const paid = acted.facts.find((fact) => fact.type === 'remedy.paid')
  if (paid?.type !== 'remedy.paid') return
  const accounts = { from: `merchant:${parties.merchant}`, to: `buyer:${parties.buyer}` }
  move(tx, { claim, kind: 'refund', n, ...accounts, fen: paid.amount, at: instant(now), receipt })
}

/** Asks whoever moves the money, as often as it takes, with one id for each payment. */
export const payoutJobs = (payout: Payout) => [
  job({
    name: 'remedy.pay',
    payload: z.object({ claim: z.uuid(), n: z.number().int().min(1) }),
    receiver: 'claim',
    async outward({ tenant, payload, deps }) {
      const refund = await deps.db.transaction({ tenant }, (tx) => dueRefund(tx, payload))
      if (!refund) return
      const { receipt } = await payout.pay(refund)
      await deps.db.transaction({ tenant }, (tx) => notePaid(tx, payload, { deps, receipt }))
    },
  }),
]
