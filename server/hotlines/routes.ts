import { type Actor, instant } from '@anxin/domain/basics.ts'
import { numberShown } from '@anxin/domain/hotlines/numbers.ts'
import { methods } from '@anxin/domain/hotlines/proof.ts'
import { hasDomain, type Listing, type Reason, verdicts } from '@anxin/domain/hotlines/verdict.ts'
import { isRefusal, refuse, refuseAndKeep } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { act } from '../act.ts'
import { get, post, type Route } from '../http/route.ts'
import { hotlineCase } from './case.ts'
import { check, orNothing } from './check.ts'
import { codeHash, readCodePage } from './code.ts'
import { deskRoutes } from './desk.routes.ts'
import { reportRoutes } from './reports.routes.ts'
import { hotlineById, listingsAt } from './store.ts'
import { sayReason } from './words.ts'

/** Anybody may ask; the longest page takes tens of milliseconds. */
const perAddress = [
  { seconds: 60, most: 60 },
  { seconds: 3_600, most: 1_000 },
]
/** A call-back code has six digits and five tries; whoever tries at many numbers is stopped here. */
const perGuesser = [{ seconds: 3_600, most: 30 }]

const Because = z.object({ code: z.string(), text: z.string() })
const Judged = { verdict: z.enum(verdicts), reasons: z.array(Because) }
const Listed = z.object({
  number: z.string(),
  shown: z.string(),
  /** Null where no record shows that it is the brand's. */
  domain: z.string().nullable(),
  methods: z.array(z.enum(methods)),
  provedAt: z.string(),
  until: z.string(),
})
const OfBrand = z.object({ brand: z.string(), company: z.string(), numbers: z.array(Listed) })
export const Verdicts = z.object({
  numbers: z.array(z.object({ number: z.string(), shown: z.string(), extension: z.string().nullable(), ...Judged })),
  addresses: z.array(z.object({ host: z.string(), ...Judged })),
  brands: z.array(OfBrand),
})

const iso = (at: number) => new Date(at).toISOString()
const because = (reasons: readonly Reason[], language: 'zh' | 'en') =>
  reasons.map((reason) => ({ code: reason.code, text: sayReason(reason, language) }))
const listed = (listing: Listing): z.input<typeof Listed> => ({
  ...{ number: listing.number, shown: numberShown(listing.number), methods: [...listing.methods] },
  domain: hasDomain(listing) ? listing.domain.host : null,
  ...{ provedAt: iso(listing.provedAt), until: iso(listing.until) },
})
const ofBrand = (brand: string, listings: readonly Listing[]): z.input<typeof OfBrand> => ({
  ...{ brand, company: listings[0]?.company ?? '', numbers: listings.map(listed) },
})

export const hotlineRoutes: readonly Route[] = [
  ...deskRoutes,
  ...reportRoutes,
  get('/hotlines', {
    summary: 'Hotlines of brands, each with the proof that stands now / 服务电话查询',
    tag: 'hotlines',
    who: ['anyone'],
    perAddress,
    query: z.object({ brand: z.string().trim().max(40).optional() }),
    answer: z.object({ items: z.array(OfBrand) }),
    async does({ tx, now, query: { brand } }) {
      const listings = await listingsAt(tx, instant(now))
      const wanted = brand ? listings.filter((one) => one.brand.includes(brand) || brand.includes(one.brand)) : listings
      const byBrand = Map.groupBy(wanted, (one) => one.brand)
      return { items: [...byBrand].slice(0, 200).map(([name, own]) => ofBrand(name, own)) }
    },
  }),
  post('/hotlines/check', {
    summary: 'Whether numbers and web addresses in a text are what they say; nothing of it is kept / 查真假',
    tag: 'hotlines',
    who: ['anyone'],
    perAddress,
    keepsNothing: true,
    body: z.strictObject({ text: z.string().trim().min(1).max(20_000) }),
    answer: Verdicts,
    async does(call) {
      const checked = orNothing(await check(call, call.body.text))
      if (isRefusal(checked)) return checked
      return {
        numbers: checked.numbers.map(({ dialled, verdict, reasons }) => ({
          ...{ number: dialled.number, shown: numberShown(dialled.number), extension: dialled.extension, verdict },
          reasons: because(reasons, call.language),
        })),
        addresses: checked.addresses.map(({ host, verdict, reasons }) => ({
          ...{ host, verdict, reasons: because(reasons, call.language) },
        })),
        brands: checked.brands.map(({ brand, listings }) => ofBrand(brand, listings)),
      }
    },
  }),
  get('/hotlines/code/:token', {
    summary: 'What whoever answers a number is asked to vouch for / 回拨验证：核对内容',
    tag: 'hotlines',
    who: ['anyone'],
    perAddress: perGuesser,
    params: z.object({ token: z.string().max(200) }),
    answer: z.object({ brand: z.string(), company: z.string(), shown: z.string() }),
    whose: ({ deps, params }) => readCodePage(deps, params.token)?.tenant ?? null,
    async does({ tx, deps, params }) {
      const page = readCodePage(deps, params.token)
      const row = page && (await hotlineById(tx, page.hotline))
      if (row?.state.status !== 'listed') return refuse('case.absent')
      const { brand, company, number } = row.state
      return { brand, company, shown: numberShown(number) }
    },
  }),
  post('/hotlines/code', {
    summary: 'The code that was told over the number, said back: a proof of 90 days / 回拨验证',
    tag: 'hotlines',
    who: ['consumer', 'anyone'],
    perAddress: perGuesser,
    body: z.strictObject({ page: z.string().max(200), code: z.string().regex(/^\d{6}$/) }),
    answer: z.object({ isProved: z.boolean(), until: z.string().nullable() }),
    whose: ({ deps, body }) => readCodePage(deps, body.page)?.tenant ?? null,
    async does({ tx, deps, now, body }) {
      const id = readCodePage(deps, body.page)?.hotline
      if (!id) return refuse('case.absent')
      // As nobody in particular, whoever else they are.
      const by: Actor = { kind: 'person', id: '', role: 'consumer' }
      const command = { type: 'hotline.say-code' as const, hash: codeHash(id, body.code), at: instant(now), by }
      const acted = await act(tx, hotlineCase, { id }, command)
      if (isRefusal(acted)) return acted
      const proved = acted.facts.find((fact) => fact.type === 'hotline.proved')
      return proved ? { isProved: true, until: iso(proved.until) } : refuseAndKeep('hotline.code_wrong')
    },
  }),
]
