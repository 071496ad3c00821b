import { isHan, plainLetter } from './letters.ts'

/** A text as it is searched: simplified, without white space, with the way back to what was written. */
export type Text = {
  raw: string
  plain: string
  /** Where each letter of `plain` stands in `raw`, and where the reading ended; null where both have the same places. */
  at: readonly number[] | null
}

/** Longer texts are read up to here: addresses are short, and time is bounded. */
const longestRead = 300
/** White space, and marks of no width. */
const isBlank = (code: number) =>
  code <= 0x20 || code === 0xa0 || code === 0xfeff || code === 0x3000 || (code >= 0x2000 && code <= 0x200f)

/** Most texts are plain as they were written: they are neither copied nor counted. */
export function readText(raw: string): Text {
  const length = Math.min(raw.length, longestRead)
  for (let i = 0; i < length; i++) {
    const code = raw.charCodeAt(i)
    if (isBlank(code) || plainLetter(code) !== code) return rewritten(raw, length)
  }
  return { raw, plain: raw.length > length ? raw.slice(0, length) : raw, at: null }
}

function rewritten(raw: string, length: number): Text {
  const codes: number[] = []
  const at: number[] = []
  for (let i = 0; i < length; i++) {
    const code = raw.charCodeAt(i)
    if (isBlank(code)) continue
    codes.push(plainLetter(code))
    at.push(i)
  }
  const isShifted = codes.length < length
  at.push(length)
  return { raw, plain: String.fromCharCode(...codes), at: isShifted ? at : null }
}

/** Whether white space stood before this letter, or at the end. */
export const isSpaced = ({ at }: Text, place: number): boolean =>
  at !== null && at[place] !== (place === 0 ? 0 : (at[place - 1] ?? 0) + 1)

/** What follows a place in the text, as it was written, without the marks that part it from the region. */
export function restFrom({ raw, plain, at }: Text, end: number): string {
  if (end >= plain.length && raw.length <= longestRead) return ''
  const last = at === null || end === 0 ? end : (at[end - 1] ?? 0) + 1
  return raw.slice(last).replace(/^[\s,，、./·;；:：\-—_|>()（）]+/, '')
}

/** The Chinese letters that stand directly before a place, nothing between. */
export function wordBefore(text: Text, start: number): string {
  if (!isInWord(text, start)) return ''
  let from = start - 1
  while (isInWord(text, from)) from--
  return text.plain.slice(from, start)
}

/** Whether a Chinese letter stands directly before a place. */
export const isInWord = (text: Text, start: number): boolean =>
  start > 0 && isHan(text.plain.charCodeAt(start - 1)) && !isSpaced(text, start)

/** Whether the word ends here: the text does, or something that is no Chinese letter follows. */
export const endsAt = (text: Text, end: number): boolean =>
  end >= text.plain.length || isSpaced(text, end) || !isHan(text.plain.charCodeAt(end))

const isDigitOrLatin = (code: number) => (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a)

/** The next place from which Chinese letters go on. */
export function skipMarks({ plain }: Text, from: number): number {
  let at = from
  for (; at < plain.length; at++) {
    const code = plain.charCodeAt(at)
    if (isHan(code) || isDigitOrLatin(code)) break
  }
  return at
}
