/** A text → a division of China.
 *
 *  Every name in the text (dictionary of full, short and former names; one tree walk per letter) may mean several
 *  divisions. Each division named is judged with all names that mean it or something above it, wherever they stand:
 *  the more letters of the text it explains, the better. Two that explain the same are ambiguous. What is left of the
 *  text then has to make sense as the rest of an address, or there is no answer: a wrong county is worse than none.
 *  Cost: O(letters × names at a letter), some microseconds; one look-up per letter more where a letter is mistyped. */
import { type Division, isWithin, towns } from './divisions.ts'
import { simplify } from './letters.ts'
import { allNames, bare, type Name } from './names.ts'
import { trieOf, wordsAt } from './trie.ts'
import { guessesAt, learnTypos } from './typos.ts'
import { addressLike, afterStreetName, beforeAddress, everyday, foreign, thingLike } from './words.ts'

export type Resolution =
  | { status: 'resolved'; division: Division; rest: string }
  | { status: 'ambiguous'; candidates: readonly Division[]; rest: string }
  | { status: 'none' }

/** Longer texts are read up to here: addresses are short, and time is bounded. */
const longestRead = 300
const none: Resolution = { status: 'none' }

const names = allNames()
const dictionary = trieOf(names)
learnTypos(names)

/** A name that stands in the text, and what it may mean. */
type Mention = { start: number; end: number; names: readonly Name[]; isGuess: boolean }
/** A division with the names in the text that speak for it. */
type Reading = { division: Division; used: readonly Mention[]; letters: number; start: number; end: number }

/** Which division a text names. Never throws; text of any length and content. */
export function resolve(text: string): Resolution {
  const plain = simplify(text.slice(0, longestRead))
  const mentions = mentionsIn(plain)
  const exact = judge(text, plain, mentions)
  if (exact.status === 'resolved' && exact.division.level !== 'province' && !hasLeftName(plain, mentions, exact))
    return exact
  const guessed = judge(text, plain, [...mentions, ...guessesIn(plain, mentions)])
  return better(exact, guessed)
}

/** A guess may only add: find something where nothing was found, decide among candidates, or go deeper. */
function better(exact: Resolution, guessed: Resolution): Resolution {
  if (guessed.status !== 'resolved') return exact
  if (exact.status === 'none') return guessed
  if (exact.status === 'ambiguous')
    return exact.candidates.some((one) => isWithin(guessed.division, one)) ? guessed : exact
  return isWithin(guessed.division, exact.division) ? guessed : exact
}

function mentionsIn(plain: string): Mention[] {
  const mentions: Mention[] = []
  for (let start = 0; start < plain.length; start++) {
    wordsAt(dictionary, plain, {
      start,
      found: (end, list) => {
        const isShort = !list.some(
          ({ kind, division }) => kind === 'full' || (kind === 'former' && bare(division.own).length !== end - start),
        )
        if (!isShort || !afterStreetName.test(plain.slice(end, end + 6)))
          mentions.push({ start, end, names: list, isGuess: false })
      },
    })
  }
  return mentions
}

/** Names with one letter wrong, where no name was understood. */
function guessesIn(plain: string, mentions: readonly Mention[]): Mention[] {
  const known = mentions.flatMap((mention) => mention.names.map(({ division }) => division))
  const isLikely = (division: Division) =>
    division.level !== 'province' && known.some((one) => one !== division && isWithin(division, one))
  const guesses: Mention[] = []
  for (let start = 0; start < Math.min(plain.length, 40); start++) {
    for (const { division, end } of guessesAt(plain, { start, isLikely })) {
      const covers = mentions.some((mention) => mention.start <= start && mention.end >= end)
      if (!covers) guesses.push({ start, end, names: [{ division, kind: 'full', under: null }], isGuess: true })
    }
  }
  return guesses
}

