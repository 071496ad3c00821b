import { onlyDifference } from './letters.ts'

/** Words in a hash table, each once for every letter of it that may be the wrong one, by the sum of all others: so a mistyped
 *  word is looked up and not compared with all. Cost: one read for each letter of what was typed. */
export type Gaps = {
  words: readonly string[]
  longest: number
  /** One more than the first entry of each slot; 0 for none. */
  first: Int32Array
  /** Of each entry: one more than the one after it in the same slot, its sum, its word. */
  next: number[]
  sums: number[]
  entries: number[]
}

const mask = 0x7fff
/** What a letter weighs at each place. */
const weights = Int32Array.from({ length: 32 }, (_, place) => Math.imul(place + 1, 0x9e3779b1) | 1)
const weigh = (letter: number, place: number): number => Math.imul(letter, weights[place] ?? 1)
const slotOf = (sum: number): number => (sum ^ (sum >>> 15)) & mask

/** To leave a letter out takes its own weight away and no more. */
function sumOf(text: string, from: number, length: number): number {
  let sum = Math.imul(length, 0x85ebca6b)
  for (let place = 0; place < length; place++) sum = (sum + weigh(text.charCodeAt(from + place), place)) | 0
  return sum
}

/** Makes the table. */
export function gapsOf(words: readonly string[]): Gaps {
  const gaps: Gaps = { words, longest: 0, first: new Int32Array(mask + 1), next: [], sums: [], entries: [] }
  for (const [index, word] of words.entries()) {
    gaps.longest = Math.max(gaps.longest, word.length)
    const whole = sumOf(word, 0, word.length)
    for (let gap = 0; gap < word.length; gap++) {
      const sum = (whole - weigh(word.charCodeAt(gap), gap)) | 0
      const slot = slotOf(sum)
      gaps.next.push(gaps.first[slot] ?? 0)
      gaps.sums.push(sum)
      gaps.first[slot] = gaps.entries.push(index)
    }
  }
  return gaps
}

type Stretch = { text: string; from: number; length: number }

/** The wanted words (by their index) from which a stretch of text differs in exactly one letter. */
export function oneOff(gaps: Gaps, { text, from, length }: Stretch, isWanted: (word: number) => boolean): number[] {
  const { words, first, next, sums, entries } = gaps
  const whole = sumOf(text, from, length)
  const found: number[] = []
  for (let gap = 0; gap < length; gap++) {
    const sum = (whole - weigh(text.charCodeAt(from + gap), gap)) | 0
    for (let entry = first[slotOf(sum)] ?? 0; entry > 0; entry = next[entry - 1] ?? 0) {
      const word = entries[entry - 1] ?? 0
      if (sums[entry - 1] !== sum || !isWanted(word)) continue
      if (onlyDifference(words[word] ?? '', text, from) === gap) found.push(word)
    }
  }
  return found
}
