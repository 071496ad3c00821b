import { type Hearing, type HearingCommand, type HearingFact, hearings } from '@anxin/domain/hearings/hearing.ts'
import type { Case } from '../act.ts'

/** Hearings as the server keeps them. */
export const hearingCase: Case<Hearing, HearingCommand, HearingFact> = {
  machine: hearings,
  table: 'hearings',
  columns: (hearing) =>
    hearing.status === 'none' ? {} : { claim_id: hearing.claim, side: hearing.side, until: new Date(hearing.until) },
}
