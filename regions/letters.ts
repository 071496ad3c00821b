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

export const simplify = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => String.fromCharCode(plainLetter(text.charCodeAt(i)))).join('')

export const isHan = (code: number): boolean => code >= 0x3400 && code <= 0x9fff

/** Sounds that many speakers do not tell apart count as one. */
const blurred = (sound: string) =>
  sound
    .replace(/^([zcs])h/, '$1')
    .replace(/([aei])ng$/, '$1n')
    .replace('ü', 'v')

type Groups = Map<string, Set<string>>
const put = (groups: Groups, letter: string, group: string) => {
  const known = groups.get(letter)
  if (known) known.add(group)
  else groups.set(letter, new Set([group]))
}

let prepared: { sounds: Groups; looks: Groups; parts: Groups } | undefined
/** Made when the first typo is met: most texts have none, and a start should not wait for it. */
function likenesses() {
  if (prepared) return prepared
  prepared = { sounds: new Map(), looks: new Map(), parts: new Map() }
  for (const [sound, letters] of Object.entries(data.sounds))
    for (const letter of letters) put(prepared.sounds, letter, blurred(sound))
  for (const [letter = '', ...others] of data.looks) for (const other of others) put(prepared.looks, letter, other)
  for (const [group, letters] of data.parts.entries())
    for (const letter of letters) put(prepared.parts, letter, String(group))
  return prepared
}

const share = (groups: Groups, a: string, b: string): boolean => {
  const [one, other] = [groups.get(a), groups.get(b)]
  return !!one && !!other && [...one].some((group) => other.has(group))
}

export const soundsAlike = (a: string, b: string): boolean => share(likenesses().sounds, a, b)
/** Nearly the same strokes. */
export const looksAlike = (a: string, b: string): boolean =>
  likenesses().looks.get(a)?.has(b) === true || likenesses().looks.get(b)?.has(a) === true
/** One part in common, the other not: 泾 and 经. A weak likeness, for where everything else agrees. */
export const sharesPart = (a: string, b: string): boolean => share(likenesses().parts, a, b)
