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
  ['short', /^(?:9[56]\d{3,4}|1[0-2]\d{3})$/],
]
const kindOf = (digits: string): NumberKind | null => patterns.find(([, form]) => form.test(digits))?.[0] ?? null

const chinese: Record<string, string> = {
  ...{ 零: '0', 〇: '0', '○': '0', 一: '1', 壹: '1', 幺: '1', 二: '2', 贰: '2', 三: '3', 叁: '3', 四: '4', 肆: '4' },
  ...{ 五: '5', 伍: '5', 六: '6', 陆: '6', 七: '7', 柒: '7', 八: '8', 捌: '8', 九: '9', 玖: '9' },
}

/** The text as it is searched: full width, written-out and hidden forms of digits as plain ones. The letters o and l count as
 *  digits between digits. */
export function plainly(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[零〇○一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]{3,}/g, (run) =>
      [...run].map((one) => chinese[one]).join(''),
    )
    .replace(/(?<=\d[oOlI| -]{0,12})[oOlI|](?=[oOlI| -]{0,12}\d)/g, (one) => (/[oO]/.test(one) ? '0' : '1'))
}

const run = /\+?\(?\d(?:[ \t\u00a0\-\u2010-\u2015.()·]{0,3}\d)*/g
/** Five digits may be anything: they are a number where the text says so, or is nothing else. */
const announced = /(?:电话|热线|客服|致电|拨打|号码|tel|call|phone)[^\d]{0,12}$/i
const extending = /^[ \t]{0,3}(?:转|转接|分机|ext\.?|x|#)[ \t:]{0,3}(\d{1,6})/i

type Run = { digits: string; ends: ReadonlySet<number>; places: readonly number[]; isAbroad: boolean }

/** The digits of a run, after which of them something else stands, and where in the text each is. */
function readRun(found: string, start: number): Run {
  const places = [...found].flatMap((letter, i) => (/\d/.test(letter) ? [i] : []))
  const digits = places.map((place) => found[place]).join('')
  const ends = new Set(places.flatMap((place, i) => (places[i + 1] === place + 1 ? [] : [i + 1])))
  const isChina = /^(?:\+|\+?00)\(?86/.test(found)
  const skipped = isChina ? digits.indexOf('86') + 2 : 0
  // Whoever writes the 86 leaves the 0 of the area code out.
  const rest = digits.slice(skipped)
  const isBare = isChina && !kindOf(rest) && kindOf(`0${rest}`) === 'landline'
  const shift = skipped - (isBare ? 1 : 0)
  return {
    digits: isBare ? `0${rest}` : rest,
    ends: new Set([...ends].map((end) => end - shift)),
    places: places.slice(shift).map((place) => start + place),
    isAbroad: !isChina && found.startsWith('+'),
  }
}

type At = Dialled & { start: number; end: number }

function numbersOf({ digits, ends, places, isAbroad }: Run): At[] {
  const whole = (number: string, kind: NumberKind, [from, to]: readonly [number, number]): At => ({
    ...{ number, kind, extension: null, start: places[from] ?? 0, end: (places[to - 1] ?? 0) + 1 },
  })
  if (isAbroad)
    return digits.length >= 7 && digits.length <= 15 ? [whole(`+${digits}`, 'foreign', [0, digits.length])] : []
  const found: At[] = []
  for (let from = 0; from < digits.length; ) {
    const to = [12, 11, 10, 6, 5].map((n) => from + n).find((end) => ends.has(end) && kindOf(digits.slice(from, end)))
    const number = digits.slice(from, to)
    const kind = to === undefined ? null : kindOf(number)
    const next = to ?? [...ends].filter((end) => end > from).sort((a, b) => a - b)[0] ?? digits.length
    const last = found.at(-1)
    if (kind && to !== undefined) found.push(whole(number, kind, [from, to]))
    // 400-312-4567-801
    else if (last && !last.extension && places[from] === last.end + 1 && next - from <= 5)
      last.extension = digits.slice(from, next)
    from = next
  }
  return found
}

/** Every number in a text, each once, in the order in which they stand. */
export function numbersIn(text: string): Dialled[] {
  const plain = plainly(text)
  const found = new Map<string, Dialled>()
  for (const match of plain.matchAll(run)) {
    for (const { start, end, ...dialled } of numbersOf(readRun(match[0], match.index))) {
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
