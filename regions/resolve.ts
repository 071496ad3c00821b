/** A text → a division of China.
 *
 *  1. Every name that stands in the text is found (a tree of all full, short and former names; one walk per letter).
 *  2. Each meaning of each name is read together with the names above it that stand right before or after it, in any
 *     order. The reading that explains the most letters wins; several that explain as many are ambiguous.
 *  3. The winner has to make sense in its place: nothing unknown before it that looks like a region, no parent that
 *     contradicts it, and after a name without suffix nothing but an address. Otherwise there is no answer: a wrong
 *     county is worse than none.
 *  4. Where that leaves a question, one mistyped letter is considered, if a parent or a suffix confirms it and exactly
 *     one name fits.
 *  5. The town that follows, if the region has exactly one of that name.
 *  Cost: O(letters × meanings), a few microseconds; tens where a letter is mistyped. */
import { type Division, divisions, isWithin } from './divisions.ts'
import { soundsAlike } from './letters.ts'
import { isName, names, type Sense, type Unit } from './names.ts'
import { endsAt, readText, restFrom, skipMarks, type Text, wordBefore } from './text.ts'
import { townAfter, townBefore } from './towns.ts'
import { step, wordAt } from './trie.ts'
import { guess, guesses, isMistyped, spellings, within } from './typos.ts'
import {
  addressLike,
  everyday,
  farAreaLike,
  foreign,
  goesOnAsPlace,
  goesOnAsStreet,
  labelEnd,
  noDivision,
  thingLike,
} from './words.ts'

export type Resolution =
  | { status: 'resolved'; division: Division; rest: string }
  | { status: 'ambiguous'; candidates: readonly [Division, Division, ...Division[]]; rest: string }
  | { status: 'none' }

const none: Resolution = { status: 'none' }
const { trie, senses } = names

/** A name that stands in the text. `isFull`: with its suffix; `isLoose`: with another suffix than its own (北仑县);
 *  `goesOn`: the letters after it make it the name of something else, a street perhaps. */
type Mention = {
  start: number
  end: number
  senses: readonly Sense[]
  isFull: boolean
  isLoose: boolean
  goesOn: boolean
}
/** One meaning of one mention, with the names beside it that speak for it. */
type Reading = {
  sense: Sense
  mention: Mention
  start: number
  end: number
  letters: number
  support: number
  isFull: boolean
  isGuess: boolean
  /** Where the town after it ends, if that was looked up already. */
  townEnd: number
}
/** What the text says, before the town is looked for. */
type Found = { divisions: readonly Division[]; reading: Reading }

/** Which division a text names. Never throws; text of any length and content. */
export function resolve(raw: string): Resolution {
  const text = readText(raw)
  const mentions = mentionsIn(text)
  const found = understand(text, mentions)
  if (!found) return none
  return withTown(text, found)
}

// --- 1. names

function mentionsIn(text: Text): Mention[] {
  const { plain } = text
  const mentions: Mention[] = []
  for (let start = 0; start < plain.length - 1; start++) {
    let node = 1
    for (let i = start; i < plain.length; i++) {
      node = step(trie, node, plain.charCodeAt(i))
      if (node === 0) break
      const word = wordAt(trie, node)
      if (word >= 0) addMention(text, mentions, { start, end: i + 1, word })
    }
  }
  return mentions.some(({ goesOn }) => goesOn) ? withoutStreets(mentions) : mentions
}

/** 南京 in 南京路 is no region; 重庆 in 重庆江北 is, though 江 could go on a name: another name begins there. */
function withoutStreets(mentions: readonly Mention[]): Mention[] {
  const kept: Mention[] = []
  for (const mention of mentions.toReversed())
    if (!mention.goesOn || kept.some(({ start }) => start === mention.end)) kept.push(mention)
  return kept.reverse()
}

const isStreet = (after: string, meant: readonly Sense[]): boolean =>
  goesOnAsStreet.test(after) ||
  (goesOnAsPlace.test(after) && meant.every(({ unit }) => unit.targets[0]?.level === 'county'))

