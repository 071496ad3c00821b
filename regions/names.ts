import changes from './data/changes.json' with { type: 'json' }
import { type Division, divisions, named } from './divisions.ts'
import { simplify } from './letters.ts'

/** How somebody may call a division. `full`: the name with its suffix, or one that leaves out the peoples (酉阳县);
 *  `short`: without the suffix (迭部); `former`: a name or suffix that it had (襄樊市, 长安县). */
export type NameKind = 'full' | 'short' | 'former'
export type Name = { division: Division; kind: NameKind; under: string | null }

const peoples =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺'
const peopleEnd = new RegExp(`(?:(?:${peoples})族?|各族)+$`)
const suffix =
  /(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|省|市|区|县|旗|盟|州)$/

/** The name without suffix and peoples: 甘南藏族自治州 → 甘南, 前郭尔罗斯蒙古族自治县 → 前郭尔罗斯, 浦东新区 → 浦东. */
export function bare(own: string): string {
  const stem = own.replace(suffix, '')
  if (!/自治/.test(own)) return stem
  const without = stem.replace(peopleEnd, '')
  return without.length >= 2 ? without : stem
}

const shortKinds: Record<string, readonly string[]> = {
  自治州: ['州'],
  自治县: ['县'],
  自治旗: ['旗'],
  自治区: [],
  地区: ['市'],
}
/** Colloquial names that follow from no rule. */
const own: Record<string, readonly string[]> = {
  '150000': ['内蒙'],
  '152200': ['兴安'],
  '650000': ['新疆维吾尔'],
  '220721': ['前郭', '前郭县'],
  '469025': ['白沙县'],
  '211322': ['建平'],
}

/** All names of one division, most telling first. */
function namesOf(division: Division): { text: string; kind: NameKind }[] {
  const { own: full, level, code } = division
  const stem = bare(full)
  const kindOfSuffix = suffix.exec(full)?.[1] ?? ''
  const middle = shortKinds[kindOfSuffix.replace(/^(维吾尔|壮族|回族)/, '')]
  const colloquial = middle ? middle.map((end) => stem + end) : []
  const list: { text: string; kind: NameKind }[] = [{ text: full, kind: 'full' }]
  if (stem.length >= 2) for (const text of colloquial) list.push({ text, kind: 'full' })
  if (stem.length >= 2 && !/^(市中|市辖|城中|郊|矿|城|东|西|南|北|中|新城|新市|江北|江南|开发)$/.test(stem))
    list.push({ text: stem, kind: 'short' })
  for (const text of own[code] ?? []) list.push({ text, kind: 'short' })
  // A county that became a district or a city is still called by its old suffix for decades.
  const otherSuffixes =
    level === 'county' && stem.length >= 2 && /^(区|县|市)$/.test(kindOfSuffix) ? ['县', '市', '区'] : []
  for (const end of otherSuffixes) if (!full.endsWith(end)) list.push({ text: stem + end, kind: 'former' })
  if (level === 'prefecture' && kindOfSuffix === '市')
    for (const end of ['地区', '州']) list.push({ text: stem + end, kind: 'former' })
  return list
}

/** Every name in simplified characters → what it may mean. A former suffix counts only where nothing is so called now. */
export function allNames(): Map<string, Name[]> {
  const names = new Map<string, Name[]>()
  const put = (text: string, name: Name) => {
    const key = simplify(text)
    const known = names.get(key) ?? []
    if (known.some(({ division }) => division === name.division)) return
    names.set(key, [...known, name])
  }
  for (const division of divisions) {
    for (const { text, kind } of namesOf(division)) if (kind !== 'former') put(text, { division, kind, under: null })
  }
  for (const division of divisions) {
    for (const { text, kind } of namesOf(division)) {
      const isTaken = names.get(simplify(text))?.some((name) => name.kind === 'full')
      if (kind === 'former' && !isTaken) put(text, { division, kind, under: null })
    }
  }
  for (const { was, under, now } of changes.renamed) {
    for (const name of now) {
      const division = named(name)
      if (!division) throw new Error(`changes.json: there is no ${name}`)
      put(was, { division, kind: 'former', under })
      if (bare(was).length >= 2 && under.endsWith('省')) put(bare(was), { division, kind: 'former', under })
    }
  }
  return names
}
