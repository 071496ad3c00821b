import { applianceCodes } from '@anxin/domain/appliances/kinds.ts'
import { days, type Id } from '@anxin/domain/basics.ts'
import { servers, standingOf, standings, type Wanted } from '@anxin/domain/coverage/coverage.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { childrenOf, type Division, division } from '@anxin/regions/divisions.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import type { Tx } from '../db/database.ts'
import { type Call, get, type StreamRoute } from '../http/route.ts'
import { ExportQuery, sendTable } from '../sheets/export.ts'
import { demandSince, serving } from './store.ts'

const desk = ['agent', 'dispatcher', 'supervisor', 'operator'] as const
/** Demand is what was reported in so long. */
const lately = days(90)

const Filter = z.object({
  appliance: z.enum(applianceCodes).optional(),
  brand: z.string().trim().min(1).max(40).optional(),
})
const wantedOf = ({ appliance, brand }: z.output<typeof Filter>): Wanted => ({
  appliance: appliance ?? null,
  brand: brand ?? null,
})

/** Counties, and the cities that have none, below a province: what somebody reports from. */
function countiesOf(place: Division): Division[] {
  if (place.level === 'county') return [place]
  const below = childrenOf(place.code).filter(({ level }) => level !== 'town')
  return below.length === 0 ? [place] : below.flatMap(countiesOf)
}

type Covered = { county: Division; technicians: Id[]; demand: number }
async function covered(
  { tx, now }: { tx: Tx; now: number },
  wanted: Wanted,
  places: readonly Division[],
): Promise<Covered[]> {
  const who = servers(await serving(tx), wanted)
  const demand = await demandSince(tx, new Date(now - lately), wanted)
  return places
    .flatMap(countiesOf)
    .map((county) => ({ county, technicians: who(county.code), demand: demand.get(county.code) ?? 0 }))
}

const County = z.object({
  code: z.string(),
  name: z.string(),
  /** Of the prefecture; null where the county lies right below the province. */
  prefecture: z.string().nullable(),
  standing: z.enum(standings),
  demand: z.number(),
  technicians: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
})
const Province = z.object({
  code: z.string(),
  name: z.string(),
  counties: z.number(),
  covered: z.number(),
  gaps: z.number(),
  demand: z.number(),
})

const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0)
const provinceOf = (place: Division, all: readonly Covered[]): z.input<typeof Province> => ({
  ...{ code: place.code, name: place.name, counties: all.length },
  covered: all.filter(({ technicians }) => technicians.length > 0).length,
  gaps: all.filter(({ technicians, demand }) => standingOf(technicians.length, demand) === 'gap').length,
  demand: sum(all.map(({ demand }) => demand)),
})

async function show(
  { tx, deps }: Pick<Call<unknown, unknown, unknown>, 'tx' | 'deps'>,
  all: readonly Covered[],
): Promise<z.input<typeof County>[]> {
  const names = await deps.private.people(tx, [...new Set(all.flatMap(({ technicians }) => technicians))])
  return all.map(({ county, technicians, demand }) => ({
    ...{ code: county.code, name: county.own, demand },
    prefecture: county.parent?.level === 'prefecture' ? county.parent.own : null,
    standing: standingOf(technicians.length, demand),
    technicians: technicians.map((id) => ({ id, name: names.get(id)?.name ?? null })),
  }))
}

export const coverageRoutes = [
  get('/coverage', {
    summary: 'How much of each province is served, and where reports come from that nobody serves / 服务覆盖',
    tag: 'coverage',
    who: desk,
    query: Filter,
    answer: z.object({ days: z.number(), items: z.array(Province) }),
    async does({ tx, now, query }) {
      const provinces = childrenOf(null)
      const all = await covered({ tx, now }, wantedOf(query), provinces)
      const byProvince = Map.groupBy(all, ({ county }) => county.code.slice(0, 2))
      const items = provinces.map((place) => provinceOf(place, byProvince.get(place.code.slice(0, 2)) ?? []))
      return { days: lately / days(1), items }
    },
  }),
  get('/coverage/:code', {
    summary:
      'The counties of a province or prefecture: who serves each, and how much is reported from there / 区县覆盖',
    tag: 'coverage',
    who: desk,
    params: z.object({ code: z.string().regex(/^\d{6}$/) }),
    query: Filter,
    answer: z.object({ name: z.string(), items: z.array(County) }),
    async does(call) {
      const { tx, now, params, query } = call
      const place = division(params.code)
      if (!place) return refuse('case.absent')
      return { name: place.name, items: await show(call, await covered({ tx, now }, wantedOf(query), [place])) }
    },
  }),
]

const Query = Filter.extend(ExportQuery)
const heads = {
  zh: ['省份', '城市', '区县', '代码', '师傅数', '师傅', '近90天报修'],
  en: ['Province', 'Prefecture', 'County', 'Code', 'Technicians', 'Names', 'Reports in 90 days'],
}

async function* inOne(rows: string[][]) {
  yield rows
}

/** The whole country as a table. Where technicians are changed is their own import (`/technicians/import`). */
export const coverageExport: StreamRoute = {
  method: 'GET',
  path: '/coverage/export',
  summary: 'Who serves which county, as CSV or XLSX; each export is noted / 导出服务覆盖',
  tag: 'coverage',
  who: desk,
  query: Query,
  async streams({ deps, caller, by, now, query: asked, language }, { reply }) {
    const query = asked as z.output<typeof Query> // parsed by Query
    const rows = await deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
      const provinces = childrenOf(null)
      const own = new Map(provinces.map((place) => [place.code.slice(0, 2), place.own]))
      const counties = await show({ tx, deps }, await covered({ tx, now }, wantedOf(query), provinces))
      note(tx, { now, by, type: 'coverage.exported', body: { ...query, rows: counties.length } })
      return counties.map(({ code, name, prefecture, demand, technicians }) => [
        ...[own.get(code.slice(0, 2)) ?? '', prefecture ?? '', name, code, String(technicians.length)],
        ...[technicians.map((one) => one.name ?? '').join('、'), String(demand)],
      ])
    })
    return sendTable(reply, 'anxin-coverage', {
      table: { heads: heads[language], batches: inOne(rows) },
      format: query,
    })
  },
}
