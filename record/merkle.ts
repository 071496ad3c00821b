/** The Merkle tree of RFC 9162 (section 2.1), by which a log of any length is named by 32 bytes: its root. Each leaf and
 *  each inner node has a prefix of its own, so that neither passes for the other. A root of any earlier size can be had
 *  again; a proof of log2(n) hashes shows that a leaf is in a tree (inclusion), or that a tree is the beginning of a
 *  later one (consistency). Sizes are whole numbers below 2^53: no operator here works on 32 bits.
 *  Cost: appending hashes twice a leaf on average and keeps log2(n) hashes; a root or a proof reads O(log n) nodes. */
import { createHash } from 'node:crypto'

export type Hash = Uint8Array

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** HASH(0x00 || data). */
export const leafHash = (data: Uint8Array | string): Buffer =>
  createHash('sha256').update(leafPrefix).update(data).digest()

/** HASH(0x01 || left || right). */
const nodeHash = (left: Hash, right: Hash): Buffer =>
  createHash('sha256').update(nodePrefix).update(left).update(right).digest()

/** The root of no leaves. */
const emptyRoot = (): Buffer => createHash('sha256').digest()

/** What has to be known of a tree to go on with it: the roots of its complete subtrees, the largest first; one for each
 *  bit that is set in its size. */
export type CompactRange = { size: number; peaks: readonly Hash[] }
export const emptyRange: CompactRange = { size: 0, peaks: [] }

/** The tree with these leaves after those it has. */
export function appended(range: CompactRange, leaves: readonly Hash[]): CompactRange {
  const peaks = [...range.peaks]
  let { size } = range
  for (const leaf of leaves) {
    let hash = leaf
    // As in adding one to a binary number: each bit that was set carries.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(peaks.pop() ?? emptyRoot(), hash)
    peaks.push(hash)
    size++
  }
  return { size, peaks }
}

/** The root of the tree that a compact range stands for. */
export const rootOfRange = ({ peaks }: CompactRange): Hash =>
  peaks.length === 0 ? emptyRoot() : peaks.reduceRight((right, left) => nodeHash(left, right))

/** Whether it has as many peaks as its size asks for, each a hash. */
export const isRange = ({ size, peaks }: CompactRange): boolean =>
  peaks.every(({ length }) => length === 32) && peaks.length === ones(size)

