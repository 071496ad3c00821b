/** Words as a tree of letters in two arrays of integers (a double array, after Aoe 1989): what follows a node stands from its
 *  `base` on, at the number of its letter, and `owner` tells whose it is. A step is three reads. */
export type Trie = {
  /** Each letter's number, 0 for one that is in no word. */
  numbers: Uint16Array
  base: Int32Array
  owner: Int32Array
  /** One more than the index of the word that ends at a node, 0 for none. */
  words: Int32Array
}

/** Where every walk begins. */
export const root = 0
const free = -1

type Twig = { word: number; after: Map<number, Twig> }
const twig = (): Twig => ({ word: 0, after: new Map() })

/** `words[i]` is found as `i`. */
export function trieOf(words: readonly string[]): Trie {
  const numbers = new Uint16Array(0x1_0000)
  const [top, letters] = [twig(), new Set(words.join(''))]
  let number = 0
  for (const letter of letters) numbers[letter.charCodeAt(0)] = ++number
  words.forEach((word, index) => {
    let at = top
    for (let i = 0; i < word.length; i++) {
      const letter = numbers[word.charCodeAt(i)] ?? 0
      const next = at.after.get(letter) ?? twig()
      at.after.set(letter, next)
      at = next
    }
    at.word = index + 1
  })
  const laid: Laid = { base: [], owner: [], words: [] }
  lay(laid, { node: root, from: number + 1 }, top)
  const size = laid.owner.length + number
  const filled = (list: readonly number[], empty: number) =>
    Int32Array.from({ length: size }, (_, i) => list[i] ?? empty)
  return { numbers, base: filled(laid.base, 0), owner: filled(laid.owner, free), words: filled(laid.words, 0) }
}

type Laid = { base: number[]; owner: number[]; words: number[] }

/** Puts what follows a node to the first place where all of it fits between what is there; before `from` all is taken. */
function lay(laid: Laid, { node, from }: { node: number; from: number }, { word, after }: Twig): number {
  laid.words[node] = word
  const letters = [...after.keys()]
  const first = letters[0]
  if (first === undefined) return from
  let open = from
  while (laid.owner[open] !== undefined) open++
  let place = open - first
  while (!isFree(laid, place, letters)) place++
  laid.base[node] = place
  for (const letter of letters) laid.owner[place + letter] = node
  for (const [letter, next] of after) open = lay(laid, { node: place + letter, from: open }, next)
  return open
}

function isFree({ owner }: Laid, place: number, letters: readonly number[]): boolean {
  for (const letter of letters) if (owner[place + letter] !== undefined) return false
  return true
}

/** The node after `letter`, 0 where no word goes on so. */
export function step({ numbers, base, owner }: Trie, node: number, letter: number): number {
  const number = numbers[letter] ?? 0
  if (number === 0) return 0
  const next = (base[node] ?? 0) + number
  return owner[next] === node ? next : 0
}

/** One more than the index of the word that ends at this node, 0 where none does. */
export const wordAt = ({ words }: Trie, node: number): number => words[node] ?? 0
