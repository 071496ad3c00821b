import { type Id, type Instant, instant } from '@anxin/domain/basics.ts'
import { type Hotline, proofsAt } from '@anxin/domain/hotlines/hotline.ts'
import type { Report } from '@anxin/domain/hotlines/report.ts'
import type { Listing } from '@anxin/domain/hotlines/verdict.ts'
import { sql, type Tx } from '../db/database.ts'
import { hostOfDomain } from './hosts.ts'

export type Entered = Exclude<Hotline, { status: 'none' }>
export type HotlineRow = { id: Id; version: number; state: Entered }
export type Opened = Exclude<Report, { status: 'none' }>
export type ReportRow = { id: Id; version: number; state: Opened }

/** More brands than this have no installation of their own. */
const mostListed = 5_000

/** Numbers whose proof stands, but those that were confirmed as fakes all the same: nobody is sent to one. Uses
 *  `hotlines_listed` and `hotline_reports_about`. */
export async function listingsAt(tx: Tx, now: Instant): Promise<Listing[]> {
  const rows = await tx.rows<HotlineRow>(sql`
    select id, version, state from hotlines
    where tenant = ${tx.tenant} and status = 'listed' and proved_until > ${new Date(now)}
      and not exists (
        select from hotline_reports r
        where r.tenant = hotlines.tenant and r.about = hotlines.number and r.status = 'confirmed')
    order by brand, number, id limit ${mostListed}`)
  return rows.flatMap(({ state }) => {
    const proofs = state.status === 'listed' ? proofsAt(state, now) : []
    if (proofs.length === 0) return []
    const { number, brand, company, domain } = state
    const last = (of: 'at' | 'until') => instant(Math.max(...proofs.map((one) => one[of])))
    const methods = proofs.map(({ method }) => method)
    return [
      { number, brand, company, domain: hostOfDomain(domain), methods, provedAt: last('at'), until: last('until') },
    ]
  })
}

/** The brands that these numbers were listed for, without a proof that stands now. Uses `hotlines_of_number`. */
export async function lapsedFor(tx: Tx, numbers: readonly string[], now: Instant): Promise<Map<string, string[]>> {
  const rows = await tx.rows<{ number: string; brand: string }>(sql`
    select distinct number, brand from hotlines
    where tenant = ${tx.tenant} and number = any(${numbers}::text[]) and status = 'listed'
      and (proved_until is null or proved_until <= ${new Date(now)})
      and exists (select from facts f where f.case_id = hotlines.id and f.type = 'hotline.proved')
    order by brand`)
  const byNumber = Map.groupBy(rows, ({ number }) => number)
  return new Map([...byNumber].map(([number, all]) => [number, all.map(({ brand }) => brand)]))
}

type Said = { about: string; status: string; brand: string | null }
export type Alike = { confirmed: number; open: number; brands: string[]; confirmedAs: string[] }
/** What was reported of these, by what each is looked up by. Uses `hotline_reports_about`. */
export async function reportedOf(tx: Tx, keys: readonly string[]): Promise<Map<string, Alike>> {
  const rows = await tx.rows<Said>(sql`
    select about, status, state->>'brand' as brand from hotline_reports
    where tenant = ${tx.tenant} and about = any(${keys}::text[]) and status in ('open', 'confirmed') limit 5000`)
  const brandsOf = (all: readonly Said[]) => [...new Set(all.flatMap(({ brand }) => brand ?? []))]
  return new Map(
    [...Map.groupBy(rows, ({ about }) => about)].map(([about, all]) => {
      const confirmed = all.filter(({ status }) => status === 'confirmed')
      const counts = { confirmed: confirmed.length, open: all.length - confirmed.length }
      return [about, { ...counts, brands: brandsOf(all), confirmedAs: brandsOf(confirmed) }]
    }),
  )
}

/** The listed brand that a text is, in whatever letters; null for any other text. Uses `hotlines_listed`. */
export const listedBrand = async (tx: Tx, text: string): Promise<string | null> =>
  (
    await tx.first<{ brand: string }>(sql`
      select brand from hotlines where tenant = ${tx.tenant} and status = 'listed' and lower(brand) = lower(${text})
      limit 1`)
  )?.brand ?? null

/** Uses the primary key. */
export const hotlineById = (tx: Tx, id: Id) =>
  tx.first<HotlineRow>(sql`select id, version, state from hotlines where id = ${id}`)
/** What this number is listed for. Uses `hotlines_of_number`. */
export const listedAs = (tx: Tx, number: string) =>
  tx.rows<{ brand: string; company: string }>(sql`
    select brand, company from hotlines where tenant = ${tx.tenant} and number = ${number} and status = 'listed'`)
/** Uses `hotlines_listed`. */
export const allHotlines = (tx: Tx) =>
  tx.rows<HotlineRow>(sql`
    select id, version, state from hotlines where tenant = ${tx.tenant} and status = 'listed'
    order by brand, number, id limit ${mostListed}`)

/** Uses the primary key. */
export const reportById = (tx: Tx, id: Id) =>
  tx.first<ReportRow>(sql`select id, version, state from hotline_reports where id = ${id}`)
/** The newest first. Uses `hotline_reports_newest`. */
export const reportsIn = (tx: Tx, status: string) =>
  tx.rows<ReportRow>(sql`
    select id, version, state from hotline_reports where tenant = ${tx.tenant} and status = ${status}
    order by opened_at desc, id desc limit 500`)
/** How many somebody has sent since then, and whether one of them is open about just this. Uses `hotline_reports_by`. */
export async function sentBy(
  tx: Tx,
  { reporter, since, about }: { reporter: Id; since: number; about: string },
): Promise<{ count: number; isOpen: boolean }> {
  const row = await tx.first<{ count: number; isOpen: boolean }>(sql`
    select count(*) filter (where opened_at > ${new Date(since)})::int as count,
      coalesce(bool_or(about = ${about} and status = 'open'), false) as "isOpen"
    from hotline_reports where tenant = ${tx.tenant} and reporter = ${reporter}`)
  return row ?? { count: 0, isOpen: false }
}