const [market, people] = ['场'.charCodeAt(0), '民'.charCodeAt(0)]
const city = '市'.charCodeAt(0)

function addMention(
  text: Text,
  mentions: Mention[],
  { start, end, word }: { start: number; end: number; word: number },
) {
  const { plain } = text
  const meant = senses[word] ?? []
  const isFull = meant.some(({ kind }) => kind === 'full')
  const next = end < plain.length ? plain.charCodeAt(end) : 0
  const isOwnSuffix = isFull && end - start >= 3
  if (isOwnSuffix && plain.charCodeAt(end - 1) === city && (next === market || next === people)) return
  const goesOn = !isOwnSuffix && next !== 0 && text.spaced[end] === 0 && isStreet(plain.slice(end, end + 6), meant)
  mentions.push({ start, end, senses: meant, isFull, isLoose: false, goesOn })
  const isOtherSuffix =
    !isFull && /[县市区]/.test(plain.charAt(end)) && !/^市[场民区]|^区[域间]/.test(plain.slice(end, end + 2))
  if (isOtherSuffix && !isName(plain.slice(start, end + 1))) {
    const counties = meant.filter(({ unit }) => unit.targets.every(({ level }) => level === 'county'))
    if (counties.length > 0)
      mentions.push({ start, end: end + 1, senses: counties, isFull: true, isLoose: true, goesOn: false })
  }
}

// --- 2. readings

function understand(text: Text, mentions: readonly Mention[]): Found | undefined {
  const readings = mentions.flatMap((mention) =>
    mention.senses.map((sense) => read(text, { mention, sense }, mentions)),
  )
  const exact = best(text, readings, mentions)
  if (exact && isSettled(text, exact)) return exact
  if (!exact && isTorn(text, mentions)) return undefined
  return correct(text, { mentions, readings, exact })
}

/** 广东省杭州市: two whole names side by side that cannot both be true are no slip of one letter. */
function isTorn(text: Text, mentions: readonly Mention[]): boolean {
  const high = mentions.filter(
    ({ isFull, senses: meant }) =>
      isFull && meant.every(({ unit }) => unit.targets.every(({ level }) => level !== 'county')),
  )
  return high.some((one) =>
    high.some(
      (other) =>
        skipMarks(text, one.end) === other.start &&
        !one.senses.some(({ unit }) => other.senses.some((sense) => isRelated(unit, sense.unit))),
    ),
  )
}

function read(
  text: Text,
  { mention, sense }: { mention: Mention; sense: Sense },
  mentions: readonly Mention[],
): Reading {
  const reading: Reading = {
    sense,
    mention,
    start: mention.start,
    end: mention.end,
    letters: mention.end - mention.start,
    support: 0,
    isFull: mention.isFull && mention.end - mention.start >= 3,
    isGuess: false,
    townEnd: 0,
  }
  const used: Unit[] = [sense.unit]
  for (;;) {
    const next = nextSupport(text, { reading, used }, mentions)
    if (!next) return withBareTown(text, reading, mentions)
    extend(reading, next.mention, next.isNew)
    if (next.isNew) used.push(next.unit)
  }
}

/** 东莞长安 is a town, and not two counties side by side: its letters speak for the county before it. */
function withBareTown(text: Text, reading: Reading, mentions: readonly Mention[]): Reading {
  const [area, another] = reading.sense.unit.targets
  if (!area || another || area.level === 'province') return reading
  const from = skipMarks(text, reading.end)
  if (!mentions.some(({ start }) => start === from)) return reading
  const town = townAfter(text, from, area)
  return town ? { ...reading, letters: reading.letters + town.end - town.start, townEnd: town.end } : reading
}

function extend(reading: Reading, { start, end, isFull }: Mention, isNew: boolean): void {
  reading.start = Math.min(reading.start, start)
  reading.end = Math.max(reading.end, end)
  if (!isNew) return
  reading.letters += end - start
  reading.support++
  reading.isFull ||= isFull && end - start >= 3
}

