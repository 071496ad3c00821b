import { type Division, divisions } from './divisions.ts'
import { looksAlike, sharesPart, simplify, soundsAlike } from './letters.ts'
import { callings, isName } from './names.ts'

/** How sure a wrong letter has to be: by its sound, by sound or shape, or (where a parent and a suffix agree and one name
 *  only fits) by one part in common. */
export type Trust = 'sound' | 'shape' | 'part'

/** Whether `typed` is the name with exactly one letter wrong, and wrong in a way that happens. */
export function isMistyped(name: string, typed: string, trust: Trust): boolean {
  if (name.length !== typed.length) return false
  let wrong = -1
  for (let i = 0; i < name.length; i++) {
    if (name.charCodeAt(i) === typed.charCodeAt(i)) continue
    if (wrong >= 0) return false
    wrong = i
  }
  if (wrong < 0) return false
  const [meant, written] = [name.charAt(wrong), typed.charAt(wrong)]
  if (!/\p{Script=Han}/u.test(written)) return false
  if (soundsAlike(meant, written)) return true
  if (trust !== 'sound' && looksAlike(meant, written)) return true
  const isLong = name.length >= 5 && wrong < name.length - 1
  return trust === 'part' && (isLong || sharesPart(meant, written))
}

type Spelled = { division: Division; full: readonly string[]; short: readonly string[] }
const spelled = new Map<Division, Spelled>()
export function spellings(division: Division): Spelled {
  const known = spelled.get(division)
  if (known) return known
  const { full, short } = callings(division.own)
  const made = { division, full: full.map(simplify), short: short.map(simplify) }
  spelled.set(division, made)
  return made
}

export type Guessed = { division: Division; length: number }

type Kind = 'full' | 'short'
type Named = { division: Division; name: string }
type Gapped = { names: Map<string, Named[]>; longest: number }

/** Names of one letter are too little to go by, and so are whole names of two. */
const shortest = { full: 3, short: 2 } as const
/** A name in all forms in which one letter of it is left open. */
function gapped(name: string): string[] {
  const forms: string[] = []
  for (let at = 0; at < name.length; at++) forms.push(`${name.slice(0, at)}?${name.slice(at + 1)}`)
  return forms
}

/** Every name under each of its gapped forms, so that a mistyped one is looked up and
 *  not compared with all. Made when the first is met. */
function indexOf(kind: Kind): Gapped {
  const all = divisions.flatMap((division) => spellings(division)[kind].map((name) => ({ division, name })))
  const long = all.filter(({ name }) => name.length >= shortest[kind])
  const names = new Map<string, Named[]>()
  for (const one of long) {
    for (const form of gapped(one.name)) {
      const known = names.get(form)
      if (known) known.push(one)
      else names.set(form, [one])
    }
  }
  return { names, longest: Math.max(...long.map(({ name }) => name.length)) }
}
const made = new Map<Kind, Gapped>()
function index(kind: Kind): Gapped {
  const known = made.get(kind) ?? indexOf(kind)
  made.set(kind, known)
  return known
}

/** Which of some divisions a stretch of letters may mean with one letter wrong. `stretch(length)` gives the letters of
 *  that length that would be the name. Costs a look-up per letter and length, however many divisions there are. */
export function guesses(
  among: readonly Division[],
  stretch: (length: number) => string,
  { kind, trust }: { kind: Kind; trust: Trust },
): Guessed[] {
  const { names, longest } = index(kind)
  const found = new Map<Division, number>()
  for (let length = shortest[kind]; length <= longest; length++) {
    const typed = stretch(length)
    if (typed.length !== length) continue
    const near = gapped(typed).flatMap((form) => names.get(form) ?? [])
    const meant = near.filter(({ division, name }) => among.includes(division) && isMeant(name, typed, trust))
    for (const { division } of meant) found.set(division, length)
  }
  return [...found].map(([division, length]) => ({ division, length }))
}

/** What is itself a name was rather meant, unless it sounds the same (苏州, 宿州). */
export const isMeant = (name: string, typed: string, trust: Trust): boolean =>
  isMistyped(name, typed, trust) && (trust === 'sound' || !isName(typed) || isMistyped(name, typed, 'sound'))

/** The one division that fits, if it is the only one. */
export function guess(...question: Parameters<typeof guesses>): Guessed | undefined {
  const [found, another] = guesses(...question)
  return another ? undefined : found
}

const below = new Map<Division, readonly Division[]>()
/** Everything in a province or prefecture, down to counties. */
export function within(area: Division): readonly Division[] {
  const known = below.get(area)
  if (known) return known
  const made = divisions.filter(({ parent }) => parent === area || parent?.parent === area)
  below.set(area, made)
  return made
}
