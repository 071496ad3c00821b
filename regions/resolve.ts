/** A text → a division of China.
 *
 *  1. `mentions.ts`: every name that stands in the text is found (a tree of all full, short and former names; one walk per letter).
 *  2. `readings.ts`: each meaning of each name is read together with the names above it that stand right before or after it, in any
 *     order. The reading that explains the most letters wins; several that explain as many are ambiguous.
 *  3. `sense.ts`: the winner has to make sense in its place: nothing unknown before it that looks like a region, no parent that
 *     contradicts it, and after a name without suffix nothing but an address. Otherwise there is no answer: a wrong
 *     county is worse than none.
 *  4. `slips.ts`: where that leaves a question, one mistyped letter is considered, if a parent or a suffix confirms it and exactly
 *     one name fits.
 *  5. `towns.ts`: the town that follows, if the region has exactly one of that name.
 *  Cost: O(letters × meanings), a few microseconds; tens where a letter is mistyped; a few milliseconds for the worst that
 *  somebody can think up. */
import type { Division } from './divisions.ts'
import { type Mention, mentionsIn } from './mentions.ts'
import { best, read } from './readings.ts'
import { type Found, isRelated, isSettled, type Reading } from './sense.ts'
import { correct } from './slips.ts'
import { readText, restFrom, skipMarks, type Text } from './text.ts'
import { townAfter, townBefore } from './towns.ts'

export type Resolution =
  | { status: 'resolved'; division: Division; rest: string }
  | { status: 'ambiguous'; candidates: readonly [Division, Division, ...Division[]]; rest: string }
  | { status: 'none' }

const none: Resolution = { status: 'none' }

/** Meanings of all names in a text, together. An address has up to sixty, 300 letters of nothing but divisions 141. A text
 *  that repeats one name over and over has more, is no address, and would cost the cube of its length. */
const mostMeanings = 160

/** Which division a text names. Never throws; text of any length and content. */
export function resolve(raw: string): Resolution {
  const text = readText(raw)
  const mentions = mentionsIn(text)
  if (mentions.reduce((sum, { senses }) => sum + senses.length, 0) > mostMeanings) return none
  const found = understand(text, mentions)
  if (!found) return none
  return withTown(text, found)
}

function understand(text: Text, mentions: readonly Mention[]): Found | undefined {
  const readings: Reading[] = []
  for (const mention of mentions)
    for (const sense of mention.senses) readings.push(read(text, { mention, sense }, mentions))
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