/** The longest name right beside the reading that stands above it, or says again what it says. */
function nextSupport(
  text: Text,
  { reading, used }: { reading: Reading; used: readonly Unit[] },
  mentions: readonly Mention[],
): { mention: Mention; unit: Unit; isNew: boolean } | undefined {
  let found: { mention: Mention; unit: Unit; isNew: boolean } | undefined
  const { above } = reading.sense.unit
  for (const mention of mentions) {
    const isBefore = mention.end <= reading.start
    if (!isBefore && mention.start < reading.end) continue
    for (const { unit } of mention.senses) {
      const isAbove = above.includes(unit)
      if (!isAbove && unit !== reading.sense.unit) continue
      const isNew = isAbove && !used.includes(unit)
      const isBetter =
        !found || (isNew && !found.isNew) || (isNew === found.isNew && isNearer(reading, mention, found.mention))
      if (isBetter && isBeside(text, { reading, mention, isBefore })) found = { mention, unit, isNew }
    }
  }
  return found
}

/** Nearer to the reading, or as near and longer: a name farther off would swallow the one between. */
function isNearer(reading: Reading, one: Mention, other: Mention): boolean {
  const gap = ({ start, end }: Mention) => Math.max(reading.start - end, start - reading.end)
  return gap(one) < gap(other) || (gap(one) === gap(other) && one.end - one.start > other.end - other.start)
}

const filler = /^(的|省|市|那边|这边|下面|下辖|下属|所属|所辖|境内|辖区|省内|市内|市区|城区|里|内)$/

function isBeside(
  text: Text,
  { reading, mention, isBefore }: { reading: Reading; mention: Mention; isBefore: boolean },
): boolean {
  const [from, to] = isBefore ? [mention.end, reading.start] : [reading.end, mention.start]
  if (from === to) return true
  const between = skipMarks(text, from)
  if (between >= to) return true
  const gap = text.plain.slice(between, to)
  if (gap.length === 1)
    return filler.test(gap) || /[省市县区州]/.test(gap) || [...'省市县区州'].some((one) => soundsAlike(one, gap))
  if (gap.length > 12) return false
  return (
    filler.test(gap) || reading.sense.unit.above.some((unit) => unit.targets.some((target) => isSpelled(target, gap)))
  )
}

const isSpelled = (division: Division, typed: string): boolean =>
  spellings(division).full.some((name) => name === typed || isMistyped(name, typed, 'part'))

/** More letters first; then what is so called now before what was; then the own suffix before another. */
function rank({ letters, sense, mention, isGuess }: Reading): number {
  const isLongGone = sense.unit.end > 0 && sense.unit.end < 2020
  return (
    letters * 8 -
    (isLongGone ? 4 : 0) -
    (mention.isLoose ? 2 : 0) -
    (sense.kind === 'short' ? 1 : 0) -
    (isGuess ? 3 : 0)
  )
}

function best(text: Text, readings: readonly Reading[], mentions: readonly Mention[]): Found | undefined {
  let most = 0
  for (const reading of readings) if (reading.sense.unit.targets.length > 0) most = Math.max(most, rank(reading))
  const winners = readings.filter(
    (reading) =>
      reading.sense.unit.targets.length > 0 && rank(reading) === most && !contradiction(text, reading, mentions),
  )
  const [reading] = winners
  if (!reading) return undefined
  const all = [...new Set(winners.flatMap(({ sense }) => sense.unit.targets))]
  const found = all.filter(
    (one) => !all.some((other) => other !== one && other.level !== 'province' && isWithin(one, other)),
  )
  const narrowed = found.length > 1 ? byFarNames(text, { found, winners }, mentions) : found
  const isSensible = winners.every((one) => holds(text, one, narrowed.length > 1))
  return isSensible ? { divisions: narrowed, reading } : undefined
}

