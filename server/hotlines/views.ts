import { domainToASCII } from 'node:url'
import { type Actor, moverOf } from '@anxin/domain/basics.ts'
import { hotlines } from '@anxin/domain/hotlines/hotline.ts'
import { numberShown } from '@anxin/domain/hotlines/numbers.ts'
import { methods, txtName, txtValue, wellKnownPath } from '@anxin/domain/hotlines/proof.ts'
import { hotlineReports } from '@anxin/domain/hotlines/report.ts'
import { movesFor } from '@anxin/domain/machine.ts'
import { maskPhone } from '@anxin/domain/people/mask.ts'
import { z } from 'zod'
import type { Call } from '../http/route.ts'
import { keyOf } from './case.ts'
import type { HotlineRow, ReportRow } from './store.ts'

const iso = (at: number) => new Date(at).toISOString()

/** What an operator sees of a number: its proofs, and what the brand has to publish for them. */
export const HotlineShown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  number: z.string(),
  shown: z.string(),
  brand: z.string(),
  company: z.string(),
  domain: z.string(),
  enteredAt: z.string().nullable(),
  proofs: z.array(
    z.object({
      method: z.enum(methods),
      provedAt: z.string(),
      until: z.string(),
      stands: z.boolean(),
      seen: z.string(),
    }),
  ),
  missed: z.array(z.object({ method: z.string(), miss: z.string(), at: z.string() })),
  licence: z.object({ code: z.string(), isMine: z.boolean() }).nullable(),
  codeUntil: z.string().nullable(),
  publish: z.object({ txtName: z.string(), txtValue: z.string(), url: z.string(), json: z.string() }).nullable(),
  moves: z.array(z.string()),
})

const publishOf = (entry: { number: string; token: string; domain: string }) => ({
  txtName: txtName(domainToASCII(entry.domain)),
  txtValue: txtValue(entry),
  url: `https://${domainToASCII(entry.domain)}${wellKnownPath}`,
  json: JSON.stringify({ hotlines: [{ number: entry.number, token: entry.token }] }),
})

export function showHotline(
  { by, now }: { by: Actor; now: number },
  { id, version, state }: HotlineRow,
): z.input<typeof HotlineShown> {
  const { status, number, brand, company, domain } = state
  const listed = state.status === 'listed' ? state : null
  return {
    ...{ id, version, status, number, shown: numberShown(number), brand, company, domain },
    enteredAt: listed && iso(listed.enteredAt),
    proofs: methods.flatMap((method) => {
      const proof = listed?.proofs[method]
      if (!proof) return []
      const { at, until, seen } = proof
      return [{ method, provedAt: iso(at), until: iso(until), stands: until > now, seen }]
    }),
    missed: Object.entries(listed?.missed ?? {}).map(([method, { miss, at }]) => ({ method, miss, at: iso(at) })),
    licence: listed?.licence
      ? { code: listed.licence.code, isMine: by.kind === 'person' && by.id === listed.licence.by }
      : null,
    codeUntil: listed?.told && listed.told.until > now ? iso(listed.told.until) : null,
    publish: listed && publishOf(listed),
    moves: movesFor(hotlines, state, moverOf(by)),
  }
}

/** What an operator sees of a report. A mobile number is somebody's: it is masked. */
export const ReportShown = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  about: z.object({ kind: z.enum(['number', 'mobile', 'address']), shown: z.string(), key: z.string() }),
  brand: z.string().nullable(),
  words: z.string().nullable(),
  openedAt: z.string(),
  ground: z.string().nullable(),
  /** Of all reports about the same: how many are open, and as which brands it was said to pose. */
  alike: z.object({ open: z.number(), confirmed: z.number(), brands: z.array(z.string()) }),
  moves: z.array(z.string()),
})

type Alike = { open: number; confirmed: number; brands: readonly string[] }

export async function showReports(
  { tx, deps, by }: Call<unknown, unknown, unknown>,
  rows: readonly ReportRow[],
  alike: ReadonlyMap<string, Alike>,
): Promise<z.input<typeof ReportShown>[]> {
  const opened = await deps.private.open(
    tx,
    rows.flatMap(({ state }) => state.words ?? []),
  )
  const people = await deps.private.people(
    tx,
    rows.flatMap(({ state }) => (state.about.kind === 'mobile' ? [state.about.person] : [])),
  )
  const shownOf = ({ about }: ReportRow['state']) => {
    if (about.kind === 'address') return about.host
    if (about.kind === 'number') return numberShown(about.number)
    const phone = people.get(about.person)?.phone
    return phone ? maskPhone(phone) : '—'
  }
  return rows.map(({ id, version, state }) => {
    const key = keyOf(state.about)
    const { open = 0, confirmed = 0, brands = [] } = alike.get(key) ?? {}
    return {
      ...{ id, version, status: state.status, brand: state.brand, openedAt: iso(state.openedAt) },
      about: { kind: state.about.kind, shown: shownOf(state), key },
      words: state.words ? (opened.get(state.words) ?? null) : null,
      ground: 'ground' in state ? state.ground : null,
      alike: { open, confirmed, brands: [...brands] },
      moves: movesFor(hotlineReports, state, moverOf(by)),
    }
  })
}
