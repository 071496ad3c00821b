import type { Division } from './divisions.ts'
import { looksAlike, soundsAlike } from './letters.ts'
import type { Name } from './names.ts'

/** Names with one letter left open: `甘南*` → 甘南州. */
const open = new Map<string, { name: Name; at: number; letter: string; length: number }[]>()

/** Prepares the look-up; called once with all names. Short names are too short to be guessed at. */
export function learnTypos(names: ReadonlyMap<string, readonly Name[]>): void {
  for (const [text, list] of names) {
    const name = list.find(({ kind }) => kind === 'full')
    if (!name || text.length < 3) continue
    for (let at = 0; at < text.length; at++) {
      const key = `${text.slice(0, at)}*${text.slice(at + 1)}`
      const letter = text.charAt(at)
      const entry = list
        .filter(({ kind }) => kind === 'full')
        .map((one) => ({ name: one, at, letter, length: text.length }))
      open.set(key, [...(open.get(key) ?? []), ...entry])
    }
  }
}

export type Guess = { division: Division; start: number; end: number }

/** Divisions whose name is meant by a stretch of the text with one letter wrong: same sound or shape; in names of four
 *  letters and more that end as they should, any letter, but then only where `isLikely` (the context names the parent). */
export function guessesAt(
  text: string,
  { start, isLikely }: { start: number; isLikely: (division: Division) => boolean },
): Guess[] {
  const guesses: Guess[] = []
  const longest = Math.min(12, text.length - start)
  for (let length = 3; length <= longest; length++) {
    const piece = text.slice(start, start + length)
    for (let at = 0; at < length; at++) {
      for (const { name, letter } of open.get(`${piece.slice(0, at)}*${piece.slice(at + 1)}`) ?? []) {
        const typed = piece.charAt(at)
        const isAlike = soundsAlike(typed, letter) || looksAlike(typed, letter)
        const isNear = isAlike || (length >= 4 && at < length - 1)
        if (isNear && /\p{Script=Han}/u.test(typed) && (isAlike || isLikely(name.division)))
          guesses.push({ division: name.division, start, end: start + length })
      }
    }
  }
  return guesses
}
