import type { Actor } from '@anxin/domain/basics.ts'
import type { Tx } from './database.ts'
import { rowsInto } from './rows.ts'

/** What people did at the desk that is no step of a case; the body holds codes and ids, never personal data. */
export const audited = [
  'orders.exported',
  'claims.exported',
  'coverage.exported',
  'dossier.asked',
  'dossier.downloaded',
  'oversight.exported',
  'role.granted',
  'role.revoked',
  'key.made',
  'key.revoked',
  'webhook.added',
  'webhook.stopped',
  'ai_service.added',
  'ai_service.ended',
  'errand.retried',
  'rows.imported',
  'merchant.member_added',
  'interest.declared',
  'day.added',
  'day.removed',
] as const
export type Audited = (typeof audited)[number]

type Entry = { now: number; by: Actor; type: Audited; body: Record<string, unknown> }

/** Notes who did what, in the same transaction as what was done. Rows are only ever added. */
export function note(tx: Tx, { now, by, type, body }: Entry): void {
  tx.write(rowsInto('audit', [{ tenant: tx.tenant, at: new Date(now), by, type, body }]))
}
