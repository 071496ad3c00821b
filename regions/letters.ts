import data from './data/letters.json' with { type: 'json' }

const simplified = new Uint16Array(0x1_0000)
for (let i = 0; i < data.simplified.length; i += 3)
  simplified[data.simplified.charCodeAt(i)] = data.simplified.charCodeAt(i + 1)

/** A letter as it is compared: simplified, halved (Ａ → a), lower-case. */
export function plainLetter(code: number): number {
  const halved = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code === 0x3000 ? 0x20 : code
  const plain = simplified[halved] || halved
  return plain >= 65 && plain <= 90 ? plain + 32 : plain
}

export function simplify(text: string): string {
  for (let i = 0; i < text.length; i++)
    if (plainLetter(text.charCodeAt(i)) !== text.charCodeAt(i))
      return String.fromCharCode(...Array.from({ length: text.length }, (_, at) => plainLetter(text.charCodeAt(at))))
  return text
}

export const isHan = (code: number): boolean => code >= 0x3400 && code <= 0x9fff

/** Where the only letter stands in which a word differs from the letters of a text from a place on; -1 where none or
 *  several do, or the text ends before. */
export function onlyDifference(word: string, text: string, from: number): number {
  if (from + word.length > text.length) return -1
  let place = -1
  for (let i = 0; i < word.length; i++) {
    if (word.charCodeAt(i) === text.charCodeAt(from + i)) continue
    if (place >= 0) return -1
    place = i
  }
  return place
}

/** Sounds that many speakers do not tell apart count as one. */
const blurred = (sound: string) =>
  sound
    .replace(/^([zcs])h/, '$1')
    .replace(/([aei])ng$/, '$1n')
    .replace('ü', 'v')

/** What each letter belongs to, letters and groups by their numbers. */
type Groups = Map<number, number[]>
const put = (groups: Groups, letter: string, group: number) => {
  const known = groups.get(letter.charCodeAt(0))
  if (known) known.push(group)
  else groups.set(letter.charCodeAt(0), [group])
}

function likenesses() {
  const sounds: Groups = new Map()
  const looks: Groups = new Map()
  const parts: Groups = new Map()
  const rareParts: Groups = new Map()
  const heard = [...new Set(Object.keys(data.sounds).map(blurred))]
  for (const [sound, letters] of Object.entries(data.sounds))
    for (const letter of letters) put(sounds, letter, heard.indexOf(blurred(sound)))
  for (const [letter = '', ...others] of data.looks)
    for (const other of others) {
      put(looks, letter, other.charCodeAt(0))
      put(looks, other, letter.charCodeAt(0))
    }
  for (const [group, letters] of data.parts.entries())
    for (const letter of letters) {
      put(parts, letter, group)
      if (letters.length <= rare) put(rareParts, letter, group)
    }
  return { sounds, looks, parts, rareParts }
}
/** A part that so few letters have is most of what is seen of them: 波 and 坡, but not 江 and 河. */
const rare = 20
let prepared: ReturnType<typeof likenesses> | undefined
/** Made when the first typo is met: most texts have none, and a start should not wait for it. */
const likeness = () => (prepared ??= likenesses())

const share = (groups: Groups, a: number, b: number): boolean => {
  const [one, other] = [groups.get(a), groups.get(b)]
  if (!one || !other) return false
  for (const group of one) if (other.includes(group)) return true
  return false
}

/** Of two letters, given by their numbers as in a text: whether they have a sound in common. */
export const soundsAlike = (a: number, b: number): boolean => share(likeness().sounds, a, b)
/** Nearly the same strokes, or a rare part in common. */
export const looksAlike = (a: number, b: number): boolean =>
  likeness().looks.get(a)?.includes(b) === true || share(likeness().rareParts, a, b)
/** One part in common, the other not: 泾 and 经. A weak likeness, for where everything else agrees. */
export const sharesPart = (a: number, b: number): boolean => share(likeness().parts, a, b)