/** The best reading of the mentions, if it holds. */
function judge(text: string, plain: string, mentions: readonly Mention[]): Resolution {
  const readings = readingsOf(mentions)
  const most = Math.max(0, ...readings.map(({ letters }) => letters))
  const best = innermostOnly(readings.filter(({ letters }) => letters === most))
  const [first] = best
  if (!first || best.some((reading) => !holds(plain, reading, mentions))) return none
  const rest = restOf(text, first.end)
  if (best.length > 1) return { status: 'ambiguous', candidates: best.map(({ division }) => division), rest }
  return withTown(text, plain, first)
}

/** Every division that is named, with all that speaks for it. */
function readingsOf(mentions: readonly Mention[]): Reading[] {
  const readings = new Map<Division, Reading>()
  for (const mention of mentions) {
    for (const { division, under } of mention.names) {
      const reading = read(division, { mention, under }, mentions)
      const known = readings.get(division)
      if (!known || known.letters < reading.letters) readings.set(division, reading)
    }
  }
  return [...readings.values()]
}

/** A guessed letter is worth a little less than a right one, so that what is written wins. */
const worth = ({ start, end, isGuess }: Mention) => end - start - (isGuess ? 0.5 : 0)

function read(
  division: Division,
  seed: { mention: Mention; under: string | null },
  mentions: readonly Mention[],
): Reading {
  const used = [seed.mention]
  const free = (mention: Mention) => used.every((one) => mention.end <= one.start || mention.start >= one.end)
  for (let above: Division | null = division.parent; above; above = above.parent) {
    const speaking = mentions.filter((m) => free(m) && m.names.some((name) => name.division === above))
    const best = nearest(speaking, seed.mention)
    if (best) used.push(best)
  }
  // A former county stands under its former parent: 莱芜市莱城区, 荆沙市.
  const former = mentions.filter(
    (m) => free(m) && m.names.some((name) => name.kind === 'former' && name.division === division),
  )
  const other = nearest(former, seed.mention)
  if (other) used.push(other)
  const letters = used.reduce((sum, mention) => sum + worth(mention), 0)
  return {
    division,
    used,
    letters,
    start: Math.min(...used.map(({ start }) => start)),
    end: Math.max(...used.map(({ end }) => end)),
  }
}

/** The longest that stands close before, or close after. Names far off belong to something else. */
function nearest(mentions: readonly Mention[], to: Mention): Mention | undefined {
  let best: Mention | undefined
  for (const mention of mentions) {
    const gap = mention.start >= to.end ? mention.start - to.end : to.start - mention.end
    if (gap > 12) continue
    if (!best || worth(mention) > worth(best)) best = mention
  }
  return best
}

/** Of readings that explain the same letters, one that contains all the others is what was meant (长沙: the city, not its
 *  county); a province and its city of one name (吉林) stay two. */
function innermostOnly(readings: readonly Reading[]): readonly Reading[] {
  const outer = readings.find((one) => readings.every((other) => isWithin(other.division, one.division)))
  if (outer && outer.division.level !== 'province') return [outer]
  return readings
}

/** Whether the reading makes sense in this text. */
function holds(plain: string, reading: Reading, mentions: readonly Mention[]): boolean {
  if (isContradicted(reading, mentions)) return false
  const before = leftBefore(plain, reading.start)
  const after = plain.slice(reading.end)
  if (foreign.test(plain.slice(0, reading.start)) && reading.division.level !== 'province') return false
  const isSupported = reading.used.length > 1
  const longest = Math.max(...reading.used.map(({ end, start }) => end - start))
  const isFull = reading.used.some(({ names: list }) =>
    list.some(({ kind, division }) => kind !== 'short' && isWithin(reading.division, division)),
  )
  if (reading.used.every(({ isGuess }) => isGuess) && (before !== '' || longest < 3)) return false
  if (!isSupported && /(省|市|州|国|盟|都|府|道)$/.test(before)) return false
  if (isSupported) return true
  if (thingLike.test(after)) return false
  if (isFull && longest >= 3) return true
  return holdsShort(plain, reading, { before, after })
}

/** A name of two letters, or one without its suffix, has to be all there is, or to begin an address. */
function holdsShort(plain: string, reading: Reading, { before, after }: { before: string; after: string }): boolean {
  if (before !== '') return false
  const word = plain.slice(reading.start, reading.end)
  const rest = after.replace(/[\s,，.。;；、]+/g, '')
  if (rest === '') return !everyday.has(word)
  return addressLike.test(rest) && !/^[a-z]/.test(rest) && !everyday.has(word)
}

