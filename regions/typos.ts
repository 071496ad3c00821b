import { childrenOf, type Division, divisions } from './divisions.ts'
import { type Gaps, gapsOf, oneOff } from './gaps.ts'
import { looksAlike, onlyDifference, sharesPart, simplify, soundsAlike } from './letters.ts'
import { callings, isName } from './names.ts'

/** How sure a wrong letter has to be: by its sound, by sound or shape, or (where a parent and a suffix agree and one name
 *  only fits) by one part in common. */
export type Trust = 'sound' | 'shape' | 'part'

/** Whether `typed` is the name with exactly one letter wrong, and wrong in a way that happens. */
export function isMistyped(name: string, typed: string, trust: Trust): boolean {
  const wrong = name.length === typed.length ? onlyDifference(name, typed, 0) : -1
  if (wrong < 0) return false
  const [meant, written] = [name.charCodeAt(wrong), typed.charCodeAt(wrong)]
  if (!/\p{Script=Han}/u.test(typed.charAt(wrong)) || isOtherKind(name, typed, wrong)) return false
  if (soundsAlike(meant, written)) return true
  if (trust !== 'sound' && looksAlike(meant, written)) return true
  const isLong = name.length >= 5 && wrong < name.length - 1
  return trust === 'part' && (isLong || sharesPart(meant, written))
}

/** 黄龙乡 is no mistyped 黄龙县: the letter is right, and says that it is something else. */
const isOtherKind = (name: string, typed: string, wrong: number): boolean =>
  wrong === name.length - 1 && name.length > 2 && /[乡镇村街路省州盟旗区县市]$/.test(typed)

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
/** Names of one letter are too little to go by, and so are whole names of two. */
const shortest = { full: 3, short: 2 } as const

type Index = { gaps: Gaps; owners: readonly Division[] }
function indexOf(kind: Kind): Index {
  const named = divisions.flatMap((division) =>
    spellings(division)
      [kind].filter((name) => name.length >= shortest[kind])
      .map((name) => ({ division, name })),
  )
  return { gaps: gapsOf(named.map(({ name }) => name)), owners: named.map(({ division }) => division) }
}
const made = new Map<Kind, Index>()
/** Made when the first is looked up: most texts are not mistyped. */
function indexed(kind: Kind): Index {
  const known = made.get(kind) ?? indexOf(kind)
  made.set(kind, known)
  return known
}

/** A place in a text where a name may begin, or up to which it may go. */
export type Spot = { plain: string; at: number; isBefore: boolean }
const startOf = ({ at, isBefore }: Spot, length: number) => (isBefore ? at - length : at)

/** Which of some divisions a text may mean at a spot with one letter wrong. */
export function guesses(
  isAmong: (division: Division) => boolean,
  spot: Spot,
  { kind, trust }: { kind: Kind; trust: Trust },
): Guessed[] {
  const { gaps, owners } = indexed(kind)
  const found: Guessed[] = []
  const most = Math.min(gaps.longest, roomAt(spot))
  const isWanted = (word: number) => {
    const owner = owners[word]
    return owner !== undefined && isAmong(owner)
  }
  for (let length = shortest[kind]; length <= most; length++) {
    const from = startOf(spot, length)
    for (const word of oneOff(gaps, { text: spot.plain, from, length }, isWanted)) {
      const owner = owners[word]
      const isFitting = isMeant(gaps.words[word] ?? '', spot.plain.slice(from, from + length), trust)
      if (owner && isFitting) keep(found, owner, length)
    }
  }
  return found
}

/** Each division once, with the longest name that fits. */
function keep(found: Guessed[], division: Division, length: number): void {
  const known = found.find((one) => one.division === division)
  if (known) known.length = Math.max(known.length, length)
  else found.push({ division, length })
}

/** How many letters there are at a spot that may be Chinese. */
function roomAt({ plain, at, isBefore }: Spot): number {
  let room = 0
  if (isBefore) while (room < at && plain.charCodeAt(at - room - 1) > lastWestern) room++
  else while (plain.charCodeAt(at + room) > lastWestern) room++
  return room
}
/** No Chinese letter has a lower number. */
const lastWestern = 0x2e7f

/** The same for few divisions, which are compared one by one. */
export function guessesOf(
  few: readonly Division[],
  spot: Spot,
  { kind, trust }: { kind: Kind; trust: Trust },
): Guessed[] {
  const found: Guessed[] = []
  for (const division of few) {
    for (const name of spellings(division)[kind]) {
      const from = startOf(spot, name.length)
      if (from < 0 || name.length < shortest[kind] || onlyDifference(name, spot.plain, from) < 0) continue
      if (isMeant(name, spot.plain.slice(from, from + name.length), trust)) keep(found, division, name.length)
    }
  }
  return found
}

/** 日照市苣县: of the counties of two letters directly in a division, the only one that such a name may mean. */
export function briefCounty(area: Division, typed: string): Division | undefined {
  if (!typed.endsWith('县')) return undefined
  const isIt = (name: string) => name.length === 2 && name.endsWith('县') && isMeant(name, typed, 'shape')
  const found = childrenOf(area.code).filter((county) => spellings(county).full.some(isIt))
  return found.length === 1 ? found[0] : undefined
}

/** What is itself a name was rather meant, unless it sounds the same (苏州, 宿州). */
export const isMeant = (name: string, typed: string, trust: Trust): boolean =>
  isMistyped(name, typed, trust) && (trust === 'sound' || !isName(typed) || isMistyped(name, typed, 'sound'))

/** The one that fits, if it is the only one, or the only one by a good likeness: 肇洲县 is 肇州县 and not 肇源县. */
export function onlyOne(find: (trust: Trust) => readonly Guessed[], trust: Trust): Guessed | undefined {
  const found = find(trust)
  if (found.length < 2) return found[0]
  const better = trust === 'part' ? find('shape') : trust === 'shape' ? find('sound') : []
  return better.length === 1 ? better[0] : undefined
}

/** Whether a division is in a province or prefecture, down to counties. */
export const isBelow = ({ parent }: Division, area: Division): boolean => parent === area || parent?.parent === area
