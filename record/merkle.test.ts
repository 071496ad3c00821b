import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  appended,
  consistencyProof,
  emptyRange,
  type Hash,
  inclusionProof,
  isConsistent,
  isIncluded,
  isRange,
  leafHash,
  openTree,
  rootAt,
  rootOfRange,
} from './merkle.ts'

/** Leaves and roots of the first eight trees, as every implementation of Certificate Transparency tries them
 *  (google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc). */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const noLeaf = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** MTH as section 2.1.1 defines it, from the leaves' data each time. */
function naive(data: readonly Buffer[]): Buffer {
  const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
  const [only] = data
  if (!only) return hash()
  if (data.length === 1) return hash(Buffer.of(0), only)
  let k = 1
  while (k * 2 < data.length) k *= 2
  return hash(Buffer.of(1), naive(data.slice(0, k)), naive(data.slice(k)))
}

const dataOf = (count: number, salt = 0) => Array.from({ length: count }, (_, i) => Buffer.from(`${salt}/${i}`))
function treeOf(data: readonly Buffer[]) {
  const tree = openTree()
  for (const one of data) tree.append(leafHash(one))
  return tree
}
const hex = (hash: Hash) => Buffer.from(hash).toString('hex')

test('the known trees have the known roots, at once and at every earlier size', () => {
  const data = inputs.map((input) => Buffer.from(input, 'hex'))
  const tree = treeOf(data)
  assert.equal(hex(rootAt(tree.nodes, 0)), noLeaf)
  assert.equal(hex(rootOfRange(emptyRange)), noLeaf)
  for (const [i, root] of roots.entries()) {
    assert.equal(hex(rootAt(tree.nodes, i + 1)), root)
    assert.equal(hex(rootOfRange(appended(emptyRange, data.slice(0, i + 1).map(leafHash)))), root)
  }
})

test('a tree that grows by any pieces has the root that the definition gives it, and every root it ever had', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 12 }), (pieces) => {
      const data = dataOf(pieces.reduce((sum, n) => sum + n, 0))
      let range = emptyRange
      for (const piece of pieces) {
        range = appended(range, data.slice(range.size, range.size + piece).map(leafHash))
        assert.ok(isRange(range))
        assert.deepEqual(hex(rootOfRange(range)), hex(naive(data.slice(0, range.size))))
      }
      const tree = treeOf(data)
      assert.equal(tree.size(), data.length)
      for (let size = 0; size <= data.length; size += 3)
        assert.equal(hex(rootAt(tree.nodes, size)), hex(naive(data.slice(0, size))))
    }),
    { numRuns: 60 },
  )
})

test('a range with a peak too few, too many or too short is none', () => {
  const range = appended(emptyRange, dataOf(6).map(leafHash))
  const [first, second] = range.peaks
  assert.ok(first && second)
  assert.equal(isRange({ size: 6, peaks: [first] }), false)
  assert.equal(isRange({ size: 6, peaks: [first, second, second] }), false)
  assert.equal(isRange({ size: 6, peaks: [first, second.subarray(1)] }), false)
  assert.equal(isRange({ size: 4, peaks: range.peaks }), false)
})

test('every leaf of every tree is shown to be where it is, and nowhere else', () => {
  for (let size = 1; size <= 33; size++) {
    const data = dataOf(size)
    const { nodes } = treeOf(data)
    const root = naive(data)
    for (const [index, one] of data.entries()) {
      const given = { leaf: leafHash(one), index, size, proof: inclusionProof(nodes, index, size), root }
      assert.ok(isIncluded(given), `${index} of ${size}`)
      assert.ok(!isIncluded({ ...given, leaf: leafHash('other') }))
      assert.ok(!isIncluded({ ...given, index: index + 1 }) && !isIncluded({ ...given, index: index - 1 }))
      assert.ok(!isIncluded({ ...given, proof: [...given.proof, root] }), 'a step too many')
      if (size > 1) assert.ok(!isIncluded({ ...given, proof: given.proof.slice(1) }), 'a step too few')
    }
    assert.throws(() => inclusionProof(nodes, size, size), RangeError)
  }
})

test('every tree is shown to be the beginning of every later one, and of no other', () => {
  const data = dataOf(33)
  const { nodes } = treeOf(data)
  const other = naive(dataOf(33, 1))
  for (let second = 0; second <= 33; second++) {
    for (let first = 0; first <= second; first++) {
      const [one, two] = [first, second].map((size) => ({ size, root: naive(data.slice(0, size)) }))
      assert.ok(one && two)
      const proof = consistencyProof(nodes, first, second)
      assert.ok(isConsistent(one, two, proof), `${first} in ${second}`)
      assert.ok(!isConsistent(one, { ...two, root: other }, proof) || (first === 0 && second > 0), `${first}/${second}`)
      if (first > 0) assert.ok(!isConsistent({ ...one, root: other }, two, proof))
      assert.ok(!isConsistent(one, two, [...proof, other]), 'a step too many')
      if (proof.length > 0) assert.ok(!isConsistent(one, two, proof.slice(0, -1)), 'a step too few')
      if (first < second) assert.ok(!isConsistent(two, one, proof), 'backwards')
    }
  }
  assert.throws(() => consistencyProof(nodes, 3, 2), RangeError)
})

test('a hash changed by one bit anywhere in a proof shows nothing any more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), fc.nat(255), (size, a, b, bit) => {
      const data = dataOf(size)
      const { nodes } = treeOf(data)
      const root = naive(data)
      const index = a % size
      const flipped = (proof: Hash[]) =>
        proof.map((hash, i) => {
          const copy = Buffer.from(hash)
          if (i === b % proof.length) copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          return copy
        })
      const given = { leaf: leafHash(data[index] ?? ''), index, size, root }
      assert.ok(!isIncluded({ ...given, proof: flipped(inclusionProof(nodes, index, size)) }))
      const first = 1 + (a % (size - 1))
      const proof = flipped(consistencyProof(nodes, first, size))
      const one = { size: first, root: naive(data.slice(0, first)) }
      assert.ok(!isConsistent(one, { size, root }, proof))
    }),
    { numRuns: 200 },
  )
})

test('a log of billions is no matter: sizes go beyond 32 bits', () => {
  const beyond = 2 ** 40 + 3
  const nodes = (level: number, index: number) => leafHash(`${level}/${index}`) // stands for trees nobody has to build
  const leaf = nodes(0, beyond - 1)
  const proof = inclusionProof(nodes, beyond - 1, beyond)
  assert.ok(isIncluded({ leaf, index: beyond - 1, size: beyond, proof, root: rootAt(nodes, beyond) }))
  assert.equal(proof.length, 2)
})