function ones(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

/** The root of the complete subtree over leaves [index · 2^level, (index + 1) · 2^level), wherever it is kept. Asked for
 *  such only as lie within the size that is asked about. */
export type Nodes = (level: number, index: number) => Hash

/** A tree that keeps every node: 64 bytes a leaf. */
export type Tree = { size(): number; append(leaf: Hash): void; nodes: Nodes }
export function openTree(): Tree {
  const levels: Hash[][] = [[]]
  const at = (level: number): Hash[] => {
    levels[level] ??= []
    return levels[level]
  }
  const nodes: Nodes = (level, index) => {
    const hash = levels[level]?.[index]
    if (!hash) throw new RangeError(`the tree has no node ${index} at level ${level}`)
    return hash
  }
  return {
    size: () => at(0).length,
    nodes,
    append(leaf) {
      at(0).push(leaf)
      for (let level = 0; at(level).length % 2 === 0; level++) {
        const [left, right] = at(level).slice(-2)
        if (!left || !right) return
        at(level + 1).push(nodeHash(left, right))
      }
    },
  }
}

/** The nodes that some proofs are made of, picked while all leaves go by: memory grows with what is proved, not with the
 *  tree. `prove` makes the proofs, for what it asks of `nodes`. The leaves are given once, in order. */
export function openPicking(prove: (nodes: Nodes) => unknown): { take(leaf: Hash): void; nodes: Nodes } {
  const kept = new Map<string, Hash | null>()
  const name = (level: number, index: number) => `${level}/${index}`
  const note: Nodes = (level, index) => {
    kept.set(name(level, index), null)
    return emptyRoot()
  }
  prove(note)
  const peaks: { level: number; index: number; hash: Hash }[] = []
  let taken = 0
  return {
    take(leaf) {
      let node = { level: 0, index: taken++, hash: leaf }
      for (;;) {
        const at = name(node.level, node.index)
        if (kept.has(at)) kept.set(at, node.hash)
        const left = node.index % 2 === 1 ? peaks.pop() : undefined
        if (!left) break
        node = { level: node.level + 1, index: left.index / 2, hash: nodeHash(left.hash, node.hash) }
      }
      peaks.push(node)
    },
    nodes(level, index) {
      const hash = kept.get(name(level, index))
      if (!hash) throw new RangeError(`the node ${index} at level ${level} was not picked`)
      return hash
    },
  }
}

/** The root at an earlier size (or the present one). */
export const rootAt = (nodes: Nodes, size: number): Hash => (size === 0 ? emptyRoot() : over(nodes, 0, size))

/** The largest power of two smaller than n (n > 1). */
function splitOf(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** MTH(D[from:to]). `from` is a multiple of the power of two not smaller than the length. */
function over(nodes: Nodes, from: number, to: number): Hash {
  const length = to - from
  const level = Math.round(Math.log2(length))
  if (2 ** level === length) return nodes(level, from / length)
  const k = splitOf(length)
  return nodeHash(over(nodes, from, from + k), over(nodes, from + k, to))
}

/** PATH(index, D[0:size]): the hashes beside the way from the leaf to the root, from below (section 2.1.3.1). */
export function inclusionProof(nodes: Nodes, index: number, size: number): Hash[] {
  if (index < 0 || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`)
  const path = (from: number, to: number): Hash[] => {
    if (to - from === 1) return []
    const k = from + splitOf(to - from)
    return index < k ? [...path(from, k), over(nodes, k, to)] : [...path(k, to), over(nodes, from, k)]
  }
  return path(0, size)
}

/** PROOF(first, D[0:second]): what shows that the tree of `first` leaves is the beginning of that of `second` (section
 *  2.1.4.1). Empty for two of the same size, and for the beginning of all. */
export function consistencyProof(nodes: Nodes, first: number, second: number): Hash[] {
  if (first < 0 || first > second) throw new RangeError(`no tree of ${first} leaves is in one of ${second}`)
  if (first === 0) return []
  const sub = (from: number, to: number, isWhole: boolean): Hash[] => {
    if (first === to) return isWhole ? [] : [over(nodes, from, to)]
    const k = from + splitOf(to - from)
    return first <= k ? [...sub(from, k, isWhole), over(nodes, k, to)] : [...sub(k, to, false), over(nodes, from, k)]
  }
  return sub(0, second, true)
}

const isSame = (one: Hash, other: Hash): boolean => Buffer.compare(one, other) === 0
const halfOf = (n: number): number => Math.floor(n / 2)

type Included = { leaf: Hash; index: number; size: number; proof: readonly Hash[]; root: Hash }

/** Whether the leaf is the `index`-th (from 0) of the tree with this size and root (section 2.1.3.2). */
export function isIncluded({ leaf, index, size, proof, root }: Included): boolean {
  if (index < 0 || index >= size) return false
  let [node, last, hash] = [index, size - 1, leaf]
  for (const beside of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(beside, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [halfOf(node), halfOf(last)]
    } else hash = nodeHash(hash, beside)
    ;[node, last] = [halfOf(node), halfOf(last)]
  }
  return last === 0 && isSame(hash, root)
}

type Head = { size: number; root: Hash }

/** Whether the first tree is the beginning of the second (section 2.1.4.2). The RFC leaves the empty tree out: it is the
 *  beginning of every tree. */
export function isConsistent(first: Head, second: Head, proof: readonly Hash[]): boolean {
  if (first.size > second.size) return false
  if (first.size === second.size) return proof.length === 0 && isSame(first.root, second.root)
  if (first.size === 0) return proof.length === 0 && isSame(first.root, emptyRoot())
  const [start, ...path] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof
  if (!start) return false
  let [node, last] = [first.size - 1, second.size - 1]
  while (node % 2 === 1) [node, last] = [halfOf(node), halfOf(last)]
  let [before, after] = [start, start]
  for (const beside of path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      ;[before, after] = [nodeHash(beside, before), nodeHash(beside, after)]
      while (node % 2 === 0 && node !== 0) [node, last] = [halfOf(node), halfOf(last)]
    } else after = nodeHash(after, beside)
    ;[node, last] = [halfOf(node), halfOf(last)]
  }
  return last === 0 && isSame(before, first.root) && isSame(after, second.root)
}

const isPowerOfTwo = (n: number): boolean => 2 ** Math.round(Math.log2(n)) === n
