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

/** Which of some divisions a stretch of letters may mean with one letter wrong. `stretch(length)` gives the letters of
 *  that length that would be the name. */
export function guesses(
  among: readonly Division[],
  stretch: (length: number) => string,
  { kind, trust }: { kind: 'full' | 'short'; trust: Trust },
): Guessed[] {
  const shortest = kind === 'full' ? 3 : 2
  return among.flatMap((division): Guessed[] => {
    const names = spellings(division)[kind].filter((name) => {
      if (name.length < shortest) return false
      const typed = stretch(name.length)
      // what is itself a name was rather meant, unless it sounds the same (苏州, 宿州)
      return isMistyped(name, typed, trust) && (trust === 'sound' || !isName(typed) || isMistyped(name, typed, 'sound'))
    })
    return names.length > 0 ? [{ division, length: Math.max(...names.map(({ length }) => length)) }] : []
  })
}

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
