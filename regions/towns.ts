import { type Division, divisions, towns, townsGone } from './divisions.ts'
import { onlyDifference, simplify, soundsAlike } from './letters.ts'
import { endsAt, skipMarks, type Text } from './text.ts'

/** A town found in a text, from `start` to `end`. */
export type TownFound = { town: Division; start: number; end: number }
type TownNames = { full: Map<string, Division | null>; stems: Map<string, Division | null> }

const townEnd = /(街道|地区|镇|乡|苏木|农场|林场|牧场|茶场|渔场|管理区|管委会|园区|开发区)$/
const longestName = 14
const put = (names: Map<string, Division | null>, key: string, town: Division) =>
  names.set(key, names.has(key) ? null : town)

const known = new Map<Division, TownNames>()
/** Towns below a division by their names; `null` for a name that two of them have. */
function townNames(area: Division): TownNames {
  const before = known.get(area)
  if (before) return before
  const names: TownNames = { full: new Map(), stems: new Map() }
  for (const town of townsWithin(area)) {
    const name = simplify(town.own)
    put(names.full, name, town)
    const stem = name.replace(townEnd, '').replace(/(?:\p{Script=Han}{1,3}族)+$/u, '')
    if (stem.length >= 2 && stem !== name) put(names.stems, stem, town)
  }
  for (const { name, place } of townsGone(area)) names.full.set(name, place)
  known.set(area, names)
  return names
}

function townsWithin(area: Division): readonly Division[] {
  if (area.level === 'county') return towns(area)
  const own = towns(area)
  return own.length > 0 ? own : divisions.filter(({ parent }) => parent === area).flatMap(townsWithin)
}

/** The letters that a town's name ends with: a look at these spares most of the look-ups. */
const isLast = new Uint8Array(0x1_0000)
for (const letter of '道镇乡木场区会处') isLast[letter.charCodeAt(0)] = 1

/** The town whose name begins right after a region, if it is the only one of that name in it. */
export function townAfter(text: Text, from: number, area: Division): TownFound | undefined {
  const whole = wholeTownAfter(text, from, area)
  if (whole || area.level === 'province') return whole
  const start = skipMarks(text, from)
  return bareTown(text, start, area) ?? mistypedTown(text, start, area)
}

/** Likewise, and its name is written as it is, with its suffix. */
export function wholeTownAfter(text: Text, from: number, area: Division): TownFound | undefined {
  const start = skipMarks(text, from)
  const { plain } = text
  let found: TownFound | undefined
  const last = Math.min(plain.length, start + longestName)
  for (let end = start + 2; end <= last; end++) {
    if (isLast[plain.charCodeAt(end - 1)] !== 1) continue
    const town = townNames(area).full.get(plain.slice(start, end))
    if (town) found = { town, start, end }
  }
  return found
}

/** The town whose name stands right before a region: 光村镇儋州市. */
export function townBefore(text: Text, end: number, area: Division): TownFound | undefined {
  const { plain } = text
  if (end < 2 || isLast[plain.charCodeAt(end - 1)] !== 1) return undefined
  for (let start = Math.max(0, end - longestName); start <= end - 2; start++) {
    const town = townNames(area).full.get(plain.slice(start, end))
    if (town) return { town, start, end }
  }
  return undefined
}

/** A town without its suffix, or with another one, where nothing else follows: 东莞虎门, 万宁长丰乡. Streets of cities are
 *  left alone: their names are also those of sights and quarters. */
function bareTown(text: Text, start: number, area: Division): TownFound | undefined {
  const { plain } = text
  const isOnlyTowns = area.level === 'prefecture' && towns(area).length > 0
  if (area.level === 'prefecture' && !isOnlyTowns) return undefined
  for (let end = Math.min(plain.length, start + 7); end >= start + 2; end--) {
    const suffix = /^(街道|[镇乡])/.exec(plain.slice(end, end + 2))?.[0] ?? ''
    if (suffix === '' && !endsAt(text, end)) continue
    const town = townNames(area).stems.get(plain.slice(start, end))
    if (town && (isOnlyTowns || suffix !== '' || /[镇乡]$/.test(town.own)))
      return { town, start, end: end + suffix.length }
  }
  return undefined
}

/** A town with one letter that only sounds right. */
function mistypedTown(text: Text, start: number, area: Division): TownFound | undefined {
  const name = /^\p{Script=Han}{2,6}?(?:街道|镇|乡)/u.exec(text.plain.slice(start, start + 8))?.[0]
  if (!name || name.length < 3 || (area.level === 'prefecture' && towns(area).length === 0)) return undefined
  let found: Division | undefined
  for (const [full, town] of townNames(area).full) {
    if (!town || !isOneOff(full, name)) continue
    if (found) return undefined
    found = town
  }
  return found && { town: found, start, end: start + name.length }
}

const isOneOff = (right: string, typed: string): boolean => {
  const wrong = right.length === typed.length ? onlyDifference(right, typed, 0) : -1
  return wrong >= 0 && soundsAlike(right.charCodeAt(wrong), typed.charCodeAt(wrong))
}
