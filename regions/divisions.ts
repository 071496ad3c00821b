import changes from './data/changes.json' with { type: 'json' }
import table from './data/divisions.json' with { type: 'json' }
import townTable from './data/towns.json' with { type: 'json' }

export type Level = 'province' | 'prefecture' | 'county' | 'town'

/** A division of China as it is now. `code` has 6 digits, 9 for a town. */
export type Division = {
  code: string
  /** The own name: `迭部县`. */
  own: string
  /** With all above it: `甘肃省甘南藏族自治州迭部县`. */
  name: string
  level: Level
  parent: Division | null
}

/** Lines of the published table that are no divisions: "districts of the municipality", "directly under the province". */
const isPlaceholder = (code: string, own: string) => /^(11|12|31|50)0[12]00$/.test(code) || own.includes('直辖县级')

const byCode = new Map<string, Division>()

function add(code: string, own: string): void {
  const level: Level = code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'prefecture' : 'county'
  const above = level === 'county' ? byCode.get(`${code.slice(0, 4)}00`) : undefined
  const parent = level === 'province' ? null : (above ?? byCode.get(`${code.slice(0, 2)}0000`) ?? null)
  byCode.set(code, { code, own, name: (parent?.name ?? '') + own, level, parent })
}

/** Divisions of the table that have ended since, by their code. */
export const ended = new Map(changes.ended.map(({ code, date, now }) => [code, { date, now, own: '' }]))
for (const line of table.list) {
  const [code, own] = [line.slice(0, 6), line.slice(6)]
  const end = ended.get(code)
  if (end) end.own = own
  else if (!isPlaceholder(code, own)) add(code, own)
}
for (const { code, name } of changes.made) add(code, name)

/** Every province, prefecture and county, in the order of their codes. */
export const divisions: readonly Division[] = [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1))

const children = Map.groupBy(divisions, ({ parent }) => parent?.code ?? null)

const townLists: Record<string, string> = townTable.byCounty
/** 嘉峪关's towns are counted under 620201, those of 东莞, 中山 and 儋州 under their own code. */
const townKey = (code: string) => (code === '620200' ? '620201' : code)
const hasLeft = (code: string, town: string) =>
  changes.townsLeft.some(({ from, towns: left }) => from === code && left.includes(town))
const townsOf = new Map<Division, readonly Division[]>()

/** Some lists name the county again before each of its towns: 濮阳县柳屯镇, 四平市铁东区石岭镇. */
function withoutCounty(town: string, { own, parent }: Division): string {
  for (const above of [`${parent?.own ?? ''}${own}`, own]) {
    const rest = town.startsWith(above) ? town.slice(above.length) : ''
    if (/^..+(街道|镇|乡)$/.test(rest)) return rest
  }
  return town
}

/** The towns and streets of a county, or of a prefecture that has no counties (东莞, 中山, 儋州, 嘉峪关). */
export function towns(county: Division): readonly Division[] {
  const known = townsOf.get(county)
  if (known) return known
  const key = townKey(county.code)
  const lines = townLists[key]?.split(' ') ?? []
  const list = lines.map((line) => ({ code: key + line.slice(0, 3), own: withoutCounty(line.slice(3), county) }))
  for (const { code, town } of changes.townsMoved) if (code.startsWith(key)) list.push({ code, own: town })
  const made = list
    .filter(({ own }) => !hasLeft(key, own))
    .map(({ code, own }): Division => ({ code, own, name: county.name + own, level: 'town', parent: county }))
  townsOf.set(county, made)
  return made
}

/** Towns that people still look for in a county, but that are in another one now (or nothing but that is known). */
export function townsGone(county: Division): { name: string; place: Division }[] {
  const moved = changes.townsMoved.filter(({ from }) => (ended.get(from)?.now ?? [from]).includes(county.code))
  const left = changes.townsLeft.filter(({ from }) => from === county.code)
  return [
    ...moved.map(({ town, code }) => ({ name: town, place: division(code) })),
    ...left.flatMap(({ towns: names, to }) =>
      names.map((name) => ({ name, place: townNamed(to, name) ?? division(to) })),
    ),
  ].flatMap(({ name, place }) => (place ? [{ name, place }] : []))
}

const townNamed = (county: string, name: string): Division | undefined =>
  childrenOf(county).find(({ own }) => own === name)

/** The division with this code; undefined for one that is not in use now. */
export function division(code: string): Division | undefined {
  if (code.length !== 9) return byCode.get(code)
  const county = byCode.get(code.slice(0, 6)) ?? (code.startsWith('620201') ? byCode.get('620200') : undefined)
  return county && towns(county).find((town) => town.code === code)
}

/** What lies directly below: provinces below `null`, towns below counties. */
export function childrenOf(code: string | null): readonly Division[] {
  const below = children.get(code)
  const parent = code === null ? undefined : byCode.get(code)
  return below ?? (parent ? towns(parent) : [])
}

/** What lies above, nearest first. */
export function parents({ parent }: Division): readonly Division[] {
  return parent ? [parent, ...parents(parent)] : []
}

/** Whether `inner` is `outer` or lies in it. */
export function isWithin(inner: Division, outer: Division): boolean {
  for (let at: Division | null = inner; at; at = at.parent) if (at === outer) return true
  return false
}
