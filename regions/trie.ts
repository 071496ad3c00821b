/** Words as a tree of letters, its edges in one hash table of integers: a step costs one or two look-ups. */
export type Trie = { keys: Float64Array; nodes: Int32Array; mask: number; words: Int32Array }

const letters = 0x1_0000
const slot = (node: number, letter: number, mask: number) => (Math.imul(node * 31 + letter, 0x9e3779b1) >>> 7) & mask

/** `words[i]` is found as `i`. */
export function trieOf(words: readonly string[]): Trie {
  const total = words.reduce((sum, word) => sum + word.length, 1)
  const mask = 2 ** Math.ceil(Math.log2(total * 2)) - 1
  const trie = { keys: new Float64Array(mask + 1), nodes: new Int32Array(mask + 1), mask, words: new Int32Array(total) }
  let made = 1
  words.forEach((word, index) => {
    let node = 1
    for (let i = 0; i < word.length; i++) {
      const next = step(trie, node, word.charCodeAt(i))
      node = next || add(trie, { from: node, letter: word.charCodeAt(i), to: ++made })
    }
    trie.words[node] = index + 1
  })
  return trie
}

function add(trie: Trie, { from, letter, to }: { from: number; letter: number; to: number }): number {
  let at = slot(from, letter, trie.mask)
  while (trie.keys[at] !== 0) at = (at + 1) & trie.mask
  trie.keys[at] = from * letters + letter
  trie.nodes[at] = to
  return to
}

/** The node after `letter`, 0 where no word goes on so. Begin at node 1. */
export function step({ keys, nodes, mask }: Trie, node: number, letter: number): number {
  const key = node * letters + letter
  let at = slot(node, letter, mask)
  for (;;) {
    const found = keys[at]
    if (found === key) return nodes[at] ?? 0
    if (found === 0) return 0
    at = (at + 1) & mask
  }
}

/** The index of the word that ends at this node, or -1. */
export const wordAt = ({ words }: Trie, node: number): number => (words[node] ?? 0) - 1