/** A parent named elsewhere in the text, standing alone, decides among namesakes: 朝阳区建国路88号（北京）. */
function byFarNames(
  text: Text,
  { found, winners }: { found: readonly Division[]; winners: readonly Reading[] },
  mentions: readonly Mention[],
): readonly Division[] {
  const [{ start, end } = { start: 0, end: 0 }] = winners
  const alone = mentions.filter(
    (mention) =>
      (mention.end <= start || mention.start >= end) &&
      wordBefore(text, mention.start) === '' &&
      (mention.isFull || endsAt(text, mention.end)),
  )
  const meant = new Set(alone.flatMap((mention) => mention.senses.flatMap(({ unit }) => unit.targets)))
  const decided = found.filter((one) => [...meant].some((area) => area !== one && isWithin(one, area)))
  return decided.length > 0 ? decided : found
}

// --- 3. sense

function holds(text: Text, reading: Reading, isUnsure: boolean): boolean {
  const { plain } = text
  const { start, end, support, isFull } = reading
  const before = wordBefore(text, start)
  const unknown = before === '' ? '' : before.replace(labelEnd, '')
  const isShort = !isFull
  if (start > 0 && (support === 0 || isShort) && foreign.test(plain.slice(0, end))) return false
  if (unknown !== '' && (support === 0 || isShort) && !isTownBefore(text, reading, unknown)) return false
  if (isShort) return holdsShort(text, { reading, isUnsure })
  return true
}

const isTownBefore = (text: Text, { sense, start }: Reading, word: string): boolean =>
  sense.unit.targets.some((area) => townBefore(text, start, area)?.start === start - word.length)

/** Names without suffix, or of two letters, have to be all there is, or to begin an address. */
function holdsShort(text: Text, { reading, isUnsure }: { reading: Reading; isUnsure: boolean }): boolean {
  const { plain } = text
  const { start, end, support } = reading
  const isCommon = support === 0 && everyday.has(plain.slice(start, end))
  const from = skipMarks(text, end)
  const after = plain.slice(from)
  if (reading.townEnd > 0) return true
  if (thingLike.test(after)) return false
  if (after === '') return !isCommon || isUnsure
  if (isCommon && !isUnsure) return false
  if (from > end || text.spaced[end] === 1) return true
  if (reading.sense.unit.targets.some((area) => townAfter(text, end, area))) return true
  return !/^[a-z]/.test(after) && (addressLike.test(after) || (isFar(reading.sense.unit) && farAreaLike.test(after)))
}

/** A name right beside that cannot be true together with this reading: 广东省杭州市. */
function contradiction(text: Text, reading: Reading, mentions: readonly Mention[]): Mention | undefined {
  return mentions.find((mention) => {
    const { start, end } = mention
    const isLeft = end <= reading.start && skipMarks(text, end) >= reading.start
    const isRight = start >= reading.end && skipMarks(text, reading.end) >= start
    if (isRight && end <= reading.townEnd) return false
    if (!isLeft && !(isRight && mention.isFull && end - start >= 3 && !mention.isLoose)) return false
    const isHigh = mention.senses.some(({ unit }) => unit.targets.some(({ level }) => level !== 'county'))
    if (!mention.isFull && !isHigh) return false
    if (isRight && (isFar(reading.sense.unit) || (reading.support > 0 && !isHigh))) return false
    return !mention.senses.some(({ unit }) => isRelated(unit, reading.sense.unit))
  })
}

/** 台湾, 香港 and 澳门: below them there are no codes. */
const isFar = ({ targets }: Unit): boolean => targets.every(({ code }) => /^(71|81|82)/.test(code))

const isRelated = (one: Unit, other: Unit): boolean =>
  one === other ||
  one.above.includes(other) ||
  other.above.includes(one) ||
  one.targets.some((a) => other.targets.some((b) => isWithin(a, b) || isWithin(b, a)))

/** Whether nothing is left that a mistyped name could be. */
function isSettled(text: Text, { divisions: found, reading }: Found): boolean {
  const [first, another] = found
  if (!first || another) return false
  if (first.level === 'county') return reading.support > 0 || wordBefore(text, reading.start) === ''
  const isUnknown = unknownBelow(text, reading.end, first) && !townAfter(text, reading.end, first)
  return !isUnknown && wordBefore(text, reading.start) === ''
}

