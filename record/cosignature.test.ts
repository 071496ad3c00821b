import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { attested, nothingAttested } from './attested.ts'
import { openedNote, partsOf, signingKey, verifierOf } from './checkpoint.ts'
import { cosignature, sightings, witnessOf, witnessText } from './cosignature.ts'

/** The example of C2SP tlog-cosignature, without its witness. */
const example = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
const text = partsOf(example)?.text ?? ''
const signer = { name: 'witness.test', key: signingKey(createHash('sha256').update('见证').digest()) }
const witness = witnessOf(witnessText(signer)) ?? assert.fail('no key')
const at = Date.parse('2026-11-24T19:30:00Z') / 1_000
const note = example + cosignature(text, signer, at)

test('a witness says what it saw and when, to the second; other lines under the note are passed over', () => {
  assert.deepEqual(sightings(note, [witness]), [{ by: 'witness.test', time: at }])
  assert.deepEqual(sightings(example, [witness]), [])
  assert.deepEqual(sightings(note, []), [])
})

test('the line is as the specification has it: id of a key of kind 4, eight bytes of time, signature', () => {
  const [, theirs] = partsOf(note)?.signatures ?? []
  const raw = Buffer.from(witnessText(signer).split('+').slice(2).join('+'), 'base64')
  assert.equal(raw[0], 4)
  const id = createHash('sha256').update('witness.test\n').update(raw).digest().subarray(0, 4)
  assert.deepEqual(theirs?.id, id)
  assert.deepEqual([theirs?.bytes.length, theirs?.bytes.readBigUInt64BE()], [72, BigInt(at)])
})

test('the key of a witness is no key of a log, and the other way round', () => {
  assert.equal(verifierOf(witnessText(signer)), null)
  assert.equal(witnessOf('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'), null)
  assert.equal(openedNote(note, [witness]), null)
})

test('a change of any one bit of text or line is found, unless the line is then nobody’s', () => {
  const bytes = Buffer.from(note)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const own = example.indexOf('\n\n') + 2
    const isInLogsLine = bit >> 3 >= Buffer.byteLength(note.slice(0, own)) && bit >> 3 < Buffer.byteLength(example)
    const seen = sightings(changed.toString(), [witness])
    if (!isInLogsLine) assert.ok(seen === null || seen.length === 0, `bit ${bit}`)
  }
})

test('what is attested of kept checkpoints is counted, and the first that does not hold is named', async () => {
  const kept = [
    { size: 3, note: example, token: null },
    { size: 5, note, token: null },
  ]
  const trusted = { roots: [], witnesses: [witness] }
  const { bad, ...said } = await attested(kept, trusted, 'kept')
  assert.deepEqual(
    [bad, said],
    [null, { ...nothingAttested, witnessed: 1, sighting: { size: 5, time: at, by: 'witness.test' } }],
  )
  const other = example + cosignature(`${text}more\n`, signer, at)
  assert.deepEqual((await attested([{ size: 9, note: other, token: null, line: 4 }], trusted, 'kept')).bad, {
    ...{ wrong: 'checkpoint.witness', leaf: 9, head: 'kept', line: 4 },
  })
  const noToken = await attested([{ size: 9, note, token: Buffer.from('none') }], trusted, 'kept')
  assert.equal(noToken.bad?.wrong, 'checkpoint.stamp')
})
