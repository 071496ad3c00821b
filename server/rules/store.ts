import { createHash } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import type { OwnDay } from '@anxin/domain/claims/holidays.ts'
import type { WrittenRuleSet } from '@anxin/domain/rules/ruleset.ts'
import { sql, type Tx } from '../db/database.ts'

export type RuleSetRow = { id: Id; version: number; state: WrittenRuleSet }

/** All versions, the newest first. */
export const ruleSetsOf = (tx: Tx) =>
  tx.rows<RuleSetRow>(sql`
    select id, version, state from rule_sets where tenant = ${tx.tenant} order by number desc limit 500`)

export const ruleSetById = (tx: Tx, id: Id) =>
  tx.first<RuleSetRow>(sql`select id, version, state from rule_sets where id = ${id}`)

/** The version that counts at a moment, if any was ever published. Uses `rule_sets_published`. */
export const inForceAt = (tx: Tx, now: number) =>
  tx.first<RuleSetRow>(sql`
    select id, version, state from rule_sets
    where tenant = ${tx.tenant} and status in ('published', 'superseded') and in_force_from <= ${new Date(now)}
    order by in_force_from desc, published_at desc limit 1`)

/** Versions that are not superseded yet though one that came into force at that moment, or after them, counts now. */
export const standingBefore = (tx: Tx, successor: RuleSetRow) =>
  tx.rows<RuleSetRow>(sql`
    select s.id, s.version, s.state from rule_sets s, rule_sets n
    where n.id = ${successor.id} and n.status = 'published' and s.tenant = n.tenant and s.status = 'published' and s.id <> n.id
      and (s.in_force_from, s.published_at) < (n.in_force_from, n.published_at)`)

export async function nextNumber(tx: Tx): Promise<number> {
  const row = await tx.first<{ n: number }>(
    sql`select coalesce(max(number), 0)::int + 1 as n from rule_sets where tenant = ${tx.tenant}`,
  )
  return row?.n ?? 1
}

/** Keeps the tables under their hash, which is returned (hex). Once is as good as twice. */
export function keepContent(tx: Tx, model: string): string {
  const hash = createHash('sha256').update(model).digest('hex')
  tx.write(sql`
    insert into rule_contents (tenant, sha256, model) values (${tx.tenant}, ${hash}, ${model}) on conflict do nothing`)
  return hash
}

export async function contentOf(tx: Tx, hash: string): Promise<string> {
  const row = await tx.first<{ model: string }>(
    sql`select model from rule_contents where tenant = ${tx.tenant} and sha256 = ${hash}`,
  )
  if (!row) throw new Error(`the tables ${hash} are not there`)
  return row.model
}

export type OwnDayRow = OwnDay & { why: string; added_by: Id; added_at: Date }
/** Days that the installation has added for itself, by date. */
export const ownDays = (tx: Tx) =>
  tx.rows<OwnDayRow>(sql`
    select to_char(day, 'YYYY-MM-DD') as day, kind, why, added_by, added_at from own_days
    where tenant = ${tx.tenant} order by own_days.day`)