/** What follows a province or city and ends like a county, but is none that is known, nor a zone. */
function unknownBelow(text: Text, end: number, area: Division): boolean {
  if (/^(71|81|82)/.test(area.code)) return false
  const after = text.plain.slice(skipMarks(text, end))
  const name = /^(\p{Script=Han}{1,6}?)(区|县|市|旗)/u.exec(after)
  if (!name || noDivision.test(after)) return false
  const stem = name[1] ?? ''
  const next = after.charAt(name[0].length)
  if (/^市[场民政]/.test(after.slice(stem.length))) return false
  return !/[路街道巷号镇乡村园小社校景院厂城港片]$/.test(stem) && !/新$/.test(stem) && !/[场民]/.test(next)
}

// --- 4. one mistyped letter

type State = { mentions: readonly Mention[]; readings: readonly Reading[]; exact: Found | undefined }

function correct(text: Text, { mentions, readings, exact }: State): Found | undefined {
  const above = mistypedAbove(text, readings, mentions)
  if (above) return above
  const below = mistypedBelow(text, { readings, exact })
  if (below) return below
  if (exact) {
    const [first, another] = exact.divisions
    const isDeeper = first && !another && first.level !== 'county' && unknownBelow(text, exact.reading.end, first)
    return isDeeper ? undefined : exact
  }
  return mistypedAlone(text, mentions)
}

/** 宁坡市北仑区: the county is right, the city before it is not. */
function mistypedAbove(text: Text, readings: readonly Reading[], mentions: readonly Mention[]): Found | undefined {
  const corrected = readings.flatMap((reading): Reading[] => {
    const { start, sense, isFull } = reading
    const before = wordBefore(text, start) || text.plain.slice(0, start)
    if (before === '' || sense.unit.targets.length !== 1) return []
    const areas = sense.unit.above.flatMap(({ targets, end }) => (end === 0 ? targets : []))
    const stretch = (length: number) => text.plain.slice(Math.max(0, start - length), start)
    const full = guess(areas, stretch, { kind: 'full', trust: 'part' })
    const found = full ?? (isFull ? undefined : guess(areas, stretch, { kind: 'short', trust: 'shape' }))
    if (!found) return []
    const from = start - found.length
    return [
      { ...reading, start: from, letters: reading.letters + found.length, support: reading.support + 1, isGuess: true },
    ]
  })
  const known = Math.max(0, ...readings.map(({ letters }) => letters))
  const better = corrected.filter(({ letters }) => letters > known)
  const blind = mentions.filter(
    (mention) => !better.some(({ start, end }) => mention.start < end && mention.end > start),
  )
  return better.length > 0 ? best(text, better, blind) : undefined
}

/** 宁波市北伦区: the city is right, the county after it (or before it) is not. */
function mistypedBelow(
  text: Text,
  { readings, exact }: { readings: readonly Reading[]; exact: Found | undefined },
): Found | undefined {
  const areas = readings.filter(
    ({ sense }) => sense.unit.end === 0 && sense.unit.targets.every(({ level }) => level !== 'county'),
  )
  const found = areas.flatMap((reading): Reading[] => {
    const [area] = reading.sense.unit.targets
    if (!area || (exact && exact.reading.letters > reading.letters)) return []
    const one = nameBelow(text, reading, area)
    if (!one) return []
    const unit = { targets: [one.division], above: reading.sense.unit.above, end: 0 }
    const ends = { start: Math.min(reading.start, one.start), end: Math.max(reading.end, one.end) }
    return [
      {
        ...reading,
        ...ends,
        sense: { unit, kind: 'full' },
        letters: reading.letters + one.end - one.start,
        isGuess: true,
      },
    ]
  })
  const most = Math.max(0, ...found.map(({ letters }) => letters))
  const [reading, another] = found.filter(({ letters }) => letters === most)
  if (!reading || (another && another.sense.unit.targets[0] !== reading.sense.unit.targets[0])) return undefined
  const before = wordBefore(text, reading.start).replace(labelEnd, '')
  if (before !== '' && !reading.isFull) return undefined
  return { divisions: reading.sense.unit.targets, reading: { ...reading, support: reading.support + 1 } }
}

