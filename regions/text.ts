import { isHan, plainLetter } from './letters.ts'

/** A text as it is searched: simplified, without white space, with the way back to what was written. */
export type Text = {
  raw: string
  plain: string
  /** Where each letter of `plain` stands in `raw`. */
  at: Uint16Array
  /** 1 where white space stood before the letter. */
  spaced: Uint8Array
}

/** Longer texts are read up to here: addresses are short, and time is bounded. */
const longestRead = 300
/** White space, and marks of no width. */
const isBlank = (code: number) =>
  code <= 0x20 || code === 0xa0 || code === 0xfeff || code === 0x3000 || (code >= 0x2000 && code <= 0x200f)

export function readText(raw: string): Text {
  const length = Math.min(raw.length, longestRead)
  const [codes, at, spaced] = [new Uint16Array(length), new Uint16Array(length), new Uint8Array(length + 1)]
  let size = 0
  for (let i = 0; i < length; i++) {
    const code = raw.charCodeAt(i)
    if (isBlank(code)) {
      spaced[size] = 1
      continue
    }
    codes[size] = plainLetter(code)
    at[size++] = i
  }
  return { raw, plain: String.fromCharCode(...codes.subarray(0, size)), at, spaced }
}

/** What follows a place in the text, as it was written, without the marks that part it from the region. */
export function restFrom({ raw, plain, at }: Text, end: number): string {
  const last = end === 0 ? 0 : (at[end - 1] ?? 0) + 1
  if (end >= plain.length && raw.length <= longestRead) return ''
  return raw.slice(last).replace(/^[\s,，、./·;；:：\-—_|>()（）]+/, '')
}

/** The Chinese letters that stand directly before a place, nothing between. */
export function wordBefore({ plain, spaced }: Text, start: number): string {
  let from = start
  while (from > 0 && spaced[from] !== 1 && isHan(plain.charCodeAt(from - 1))) from--
  return plain.slice(from, start)
}

/** Whether the word ends here: the text does, or something that is no Chinese letter follows. */
export const endsAt = ({ plain, spaced }: Text, end: number): boolean =>
  end >= plain.length || spaced[end] === 1 || !isHan(plain.charCodeAt(end))

/** The next place from which Chinese letters go on. */
export function skipMarks({ plain }: Text, from: number): number {
  let at = from
  while (at < plain.length && !isHan(plain.charCodeAt(at)) && !/[a-z0-9]/.test(plain.charAt(at))) at++
  return at
}
