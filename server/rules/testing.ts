import { type Actor, fen, instant, privateRef } from '@anxin/domain/basics.ts'
import type { Claim, ClaimFact } from '@anxin/domain/claims/claim.ts'
import { type ClaimCommand, claims } from '@anxin/domain/claims/decide.ts'
import type { RuleInput } from '@anxin/domain/rules/input.ts'
import { act, type Case } from '../act.ts'
import { newId } from '../ids.ts'
import type { World } from '../testing.ts'

/** A cracked cup: what the tables are asked about unless a test says otherwise. */
export const cup: RuleInput = {
  category: 'tableware',
  reason: 'damaged',
  wanted: 'refund-only',
  amount: fen(4_000),
  paid: fen(9_900),
  orderAgeDays: 5,
  deliveredDays: 2,
  standing: 'good',
  grade: null,
  merchantChoice: null,
}

const claimCase: Case<Claim, ClaimCommand, ClaimFact> = {
  machine: claims,
  table: 'claims',
  columns(claim) {
    if (claim.status === 'none') return {}
    const { number, purchase, line, buyer, merchant, category, reason, amount } = claim.asked
    return {
      ...{ number, purchase, line, buyer, merchant, category, reason, amount, grade: claim.grade },
      opened_at: new Date(claim.openedAt),
    }
  },
}

type Here = Pick<World, 'anxin' | 'tenant' | 'now'>

/** A claim of the past, opened by the command that opens claims. */
export function openClaim(world: Here, number: string, over: Partial<RuleInput> = {}): Promise<unknown> {
  const { category, reason, wanted, amount, paid } = { ...cup, ...over }
  const buyer = newId()
  const by: Actor = { kind: 'person', id: buyer, role: 'consumer' }
  const { db, rules } = world.anxin.deps
  return db.transaction({ tenant: world.tenant }, async (tx) =>
    act(
      tx,
      claimCase,
      { id: newId(), isNew: true },
      {
        type: 'claim.open',
        at: instant(world.now()),
        by,
        asked: {
          ...{ number, purchase: newId(), line: 1, buyer, merchant: newId(), category, reason, wanted, amount, paid },
          ...{ words: privateRef(newId()), channel: 'web' },
        },
        terms: await rules.termsFor(tx, { ...cup, ...over }),
        calendar: await rules.calendar(tx),
      },
    ),
  )
}
