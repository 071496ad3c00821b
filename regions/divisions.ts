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

/** Entries of the published table that are no divisions: "districts of the municipality", "directly under the province". */
const isPlaceholder = (code: string, own: string) =>
  /^(11|12|31|50)0[12]00$/.test(code) || own.includes('直辖县级') || own === '市辖区'

const byCode = new Map<string, Division>()

function add(code: string, own: string): void {
  const level: Level = code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'prefecture' : 'county'
  const above = level === 'county' ? byCode.get(`${code.slice(0, 4)}00`) : undefined
  const parent = level === 'province' ? null : (above ?? byCode.get(`${code.slice(0, 2)}0000`) ?? null)
  byCode.set(code, { code, own, name: (parent?.name ?? '') + own, level, parent })
}

const ended = new Set(changes.made.flatMap((made) => made.ended))
for (const line of table.list) {
  const [code, own] = [line.slice(0, 6), line.slice(6)]
  if (!isPlaceholder(code, own) && !ended.has(code)) add(code, own)
}
for (const { code, name } of changes.made) add(code, name)

/** Every province, prefecture and county, in the order of their codes. */
export const divisions: readonly Division[] = [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1))

const byName = new Map(divisions.map((division) => [division.name, division]))
/** The division with exactly this full name, as it is now. */
export const named = (name: string): Division | undefined => byName.get(name)

const children = new Map<string | null, Division[]>()
for (const division of divisions) {
  const key = division.parent?.code ?? null
  children.set(key, [...(children.get(key) ?? []), division])
}

const townsOf = new Map<string, readonly Division[]>()
const townLists: Record<string, string> = townTable.byCounty
const moved = new Map(changes.townsMoved.flatMap(({ towns, to }) => towns.map((town) => [town, named(to)?.code])))

/** The towns and streets of a county, or of a prefecture that has no counties (东莞, 中山, 儋州, 嘉峪关). */
export function towns(county: Division): readonly Division[] {
  const known = townsOf.get(county.code)
  if (known) return known
  const list = townLists[townKey(county)]?.split(' ') ?? []
  const made = list.flatMap((line): Division[] => {
    const [digits, own] = [line.slice(0, 3), line.slice(3)]
    const isElsewhere = moved.get(own) !== undefined && county.code.startsWith('500') && moved.get(own) !== county.code
    if (isElsewhere) return []
    return [{ code: townKey(county) + digits, own, name: county.name + own, level: 'town', parent: county }]
  })
  townsOf.set(county.code, made)
  return made
}

/** 嘉峪关's towns are counted under 620201, those of 东莞, 中山 and 儋州 under their own code. */
const townKey = ({ code }: Division) => (code === '620200' ? '620201' : code)

/** The division with this code; undefined for one that is not in use now. */
export function division(code: string): Division | undefined {
  if (code.length !== 9) return byCode.get(code)
  const county = byCode.get(code.slice(0, 6)) ?? (code.startsWith('620201') ? byCode.get('620200') : undefined)
  return county && towns(county).find((town) => town.code === code)
}

/** What lies directly below: provinces below nothing, towns below counties. */
export function childrenOf(code: string | null): readonly Division[] {
  const below = children.get(code)
  const parent = code === null ? undefined : byCode.get(code)
  return below ?? (parent ? towns(parent) : [])
}

/** Whether `inner` is `outer` or lies in it. */
export function isWithin(inner: Division, outer: Division): boolean {
  for (let at: Division | null = inner; at; at = at.parent) if (at === outer) return true
  return false
}
