import changes from './data/changes.json' with { type: 'json' }
import former from './data/former.json' with { type: 'json' }
import { type Division, division, divisions, ended } from './divisions.ts'
import { simplify } from './letters.ts'
import { root, step, type Trie, trieOf, wordAt } from './trie.ts'

/** A division as it is, or as it once was: a name may stand under other names than today's. */
export type Unit = {
  /** Where its land is now; several where it was divided. */
  targets: readonly Division[]
  /** Units that may stand above it in an address: its own of then, and those of today. */
  above: readonly Unit[]
  /** The last year of a former division, 0 for one of today. */
  end: number
}
/** `full`: the name with its suffix, or one that leaves out the peoples (酉阳县); `short`: without suffix (迭部). */
export type Sense = { unit: Unit; kind: 'full' | 'short' }
/** What a word may mean, and what all of its meanings have in common. */
export type Word = {
  senses: readonly Sense[]
  /** Whether it is a whole name, with its suffix, in one of its meanings. */
  isFull: boolean
  /** Whether the land of all its meanings is in counties, so that it may be a place of its own (西湖村). */
  isCounty: boolean
  /** Its meanings that are counties and nothing else. */
  counties: readonly Sense[]
}
/** The dictionary: `words[i]` belongs to word `i` of the tree. */
type Names = { trie: Trie; words: readonly Word[] }

function wordOf(senses: readonly Sense[]): Word {
  return {
    senses,
    isFull: senses.some(({ kind }) => kind === 'full'),
    isCounty: senses.every(({ unit }) => unit.targets[0]?.level === 'county'),
    counties: senses.filter(({ unit }) => unit.targets.every(({ level }) => level === 'county')),
  }
}

const peoples =
  '(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|珞巴|各)族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔'
const peopleEnd = new RegExp(`(?:${peoples})+$`)
/** 碑林区, 万柏林区 and 清新区 are plain 区: what is left of a name has to be one. */
const suffix =
  /(特别行政区|自治区|自治州|自治县|自治旗|地区|(?<=...)林区|(?<=..)(?:特区|新区|矿区)|省|市|区|县|旗|盟|州)$/
/** Nothing is called so without its suffix: the words mean a direction, or something everywhere. */
const neverShort = /^(市中|市辖|城中|郊|矿|城|东|西|南|北|中|新|开发|市郊|东市|西市|中市|东河|西市|南市|北市|直辖县级)$/

/** The name without suffix and peoples: 甘南藏族自治州 → 甘南, 前郭尔罗斯蒙古族自治县 → 前郭尔罗斯, 浦东新区 → 浦东. */
export function bare(own: string): string {
  const stem = own.replace(suffix, '')
  if (!own.includes('自治')) return stem
  const without = stem.replace(peopleEnd, '')
  return without.length >= 2 ? without : stem
}

/** What a division is called by people: its names with some suffix, and those without. */
export function callings(own: string): { full: string[]; short: string[] } {
  const stem = bare(own)
  const end = suffix.exec(own)?.[1] ?? ''
  const full = [own]
  const isLong = stem.length >= 2
  if (end.startsWith('自治') && isLong) {
    const brief = end.slice(2)
    full.push(stem + end, own.replace('自治', ''))
    if (brief !== '区') full.push(stem + brief)
  }
  if (end === '新区' && isLong) full.push(`${stem}区`)
  return { full, short: isLong && !neverShort.test(stem) ? [stem] : [] }
}

const units = new Map<Division, Unit>()
function unitOf(one: Division): Unit {
  const known = units.get(one)
  if (known) return known
  const parent = one.parent && unitOf(one.parent)
  const unit = { targets: [one], above: parent ? [parent, ...parent.above] : [], end: 0 }
  units.set(one, unit)
  return unit
}

type Former = { name: string; province: string; prefecture: string; end: number; codes: readonly string[] }

function formerRows(): Former[] {
  const rows = former.list.map((line): Former => {
    const [name = '', province = '', prefecture = '', end = '', codes = ''] = line.split('|')
    const heirs = codes.split(' ').flatMap((code) => ended.get(code)?.now ?? code)
    const main = changes.mainHeir.find(
      (one) => one.was === name && (one.under === prefecture || heirs.includes(one.now)),
    )
    const now = main ? [main.now] : heirs
    return { name, province, prefecture, end: Number(end), codes: now }
  })
  for (const [code, { date, now, own }] of ended) {
    const province = division(`${code.slice(0, 2)}0000`)?.own ?? ''
    rows.push({ name: own, province, prefecture: '', end: Number(date.slice(0, 4)), codes: now })
  }
  return rows
}

const isDivision = (one: Division | undefined): one is Division => one !== undefined

/** Former divisions as units. A prefecture that is gone stands above its counties of then. */
function formerUnits(): { name: string; unit: Unit }[] {
  const provinces = new Map(divisions.filter(({ level }) => level === 'province').map((one) => [one.own, one]))
  const prefectures = new Map<string, Unit>()
  for (const one of divisions) if (one.level === 'prefecture') prefectures.set(one.name, unitOf(one))
  const rows = formerRows().sort((a, b) => Number(a.prefecture !== '') - Number(b.prefecture !== ''))
  return rows.map(({ name, province, prefecture, end, codes }) => {
    const targets = codes.map(division).filter(isDivision)
    const top = provinces.get(province)
    const then = prefecture ? prefectures.get(province + prefecture) : undefined
    const today = targets.flatMap((target) => unitOf(target).above)
    const itself = targets.filter(({ own }) => own !== name).map(unitOf)
    const above = new Set([...(then ? [then] : []), ...(top ? [unitOf(top)] : []), ...today, ...itself])
    const unit = { targets, above: [...above], end }
    if (!prefecture && !prefectures.has(province + name)) prefectures.set(province + name, unit)
    return { name, unit }
  })
}

/** Every name in simplified letters, and what it may mean. */
function allNames(): Names {
  const senses = new Map<string, Sense[]>()
  const put = (text: string, sense: Sense) => {
    const key = simplify(text)
    const known = senses.get(key)
    if (!known) senses.set(key, [sense])
    else if (!known.some(({ unit }) => unit === sense.unit)) known.push(sense)
  }
  const called: Record<string, readonly string[]> = changes.called
  for (const one of divisions) {
    const unit = unitOf(one)
    const { full, short } = callings(one.own)
    for (const text of full) put(text, { unit, kind: 'full' })
    for (const text of called[one.code] ?? []) put(text, { unit, kind: suffix.test(text) ? 'full' : 'short' })
    // 河北区 and 河南蒙古族自治县 are never called by the name of a province
    for (const text of short)
      if (!/^河[南北]$/.test(text) || one.level === 'province') put(text, { unit, kind: 'short' })
  }
  const now = new Set(senses.keys())
  for (const { name, unit } of formerUnits()) {
    const { full, short } = callings(name)
    for (const text of full) put(text, { unit, kind: 'full' })
    for (const text of short) if (!now.has(simplify(text))) put(text, { unit, kind: 'short' })
  }
  return { trie: trieOf([...senses.keys()]), words: [...senses.values()].map(wordOf) }
}

let dictionary: Names | undefined
/** Made when the first text is read: most of those who import this never read one, and it takes a quarter of a second. */
export const names = (): Names => {
  dictionary ??= allNames()
  return dictionary
}

/** Whether something is called exactly so (in simplified letters). */
export function isName(text: string): boolean {
  const { trie } = names()
  let node = root
  for (let i = 0; i < text.length; i++) {
    node = step(trie, node, text.charCodeAt(i))
    if (node === 0) return false
  }
  return wordAt(trie, node) > 0
}