function nameBelow(text: Text, { start, end }: Reading, area: Division) {
  const { plain } = text
  const among = within(area)
  const from = skipMarks(text, end)
  const after = (length: number) => plain.slice(from, from + length)
  const full = guess(among, after, { kind: 'full', trust: 'part' })
  if (full) return { division: full.division, start: from, end: from + full.length }
  const short = guess(among, after, { kind: 'short', trust: 'shape' })
  const isEnd = short && (endsAt(text, from + short.length) || addressLike.test(plain.slice(from + short.length)))
  if (short && isEnd && !goesOnAsStreet.test(plain.slice(from + short.length)) && !thingLike.test(plain.slice(from)))
    return { division: short.division, start: from, end: from + short.length }
  const before = (length: number) => plain.slice(Math.max(0, start - length), start)
  const reversed = guess(among, before, { kind: 'full', trust: 'shape' })
  return reversed && { division: reversed.division, start: start - reversed.length, end: start }
}

/** 北伦区 alone: the whole name with its suffix, one letter wrong, and no other name is as near. */
function mistypedAlone(text: Text, mentions: readonly Mention[]): Found | undefined {
  const start = firstWord(text)
  if (foreign.test(text.plain)) return undefined
  const all = guesses(divisions, (length) => text.plain.slice(start, start + length), { kind: 'full', trust: 'shape' })
  const fitting = all.filter(({ division, length }) =>
    fitsAlone(text, { division, start, end: start + length }, mentions),
  )
  const [found, another] = fitting
  if (!found || another) return undefined
  const end = start + found.length
  const sense: Sense = { unit: { targets: [found.division], above: [], end: 0 }, kind: 'full' }
  const mention = { start, end, senses: [], isFull: true, isLoose: false, goesOn: false }
  const letters = found.length
  const reading = { sense, mention, start, end, letters, support: 0, isFull: true, isGuess: true, townEnd: 0 }
  return { divisions: [found.division], reading }
}

type Place = { division: Division; start: number; end: number }
/** What follows has to be an address there: a town of its own, if one is named. */
function fitsAlone(text: Text, { division, end }: Place, mentions: readonly Mention[]): boolean {
  const after = text.plain.slice(skipMarks(text, end))
  if (mentions.some((mention) => mention.isFull && mention.start < end)) return false
  if (/^\p{Script=Han}{2,6}?(街道|镇|乡)/u.test(after)) return townAfter(text, end, division) !== undefined
  if (thingLike.test(after) || !(endsAt(text, end) || addressLike.test(after))) return false
  return division.level === 'county' || !unknownBelow(text, end, division)
}

/** Where the address begins, after labels. */
function firstWord(text: Text): number {
  const start = skipMarks(text, 0)
  const word = /^\p{Script=Han}+/u.exec(text.plain.slice(start))?.[0] ?? ''
  for (let length = Math.min(word.length, 12); length > 0; length--) {
    if (word.slice(0, length).replace(labelEnd, '') === '') return skipMarks(text, start + length)
  }
  return start
}

// --- 5. towns

function withTown(text: Text, { divisions: found, reading }: Found): Resolution {
  const { start, end } = reading
  const towns = found.flatMap((area) => {
    const town = townAfter(text, end, area) ?? townBefore(text, start, area)
    return town ? [town] : []
  })
  const [town, another] = towns
  if (town && !another)
    return { status: 'resolved', division: town.town, rest: restFrom(text, Math.max(end, town.end)) }
  const [first, second, ...others] = found
  const rest = restFrom(text, end)
  if (!first) return none
  return second
    ? { status: 'ambiguous', candidates: [first, second, ...others], rest }
    : { status: 'resolved', division: first, rest }
}
