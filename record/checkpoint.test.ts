import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  checkpointOf,
  checkpointText,
  claimedBy,
  joinedNotes,
  openedNote,
  partedNotes,
  signedNote,
  signingKey,
  type Verifier,
  verifierOf,
  verifierText,
} from './checkpoint.ts'

/** Key and note of the documentation of Go's golang.org/x/mod/sumdb/note. */
const neumann = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const problem = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
const signature =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

const seed = createHash('sha256').update('安心').digest()
const name = 'anxin/log/0196f2d0-0000-7000-8000-000000000001'
const mine = { name, key: signingKey(seed) }
const readable = (text: string): Verifier => verifierOf(text) ?? assert.fail('no key')
const known = readable(verifierText(name, mine.key))
const checkpoint = { origin: name, size: 20_852_163, root: createHash('sha256').update('root').digest() }

test('a note that Go signed opens with the key that Go wrote, and no other does', () => {
  assert.equal(openedNote(`${problem}\n${signature}`, [readable(neumann)]), problem)
  assert.equal(openedNote(`${problem}\n${signature}`, [known]), null)
  assert.equal(openedNote(`${problem}.\n${signature}`, [readable(neumann)]), null)
})

test('a checkpoint comes back as it was signed, whoever else has signed it as well', () => {
  const note = signedNote(checkpointText(checkpoint), mine)
  assert.match(note, /^anxin\/log\/\S+\n20852163\n\S{44}\n\n— anxin\/log\/\S+ \S{92}\n$/)
  const text = openedNote(note, [known])
  assert.deepEqual(text && checkpointOf(text), checkpoint)
  assert.deepEqual(claimedBy(note), checkpoint)
  const witnessed = note + signature
  assert.equal(openedNote(witnessed, [known]), text, 'a witness that is not known is passed over')
  assert.equal(openedNote(witnessed, [known, readable(neumann)]), null, 'one that is known has signed something else')
  assert.equal(openedNote(note, []), null)
})

test('a change of any one bit of a note is found', () => {
  const note = Buffer.from(signedNote(checkpointText(checkpoint), mine))
  for (let bit = 0; bit < note.length * 8; bit++) {
    const changed = Buffer.from(note)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const text = openedNote(changed.toString(), [known])
    assert.ok(text === null || checkpointOf(text) === null, `bit ${bit}`)
  }
})

test('what is no checkpoint is not read as one', () => {
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
  assert.equal(checkpointOf(`a\n1\n${root}\n`)?.size, 1)
  assert.equal(checkpointOf(`a\n0\n${root}\nmore\n`)?.size, 0)
  for (const text of [
    `\n1\n${root}\n`,
    `a\n01\n${root}\n`,
    `a\n-1\n${root}\n`,
    `a\n1.5\n${root}\n`,
    `a\n99999999999999999\n${root}\n`,
    `a\n1\n${root.slice(4)}\n`,
    `a\n1\n${root.replace('I=', 'J=')}\n`,
    `a\n1\n${root}`,
    `a\n1\n${root}\n\n`,
    `a\n1\n`,
  ])
    assert.equal(checkpointOf(text), null, JSON.stringify(text))
  assert.throws(() => checkpointText({ ...checkpoint, origin: 'a\n9\nb' }), RangeError)
})

test('a key with another id, of another kind or cut short is none', () => {
  for (const text of [
    neumann.replace('c74f20a3', 'c74f20a4'),
    neumann.replace('Peter', 'Paul'),
    neumann.replace('+AR', '+BB'),
    neumann.slice(0, -4),
    'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    '',
  ])
    assert.equal(verifierOf(text), null, text)
  assert.throws(() => signedNote('a\n', { ...mine, name: 'a b' }), RangeError)
})

test('several notes in one file are told apart again', () => {
  const notes = [1, 2, 3].map((size) => signedNote(checkpointText({ ...checkpoint, size }), mine))
  assert.deepEqual(partedNotes(joinedNotes(notes)), notes)
  assert.deepEqual(partedNotes(notes[0] + signature), [notes[0] + signature])
})
