import type { Id, Role } from '@anxin/domain/basics.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Window } from '../http/addresses.ts'

export type Account = { person: Id; roles: Role[]; hasFactor: boolean; passed: boolean }

/** Who a session is in this tenant: a session of another tenant's account is nobody here. */
export const accountOf = (tx: Tx, { userId, session }: { userId: string; session: string }) =>
  tx.first<Account>(sql`
    select a.person, a.totp_confirmed_at is not null as "hasFactor",
      exists (select from second_factors_passed f where f.session_id = ${session}) as passed,
      coalesce((select array_agg(g.role) from grants g where g.person = a.person), '{}') as roles
    from accounts a join people p on p.id = a.person and p.status = 'known'
    where a.user_id = ${userId}`)

/** Ties an account to the person; the same phone number is the same person. */
export const keepAccount = (tx: Tx, { userId, person }: { userId: string; person: Id }) =>
  tx.rows(sql`
    insert into accounts (tenant, person, user_id) values (${tx.tenant}, ${person}, ${userId})
    on conflict (tenant, person) do update set user_id = excluded.user_id`)

export type Factor = { totp: Buffer | null; confirmed: boolean; step: number | null; failures: number }

export const factorOf = (tx: Tx, person: Id) =>
  tx.first<Factor>(sql`
    select totp, totp_confirmed_at is not null as confirmed, totp_step as step, totp_failures as failures
    from accounts where person = ${person} for update`)

export type Tenant = { id: Id; slug: string; name: string }

/** All tenants with their host names, the eldest first. */
export const allTenants = (tx: Tx) =>
  tx.rows<Tenant & { hosts: string[] }>(sql`select id, slug, name, hosts from tenants order by created_at`)

/** A program's key, by the hash of it. */
export const keyByHash = (tx: Tx, hash: Buffer) =>
  tx.first<{ id: Id; name: string }>(sql`select id, name from api_keys where hash = ${hash} and revoked_at is null`)

/** Counts one more of `what` in each window; the seconds to wait when one of them is full, else null. */
export async function limited(tx: Tx, what: string, { now, windows }: { now: number; windows: readonly Window[] }) {
  for (const { seconds, most } of windows) {
    const start = new Date(now - seconds * 1_000)
    const row = await tx.first<{ count: number; since: Date }>(sql`
      insert into rate_limits as r (tenant, what, seconds, since, count)
      values (${tx.tenant}, ${what}, ${seconds}, ${new Date(now)}, 1)
      on conflict (tenant, what, seconds) do update set
        count = case when r.since <= ${start} then 1 else r.count + 1 end,
        since = case when r.since <= ${start} then excluded.since else r.since end
      returning count, since`)
    if (row && row.count > most) return Math.max(1, Math.ceil((row.since.getTime() + seconds * 1_000 - now) / 1_000))
  }
  return null
}
