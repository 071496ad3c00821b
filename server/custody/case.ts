import { type Custody, type CustodyCommand, type CustodyFact, custodies } from '@anxin/domain/custody/custody.ts'
import type { Case } from '../act.ts'

/** How long evidence of claims is kept, as the server keeps it; each has its claim's id. */
export const custodyCase: Case<Custody, CustodyCommand, CustodyFact> = {
  machine: custodies,
  table: 'custodies',
  columns: (custody) =>
    custody.status === 'none'
      ? {}
      : { buyer: custody.buyer, is_held: custody.status === 'kept' && custody.hold !== null },
}
