import { type Division, isWithin } from './divisions.ts'
import { soundsAlike } from './letters.ts'
import type { Mention } from './mentions.ts'
import type { Sense, Unit } from './names.ts'
import { contradiction, type Found, holds, type Reading } from './sense.ts'
import { endsAt, skipMarks, type Text, wordBefore } from './text.ts'
import { townAfter } from './towns.ts'
import { isMistyped, spellings } from './typos.ts'

/** One meaning of a name, with the names beside it that speak for it. */
export function read(
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
  const supports = supportsOf(reading, mentions)
  for (let taken = 0; taken < mostTaken && supports.length > 0; taken++) {
    const next = nextSupport(text, reading, supports)
    if (!next) break
    extend(reading, next)
    if (next.isNew) for (const one of supports) one.isNew &&= one.unit !== next.unit
  }
  return withBareTown(text, reading, mentions)
}

/** An address says what lies above it once or twice; one name repeated over and over must not be gone through anew for
 *  each of its repetitions. */
const mostTaken = 16

/** A name that speaks for a reading; `isNew`: for the first time. */
type Support = { mention: Mention; unit: Unit; isNew: boolean }

/** The names in the text that stand above a reading, or say again what it says. */
function supportsOf(
  { mention: own, sense: { unit: meant } }: Reading,
  mentions: readonly Mention[],
): readonly Support[] {
  let found: Support[] | undefined
  for (const mention of mentions) {
    if (mention.start < own.end && mention.end > own.start) continue
    for (const { unit } of mention.senses) {
      const isNew = isAbove(unit, meant)
      if (!isNew && unit !== meant) continue
      const support = { mention, unit, isNew }
      if (found) found.push(support)
      else found = [support]
    }
  }
  return found ?? none
}
/** Most have none, and an array for each would cost more than the search. */
const none: readonly Support[] = []
function isAbove(unit: Unit, { above }: Unit): boolean {
  for (const one of above) if (one === unit) return true
  return false
}

/** 东莞长安 is a town, and not two counties side by side: its letters speak for the county before it. */
function withBareTown(text: Text, reading: Reading, mentions: readonly Mention[]): Reading {
  const { targets } = reading.sense.unit
  const area = targets.length === 1 ? targets[0] : undefined
  if (!area || area.level === 'province' || reading.end >= text.plain.length) return reading
  const from = skipMarks(text, reading.end)
  if (!mentions.some(({ start }) => start === from)) return reading
  const town = townAfter(text, from, area)
  return town ? { ...reading, letters: reading.letters + town.end - town.start, townEnd: town.end } : reading
}

function extend(reading: Reading, { mention: { start, end, isFull }, isNew }: Support): void {
  reading.start = Math.min(reading.start, start)
  reading.end = Math.max(reading.end, end)
  if (!isNew) return
  reading.letters += end - start
  reading.support++
  reading.isFull ||= isFull && end - start >= 3
}

/** The nearest of them right beside the reading. */
function nextSupport(text: Text, reading: Reading, supports: readonly Support[]): Support | undefined {
  let found: Support | undefined
  for (const support of supports) {
    const { start, end } = support.mention
    if (start < reading.end && end > reading.start) continue
    if ((!found || isBetter(reading, support, found)) && isBeside(text, reading, support.mention)) found = support
  }
  return found
}

/** New before what was said already; nearer to the reading, or as near and longer: a name farther off would swallow the
 *  one between. */
function isBetter(reading: Reading, one: Support, other: Support): boolean {
  if (one.isNew !== other.isNew) return one.isNew
  const [gap, otherGap] = [gapTo(reading, one.mention), gapTo(reading, other.mention)]
  return gap < otherGap || (gap === otherGap && lengthOf(one.mention) > lengthOf(other.mention))
}
const gapTo = (reading: Reading, { start, end }: Mention) => Math.max(reading.start - end, start - reading.end)
const lengthOf = ({ start, end }: Mention) => end - start

const filler = /^(的|省|市|那边|这边|下面|下辖|下属|所属|所辖|境内|辖区|省内|市内|市区|城区|里|内)$/

function isBeside(text: Text, reading: Reading, mention: Mention): boolean {
  const isBefore = mention.end <= reading.start
  const from = isBefore ? mention.end : reading.end
  const to = isBefore ? reading.start : mention.start
  if (from === to) return true
  const between = skipMarks(text, from)
  if (between >= to) return true
  const gap = text.plain.slice(between, to)
  if (gap.length === 1)
    return (
      filler.test(gap) ||
      /[省市县区州]/.test(gap) ||
      [...'省市县区州'].some((one) => soundsAlike(one.charCodeAt(0), gap.charCodeAt(0)))
    )
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

/** The reading that explains the most letters and makes sense in its place; of several, the divisions they leave open. */
export function best(text: Text, readings: readonly Reading[], mentions: readonly Mention[]): Found | undefined {
  const winners = withTheTown(text, agreeing(text, longest(readings), mentions))
  const reading = winners[0]
  if (!reading) return undefined
  const divisions = meantBy(text, winners, mentions)
  for (const one of winners) if (!holds(text, one, divisions.length > 1)) return undefined
  return { divisions, reading }
}

/** Those that nothing beside them contradicts. */
function agreeing(text: Text, winners: readonly Reading[], mentions: readonly Mention[]): readonly Reading[] {
  const isTrue = (reading: Reading) => !contradiction(text, reading, mentions)
  return winners.every(isTrue) ? winners : winners.filter(isTrue)
}

/** 西安高新区: such zones are a city's, and not those of a county of the same name. */
const cityZone = /^(高新|经开|经济技术)/

/** The divisions that readings of equal rank leave open. */
function meantBy(text: Text, winners: readonly Reading[], mentions: readonly Mention[]): readonly Division[] {
  const only = winners.length === 1 ? winners[0]?.sense.unit.targets : undefined
  if (only?.length === 1) return only
  const all = [...new Set(winners.flatMap(({ sense }) => sense.unit.targets))]
  const found = all.filter(
    (one) => !all.some((other) => other !== one && other.level !== 'province' && isWithin(one, other)),
  )
  if (found.length < 2) return found
  const [city, another] = found.filter(({ level }) => level === 'prefecture')
  if (city && !another && cityZone.test(text.plain.slice(winners[0]?.end))) return [city]
  return byFarNames(text, { found, winners }, mentions)
}

/** 中山坦洲: of namesakes without suffix, those that have the town that follows. */
function withTheTown(text: Text, winners: readonly Reading[]): readonly Reading[] {
  const mention = winners[0]?.mention
  if (winners.length < 2 || winners.some((one) => one.isFull || one.mention !== mention)) return winners
  const having = winners.filter(({ end, sense }) => sense.unit.targets.some((area) => townAfter(text, end, area)))
  return having.length > 0 ? having : winners
}

/** Those of the highest rank. 中山南头镇: what begins inside another name (山南) is none. */
function longest(readings: readonly Reading[]): readonly Reading[] {
  let most = 0
  let found: Reading[] = []
  for (const reading of readings) {
    const ranked = reading.sense.unit.targets.length > 0 ? rank(reading) : -1
    if (ranked > most) {
      most = ranked
      found = [reading]
    } else if (ranked === most) found.push(reading)
  }
  return found.length < 2
    ? found
    : found.filter(({ start }) => !found.some((one) => one.start < start && start < one.end))
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
