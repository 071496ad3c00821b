import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { root, step, type Trie, trieOf, wordAt } from './trie.ts'

/** The index of a word, or -1. */
function find(trie: Trie, word: string): number {
  let node = root
  for (let i = 0; i < word.length; i++) {
    node = step(trie, node, word.charCodeAt(i))
    if (node === 0) return -1
  }
  return wordAt(trie, node) - 1
}

test('the tree finds its words, each by its index, and nothing else', () => {
  const word = fc.string({ unit: fc.constantFrom(...'东西南北州市'), minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.uniqueArray(word), fc.array(word), (words, others) => {
      const trie = trieOf(words)
      for (const [index, one] of words.entries()) assert.equal(find(trie, one), index)
      for (const one of others) assert.equal(find(trie, one), words.indexOf(one))
      assert.equal(find(trie, '县'), -1)
    }),
    { seed: 7 },
  )
})