/** Whether another division is named directly beside this one that it does not lie in. */
function isContradicted(reading: Reading, mentions: readonly Mention[]): boolean {
  return mentions.some((mention) => {
    if (mention.isGuess || mention.end > reading.start || reading.start - mention.end > 1) return false
    const isBare = mention.names.every(({ kind }) => kind === 'short')
    const isLong = mention.end - mention.start >= 3 || !isBare
    return (
      isLong &&
      !mention.names.some(
        ({ division }) => isWithin(reading.division, division) || isWithin(division, reading.division),
      )
    )
  })
}

/** What stands before the region, without labels, numbers and marks. */
const leftBefore = (plain: string, start: number): string =>
  plain
    .slice(0, start)
    .replace(/[^\p{Script=Han}a-z]+/gu, ' ')
    .replace(beforeAddress, '')
    .split(' ')
    .at(-1)
    ?.trim() ?? ''

/** Whether what follows a prefecture could be the mistyped name of a county. */
function hasLeftName(
  plain: string,
  mentions: readonly Mention[],
  { division }: Extract<Resolution, { status: 'resolved' }>,
): boolean {
  if (division.level !== 'prefecture' || mentions.length === 0) return false
  const end = Math.max(...mentions.map((mention) => mention.end))
  return (
    /^\s*\p{Script=Han}{1,7}(区|县|市|旗)/u.test(plain.slice(end)) ||
    /\p{Script=Han}(区|县|市|旗)/u.test(plain.slice(0, 24))
  )
}

/** The town that follows its county, or its prefecture where only one county has a town of that name. */
function withTown(text: string, plain: string, { division, end }: Reading): Resolution {
  if (division.level === 'province') return { status: 'resolved', division, rest: restOf(text, end) }
  const from = end + (/^[\s,，、/·-]+/.exec(plain.slice(end))?.[0].length ?? 0)
  const after = plain.slice(from, from + 14)
  const counties = division.level === 'county' || towns(division).length > 0 ? [division] : countiesIn(division)
  const found = /(镇|乡|街道|苏木|街|农场|林场|管理区)/.test(after)
    ? counties.flatMap((county) => townAt(county, after))
    : []
  const longest = Math.max(0, ...found.map(({ length }) => length))
  const [town, another] = found.filter(({ length }) => length === longest)
  if (!town || another) return { status: 'resolved', division, rest: restOf(text, end) }
  return { status: 'resolved', division: town.town, rest: restOf(text, from + town.length) }
}

const townNames = new Map<Division, Map<string, Division | null>>()
/** Towns of a county by name; null for a name that two of them have. */
function townsByName(county: Division): Map<string, Division | null> {
  const known = townNames.get(county)
  if (known) return known
  const made = new Map<string, Division | null>()
  for (const town of towns(county)) {
    const key = simplify(town.own)
    made.set(key, made.has(key) ? null : town)
  }
  townNames.set(county, made)
  return made
}

function townAt(county: Division, after: string): { town: Division; length: number }[] {
  const byName = townsByName(county)
  for (let length = Math.min(after.length, 14); length >= 2; length--) {
    const town = byName.get(after.slice(0, length))
    if (town && /(镇|乡|街道|苏木|农场|林场|管理区)$/.test(town.own)) return [{ town, length }]
  }
  return []
}

const counties = new Map<Division, Division[]>()
function countiesIn(prefecture: Division): readonly Division[] {
  if (counties.size === 0) {
    for (const list of names.values()) {
      for (const { division } of list) {
        const { parent } = division
        if (division.level !== 'county' || !parent) continue
        const known = counties.get(parent) ?? []
        if (!known.includes(division)) counties.set(parent, [...known, division])
      }
    }
  }
  return counties.get(prefecture) ?? []
}

/** What follows the region, as it was written. */
const restOf = (text: string, end: number): string => text.slice(end).replace(/^[\s,，、/·-]+/, '')
