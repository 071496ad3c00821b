/** Telephone numbers in whatever somebody typed or pasted. Numbering of China: 电信网编号计划 (2017 年版); notation of numbers
 *  from abroad: ITU-T E.123. */

/** `service`: 400 and 800; `short`: 95…, 96…, 1…; `landline`: with its area code. */
export type NumberKind = 'service' | 'short' | 'landline' | 'mobile' | 'foreign'
/** `number`: digits alone, without the 86 of China; one from abroad with its `+`. */
export type Dialled = { number: string; kind: NumberKind; extension: string | null }

const patterns: readonly (readonly [NumberKind, RegExp])[] = [
  ['service', /^[48]00\d{7}$/],
  ['landline', /^0(?:10|2\d)\d{8}$/],
  ['landline', /^0[3-9]\d{2}\d{7,8}$/],
  ['mobile', /^1[3-9]\d{9}$/],
  ['short', /^(?:9[56]\d{3,4}|1[0-2]\d{3}|(?:9510|1010)\d{4})$/],
]
const kindOf = (digits: string): NumberKind | null => patterns.find(([, form]) => form.test(digits))?.[0] ?? null

const chinese: Record<string, string> = {
  ...{ 零: '0', 〇: '0', '○': '0', 一: '1', 壹: '1', 幺: '1', 二: '2', 贰: '2', 三: '3', 叁: '3', 四: '4', 肆: '4' },
  ...{ 五: '5', 伍: '5', 六: '6', 陆: '6', 七: '7', 柒: '7', 八: '8', 捌: '8', 九: '9', 玖: '9' },
}

/** The text as it is searched: full width, written-out and hidden forms of digits as plain ones. The letters o and l count as
 *  digits between digits. */
export function plainly(text: string): string {
  return (
    text
      .normalize('NFKC')
      // Of no width, and what makes a key of a digit: 4️⃣.
      .replace(/\p{Cf}|\ufe0f|\u20e3/gu, '')
      .replace(/[零〇○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]{3,}/g, (run) =>
        [...run].map((one) => chinese[one]).join(''),
      )
      .replace(/(?<=\d[oOlI -]{0,12})[oOlI](?=[oOlI -]{0,12}\d)/g, (one) => (/[oO]/.test(one) ? '0' : '1'))
  )
}

