import type { Division } from './divisions.ts'
import type { Mention } from './mentions.ts'
import type { Sense } from './names.ts'
import { best } from './readings.ts'
import { type Found, type Reading, unknownBelow } from './sense.ts'
import { endsAt, skipMarks, type Text, wordBefore } from './text.ts'
import { townAfter } from './towns.ts'
import { briefCounty, guesses, guessesOf, isBelow, onlyOne } from './typos.ts'
import { addressLike, foreign, goesOnAsStreet, labelEnd, noDivision, thingEnd, thingLike, wordEnd } from './words.ts'

type State = { mentions: readonly Mention[]; readings: readonly Reading[]; exact: Found | undefined }

/** What the text says if one letter of it is mistyped; what it says as it stands where no such reading is confirmed. */
export function correct(text: Text, { mentions, readings, exact }: State): Found | undefined {
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
    if (start === 0 || sense.unit.targets.length !== 1) return []
    const areas = sense.unit.above.flatMap(({ targets, end }) => (end === 0 ? targets : []))
    const spot = { plain: text.plain, at: start, isBefore: true }
    const full = onlyOne((trust) => guessesOf(areas, spot, { kind: 'full', trust }), 'part')
    const found =
      full ?? (isFull ? undefined : onlyOne((trust) => guessesOf(areas, spot, { kind: 'short', trust }), 'shape'))
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
function mistypedBelow(text: Text, { readings, exact }: Omit<State, 'mentions'>): Found | undefined {
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

/** 鼓楼医院 is no mistyped 鼓楼区, and 北京师范大学 no 北京市: the letter belongs to the next word. */
const isOtherWord = ({ plain }: Text, end: number): boolean =>
  goesOnAsStreet.test(plain.slice(end - 1)) || thingEnd.test(plain.slice(end - 1))

function nameBelow(text: Text, { start, end }: Reading, area: Division) {
  const { plain } = text
  const isThere = (division: Division) => isBelow(division, area)
  const from = skipMarks(text, end)
  const after = { plain, at: from, isBefore: false }
  const full = onlyOne((trust) => guesses(isThere, after, { kind: 'full', trust }), 'part')
  if (full && !isOtherWord(text, from + full.length))
    return { division: full.division, start: from, end: from + full.length }
  const brief = noDivision.test(plain.slice(from)) ? undefined : briefCounty(area, plain.slice(from, from + 2))
  if (brief) return { division: brief, start: from, end: from + 2 }
  const short = onlyOne((trust) => guesses(isThere, after, { kind: 'short', trust }), 'shape')
  const isEnd = short && (endsAt(text, from + short.length) || addressLike.test(plain.slice(from + short.length)))
  if (short && isEnd && !goesOnAsStreet.test(plain.slice(from + short.length)) && !thingLike.test(plain.slice(from)))
    return { division: short.division, start: from, end: from + short.length }
  const before = { plain, at: start, isBefore: true }
  const reversed = onlyOne((trust) => guesses(isThere, before, { kind: 'full', trust }), 'shape')
  return reversed && { division: reversed.division, start: start - reversed.length, end: start }
}

const anywhere = () => true

/** 北伦区 alone: the whole name with its suffix, one letter wrong, and no other name is as near. */
function mistypedAlone(text: Text, mentions: readonly Mention[]): Found | undefined {
  const start = firstWord(text)
  if (mentions.some((mention) => mention.isFull && mention.start < start + 3)) return undefined
  if (foreign.test(text.plain)) return undefined
  const all = guesses(anywhere, { plain: text.plain, at: start, isBefore: false }, { kind: 'full', trust: 'shape' })
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
/** What follows has to be an address there: a town of its own, if one is named. What is right as it stands, if only with
 *  another suffix (西藏市), is nothing mistyped. */
function fitsAlone(text: Text, { division, start, end }: Place, mentions: readonly Mention[]): boolean {
  const after = text.plain.slice(skipMarks(text, end))
  if (mentions.some((mention) => mention.isFull && mention.start < end)) return false
  const isSuffixed = /[省市区县旗盟州]/.test(text.plain.charAt(end - 1))
  if (isSuffixed && mentions.some((mention) => mention.start === start && mention.end === end - 1)) return false
  if (/^\p{Script=Han}{2,6}?(街道|镇|乡)/u.test(after)) return townAfter(text, end, division) !== undefined
  if (
    isOtherWord(text, end) ||
    wordEnd.test(text.plain.slice(start, end)) ||
    thingLike.test(after) ||
    !(endsAt(text, end) || addressLike.test(after))
  )
    return false
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
