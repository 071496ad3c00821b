import { type Division, isWithin } from './divisions.ts'
import type { Mention } from './mentions.ts'
import type { Sense, Unit } from './names.ts'
import { endsAt, isSpaced, skipMarks, type Text, wordBefore } from './text.ts'
import { townAfter, townBefore, wholeTownAfter } from './towns.ts'
import { addressLike, everyday, farAreaLike, foreign, labelEnd, noDivision, thingEnd, thingLike } from './words.ts'

/** One meaning of one mention, with the names beside it that speak for it. */
export type Reading = {
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
export type Found = { divisions: readonly Division[]; reading: Reading }

/** Whether a reading makes sense where it stands; `isUnsure`: it leaves several divisions open. */
export function holds(text: Text, reading: Reading, isUnsure: boolean): boolean {
  const { plain } = text
  const { start, end, support, isFull } = reading
  const before = wordBefore(text, start)
  const unknown = before === '' ? '' : before.replace(labelEnd, '')
  const isShort = !isFull
  if (start > 0 && (support === 0 || isShort) && foreign.test(plain.slice(0, end))) return false
  if (unknown !== '' && (support === 0 || isShort) && !isTownBefore(text, reading, unknown)) return false
  if (goesOnAsOther(text, reading)) return false
  if (isShort) return holdsShort(text, { reading, isUnsure })
  return true
}

/** 元宝衫区, 佛山区: a name without suffix that goes on as that of another division; 广灵区东关街道: one with another
 *  suffix, in which there is no such town. */
function goesOnAsOther(text: Text, { mention, sense, end, support }: Reading): boolean {
  if (mention.end !== end || (mention.isFull && !mention.isLoose) || endsAt(text, end)) return false
  const after = text.plain.slice(end, end + 8)
  if (mention.isLoose)
    return support === 0 && townLike.test(after) && !sense.unit.targets.some((area) => townAfter(text, end, area))
  return !isFar(sense.unit) && otherDivision.test(after) && !noDivision.test(after)
}
const townLike = /^\p{Script=Han}{2,6}?(街道|镇|乡)/u
const otherDivision =
  /^(?:(?![东西南北中前后上下内外的])\p{Script=Han})?[区县](?![域间城])|^\p{Script=Han}{0,2}(?!红)\p{Script=Han}旗/u

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
  const { targets } = reading.sense.unit
  if (after === '') return !isCommon || isUnsure
  if (isCommon && !isUnsure) return targets.some((area) => wholeTownAfter(text, end, area))
  if (thingLike.test(after) || (support === 0 && thingEnd.test(after)))
    return targets.some((area) => townAfter(text, end, area))
  if (from > end || isSpaced(text, end)) return true
  if (targets.some((area) => townAfter(text, end, area))) return true
  return !/^[a-z]/.test(after) && (addressLike.test(after) || (isFar(reading.sense.unit) && farAreaLike.test(after)))
}

/** A name right beside that cannot be true together with this reading: 广东省杭州市. */
export function contradiction(text: Text, reading: Reading, mentions: readonly Mention[]): Mention | undefined {
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

/** Whether one can lie in the other. */
export const isRelated = (one: Unit, other: Unit): boolean =>
  one === other ||
  one.above.includes(other) ||
  other.above.includes(one) ||
  one.targets.some((a) => other.targets.some((b) => isWithin(a, b) || isWithin(b, a)))

/** Whether nothing is left that a mistyped name could be. */
export function isSettled(text: Text, { divisions: found, reading }: Found): boolean {
  const [first, another] = found
  if (!first || another) return false
  if (first.level === 'county') return reading.support > 0 || wordBefore(text, reading.start) === ''
  const isUnknown = stemBelow(text, reading.end, first) !== undefined && !townAfter(text, reading.end, first)
  return !isUnknown && wordBefore(text, reading.start) === ''
}

/** What follows a province or city and ends like a county, but is none that is known, nor a zone. */
export function unknownBelow(text: Text, end: number, area: Division): boolean {
  const stem = stemBelow(text, end, area)
  return stem !== undefined && stem.length <= 6 && !noCounty.test(stem)
}
const noCounty = /(?:..路|[街道巷号镇乡村园小社校景院港片新]|..[厂城])$/

/** Of what follows a province or city and ends like a county, that is no zone, the letters before the suffix. */
function stemBelow(text: Text, end: number, area: Division): string | undefined {
  if (/^(71|81|82)/.test(area.code)) return undefined
  const after = text.plain.slice(skipMarks(text, end))
  const name = /^(\p{Script=Han}{1,13}?)(?:区|县|市(?![场民政])|旗)(?![场民])/u.exec(after)
  return name && !noDivision.test(after) ? name[1] : undefined
}