const run = /\+?\(?\d(?:[ \t\u00a0\-\u2010-\u2015.()·]{0,3}\d)*/g
/** Five digits may be anything: they are a number where the text says so, or is nothing else. */
const announced = /(?:电话|热线|客服|致电|拨打|号码|tel|call|phone)[^\d]{0,12}$/i
const extending = /^[ \t]{0,3}(?:转|转接|分机|ext\.?|x|#)[ \t:]{0,3}(\d{1,6})/i

/** `ends`: after which of its digits something else stands, in order; `places`: where in the text each is. */
type Run = { digits: string; ends: readonly number[]; places: readonly number[]; isAbroad: boolean }

function readRun(found: string, start: number): Run {
  const places = [...found].flatMap((letter, i) => (/\d/.test(letter) ? [i] : []))
  const digits = places.map((place) => found[place]).join('')
  const ends = places.flatMap((place, i) => (places[i + 1] === place + 1 ? [] : [i + 1]))
  const isChina = /^(?:\+|\+?00)\(?86/.test(found)
  const skipped = isChina ? digits.indexOf('86') + 2 : 0
  // Whoever writes the 86 leaves the 0 of the area code out.
  const rest = digits.slice(skipped)
  const isBare = isChina && !kindOf(rest) && kindOf(`0${rest}`) === 'landline'
  const shift = skipped - (isBare ? 1 : 0)
  return {
    digits: isBare ? `0${rest}` : rest,
    ends: ends.map((end) => end - shift).filter((end) => end > 0),
    places: places.slice(shift).map((place) => start + place),
    isAbroad: !isChina && found.startsWith('+'),
  }
}

type At = Dialled & { start: number; end: number }
const longest = 12
const dash = /^[-\u2010-\u2015]$/

/** The number that begins with a digit of a run and ends where something else stands. Of two the longer, unless it ends with a
 *  digit or two behind a dash: those are an extension. */
function numberAt(
  { digits, ends, places }: Run,
  { from, text }: { from: number; text: string },
): { to: number; kind: NumberKind } | null {
  const found = ends
    .filter((end) => end > from && end <= from + longest)
    .flatMap((to) => {
      const kind = kindOf(digits.slice(from, to))
      return kind ? [{ to, kind }] : []
    })
  const [last, before] = [found.at(-1), found.at(-2)]
  const isExtension = before && dash.test(text[(places[before.to - 1] ?? 0) + 1] ?? '')
  return last && before && isExtension && last.to - before.to < 3 ? before : (last ?? null)
}

/** 1. 400-123-4567: the number of a line in a list, or of a year, is no part of what follows. */
function startsLater(run: Run, { from, next, text }: { from: number; next: number; text: string }): boolean {
  const later = next - from <= 2 ? numberAt(run, { from: next, text }) : null
  return later !== null && later.kind !== 'short' && later.kind !== 'mobile'
}

function numbersOf(run: Run, text: string): At[] {
  const { digits, places } = run
  const whole = (number: string, kind: NumberKind, [from, to]: readonly [number, number]): At => ({
    ...{ number, kind, extension: null, start: places[from] ?? 0, end: (places[to - 1] ?? 0) + 1 },
  })
  if (run.isAbroad)
    return digits.length >= 7 && digits.length <= 15 ? [whole(`+${digits}`, 'foreign', [0, digits.length])] : []
  const found: At[] = []
  let from = 0
  for (const [i, end] of run.ends.entries()) {
    if (end <= from) continue
    // Only what lies near can end a number that begins here.
    const near = { ...run, ends: run.ends.slice(i, i + longest) }
    const number = startsLater(near, { from, next: end, text }) ? null : numberAt(near, { from, text })
    const last = found.at(-1)
    if (number) found.push(whole(digits.slice(from, number.to), number.kind, [from, number.to]))
    // 400-123-4567-801
    else if (
      last &&
      !last.extension &&
      end - from <= 5 &&
      places[from] === last.end + 1 &&
      dash.test(text[last.end] ?? '')
    )
      last.extension = digits.slice(from, end)
    from = number?.to ?? end
  }
  return found
}

/** Every number in a text, each once, in the order in which they stand. */
export function numbersIn(text: string): Dialled[] {
  const plain = plainly(text)
  const found = new Map<string, Dialled>()
  for (const match of plain.matchAll(run)) {
    for (const { start, end, ...dialled } of numbersOf(readRun(match[0], match.index), plain)) {
      const isAlone = plain.trim() === match[0]
      if (dialled.kind === 'short' && !isAlone && !announced.test(plain.slice(Math.max(0, start - 30), start))) continue
      const extension = dialled.extension ?? extending.exec(plain.slice(end, end + 20))?.[1] ?? null
      if (!found.has(dialled.number)) found.set(dialled.number, { ...dialled, extension })
    }
  }
  return [...found.values()]
}

/** The number that a text is, and nothing else; null where it is none. */
export function numberOf(text: string): Dialled | null {
  const [first, ...others] = numbersIn(text)
  const rest = plainly(text).replace(/[\d\s\-\u2010-\u2015.()·+]|转接?|分机|ext\.?|x|#/gi, '')
  return first && others.length === 0 && rest === '' ? first : null
}

/** As people write it: 400-312-4567, 0571-0000 0001. */
export function numberShown(number: string): string {
  if (/^[48]00/.test(number) && number.length === 10) return number.replace(/^(...)(...)/, '$1-$2-')
  if (/^0(?:10|2)/.test(number)) return number.replace(/^(...)(....)/, '$1-$2 ')
  if (number.startsWith('0')) return number.replace(/^(....)(.*)(....)$/, '$1-$2 $3')
  return number
}
