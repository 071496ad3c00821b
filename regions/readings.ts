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

/** The reading that explains the most letters and makes sense in its place; of several, the divisions they leave open. */
export function best(text: Text, readings: readonly Reading[], mentions: readonly Mention[]): Found | undefined {
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
