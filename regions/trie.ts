/** A dictionary of words in one tree of letters: all words that begin at a place are found in one walk. */
export type Trie<T> = { next: Map<number, Trie<T>>; value: T | undefined }

export function trieOf<T>(words: ReadonlyMap<string, T>): Trie<T> {
  const root: Trie<T> = { next: new Map(), value: undefined }
  for (const [word, value] of words) {
    let node = root
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i)
      let child = node.next.get(code)
      if (!child) {
        child = { next: new Map(), value: undefined }
        node.next.set(code, child)
      }
      node = child
    }
    node.value = value
  }
  return root
}

/** Calls `found` with the end and the value of every word that begins at `start`. */
export function wordsAt<T>(
  root: Trie<T>,
  text: string,
  { start, found }: { start: number; found: (end: number, value: T) => void },
): void {
  let node: Trie<T> | undefined = root
  for (let i = start; i < text.length; i++) {
    node = node.next.get(text.charCodeAt(i))
    if (!node) return
    if (node.value !== undefined) found(i + 1, node.value)
  }
}
