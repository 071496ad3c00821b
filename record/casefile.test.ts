import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CaseEnd, type CaseFact, caseFactLine, caseHeaderLine, caseHeadText, openRecordCheck } from './casefile.ts'
import { factHash, type KeptFact } from './chain.ts'
import {
  checkpointOf,
  openedNote,
  signedNote,
  signingKey,
  type Verifier,
  verifierOf,
  verifierText,
} from './checkpoint.ts'
import { hashedLeaf, type Leaf, originOf } from './log.ts'
import { consistencyProof, inclusionProof, type Nodes, openPicking, openTree, rootAt } from './merkle.ts'

const tenant = '0196f2d0-0000-7000-8000-000000000001'
const origin = originOf(tenant)
const keyOf = (secret: string) => signingKey(createHash('sha256').update(secret).digest())
const key = keyOf('安心')
const readable = (text: string): Verifier => verifierOf(text) ?? assert.fail('no key')
const own = verifierText(origin, key)
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')

type Logged = Leaf & Pick<CaseFact, 'leaf' | 'fact'>

/** A log of five cases, in turns; some facts name a photo. */
function logOf(length: number): Logged[] {
  const last = new Map<string, Buffer>()
  return Array.from({ length }, (_, leaf) => {
    const id = `c${leaf % 5}`
    const n = Math.floor(leaf / 5) + 1
    const fact = {
      ...{ type: 'claim.noted', at: '2026-11-27T00:00:00.000Z', by: { kind: 'clock' } },
      body:
        leaf % 2 === 0 ? { photos: [{ report: sha256Of(`r${leaf}`) }] } : { pieces: [{ sha256: sha256Of(`${leaf}`) }] },
    }
    const kept: KeptFact = { tenant, kind: 'claim', case: id, n, ...fact }
    const hash = factHash(last.get(id) ?? null, kept)
    last.set(id, hash)
    return { leaf, kind: 'claim', case: id, n, hash, fact }
  })
}

/** The record of two of its cases. */
function recordOf(log: readonly Logged[], { by = key, cases = ['c1', 'c3'] } = {}): string[] {
  const tree = openTree()
  for (const leaf of log) tree.append(hashedLeaf(tenant, leaf))
  const chosen = log.filter(({ case: id }) => cases.includes(id))
  const ends = cases.flatMap((id): CaseEnd[] => chosen.filter((one) => one.case === id).slice(-1))
  const head = caseHeadText({ origin, size: log.length, root: rootAt(tree.nodes, log.length) }, ends)
  return [
    caseHeaderLine({ tenant, key: verifierText(origin, by), note: signedNote(head, { name: origin, key: by }) }),
    ...chosen.map((one) => caseFactLine({ ...one, proof: inclusionProof(tree.nodes, one.leaf, log.length) })),
  ]
}

function checked(lines: readonly string[], keys: readonly Verifier[] = []) {
  const check = openRecordCheck(keys)
  for (const line of lines) check.take(line)
  return check.end()
}
const wrongIn = (lines: readonly string[], keys: readonly Verifier[] = []) => {
  const { bad } = checked(lines, keys)
  return bad && `${bad.wrong} ${bad.line}${bad.fact ? ` ${bad.fact.case}#${bad.fact.n}` : ''}`
}

test('an untouched record is in order and says whose it is, how much is in it and which photos are named', () => {
  const lines = recordOf(logOf(23))
  const told = { origin, size: 23, cases: 2, facts: 9, signedBy: origin, bad: null }
  const pieces = [1, 3, 11, 13, 21].map((leaf) => sha256Of(`${leaf}`))
  const reports = [6, 8, 16, 18].map((leaf) => sha256Of(`r${leaf}`))
  assert.deepEqual(checked(lines), { ...told, isKeyTrusted: false, pieces, reports })
  assert.deepEqual(checked(lines, [readable(own)]), { ...told, isKeyTrusted: true, pieces, reports })
})

test('everything that can be wrong with a record has a name, a line and a fact', () => {
  const log = logOf(23)
  const lines = recordOf(log)
  const [header = ''] = lines
  const edited = (line: number, change: (text: string) => string) => lines.with(line, change(lines[line] ?? ''))
  const stranger = readable(verifierText(origin, keyOf('other')))
  const noteOf = (text: string) => signedNote(text, { name: origin, key })
  const headed = (note: string) => [caseHeaderLine({ tenant, key: own, note }), ...lines.slice(1)]
  const root = Buffer.alloc(32)
  const ends = log.filter(({ leaf }) => leaf === 21 || leaf === 18)
  const sound = checkpointOf(openedNote(JSON.parse(header).casefile.note, [readable(own)]) ?? '') ?? assert.fail()
  const wrong: Record<string, string | null> = {
    'record.header 0': wrongIn([]),
    'record.header 1': wrongIn(lines.slice(1)),
    'record.key 1': wrongIn(lines, [stranger]),
    'record.signature 1': wrongIn([header.replace('case claim c1 5', 'case claim c1 4'), ...lines.slice(1)]),
    'record.checkpoint 1': wrongIn(headed(noteOf(caseHeadText({ origin: 'anxin/log/other', size: 23, root }, [])))),
    'record.checkpoint 1 ': wrongIn(headed(noteOf(caseHeadText({ origin: 'anxin/log/other', size: 23, root }, ends)))),
    'record.fact 10 c1#5': wrongIn(
      headed(
        noteOf(
          caseHeadText(
            sound,
            ends.map((end) => (end.case === 'c1' ? { ...end, hash: root } : end)),
          ),
        ),
      ),
    ),
    'record.proof 2 c1#1': wrongIn(
      headed(
        noteOf(
          caseHeadText(
            { origin, size: 23, root },
            log.filter(({ leaf }) => leaf === 21 || leaf === 18),
          ),
        ),
      ),
    ),
    'record.line 4': wrongIn(edited(3, (text) => ` ${text}`)),
    'record.case 2 c1#1': wrongIn([recordOf(log, { cases: ['c3'] })[0] ?? '', ...lines.slice(1)]),
    'record.fact 3 c3#1': wrongIn(edited(2, (text) => text.replace('00:00:00', '00:00:01'))),
    // Without c3's first fact the next line is c1's second, in order; the gap shows where c3 goes on.
    'record.order 4 c3#2': wrongIn(lines.toSpliced(2, 1)),
    'record.short 9 c1#5': wrongIn(lines.slice(0, -1)),
    'record.long 11 c1#6': wrongIn([...lines, ...recordOf(logOf(27)).slice(-1)]),
  }
  for (const [expected, found] of Object.entries(wrong)) assert.equal(found, expected.trim())
})

const someLog = fc.integer({ min: 6, max: 60 }).map(logOf)
const line = fc.nat(1_000)

test('whatever is changed, removed, swapped, doubled or put in, the record is not in order', () => {
  const forms = new Set<string>()
  fc.assert(
    fc.property(someLog, line, line, fc.nat(), (log, one, other, at) => {
      const lines = recordOf(log)
      assert.equal(checked(lines).bad, null)
      const [i, j] = [one % lines.length, other % lines.length]
      const [text = '', second = ''] = [lines[i], lines[j]]
      const place = at % text.length
      const flipped = text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ 1) + text.slice(place + 1)
      const tampered: Record<string, string[]> = {
        changed: lines.with(i, flipped),
        removed: lines.toSpliced(i, 1),
        doubled: lines.toSpliced(j, 0, text),
        swapped: lines.with(i, second).with(j, text),
        shortened: lines.slice(0, -1),
      }
      for (const [form, all] of Object.entries(tampered)) {
        if (form === 'swapped' && i === j) continue
        forms.add(form)
        assert.notEqual(checked(all).bad, null, form)
      }
    }),
    { numRuns: 200 },
  )
  assert.equal(forms.size, 5)
})

test('a forger without the key who makes hashes and proofs anew is found by the head', () => {
  fc.assert(
    fc.property(someLog, fc.nat(), (log, pick) => {
      const [header = ''] = recordOf(log)
      const changed = log[pick % log.length] ?? assert.fail()
      const last = new Map<string, Buffer>()
      const forged = log.map((one) => {
        const fact = one === changed ? { ...one.fact, at: '2026-11-28T00:00:00.000Z' } : one.fact
        const { kind, case: id, n } = one
        const hash = factHash(last.get(id) ?? null, { tenant, kind, case: id, n, ...fact })
        last.set(id, hash)
        return { ...one, fact, hash }
      })
      const isOurs = changed.case === 'c1' || changed.case === 'c3'
      const lines = [header, ...recordOf(forged).slice(1)]
      assert.notEqual(checked(lines).bad, null)
      if (isOurs) assert.match(wrongIn(lines, [readable(own)]) ?? '', /^record\.(proof|fact) /)
      // With a head of the forger's own only the key tells.
      assert.equal(checked(recordOf(forged, { by: keyOf('forger') })).bad, null)
      assert.equal(wrongIn(recordOf(forged, { by: keyOf('forger') }), [readable(own)]), 'record.key 1')
    }),
    { numRuns: 100 },
  )
})

test('proofs of picked nodes are those of the whole tree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.array(fc.nat(), { maxLength: 6 }), (size, picks) => {
      const leaves = [...new Set(picks.map((pick) => pick % size))]
      const first = size >> 1
      const proofsOf = (nodes: Nodes) => [
        ...leaves.map((leaf) => inclusionProof(nodes, leaf, size)),
        consistencyProof(nodes, first, size),
      ]
      const [tree, picking] = [openTree(), openPicking(proofsOf)]
      for (let leaf = 0; leaf < size; leaf++) {
        const hash = createHash('sha256').update(`${leaf}`).digest()
        tree.append(hash)
        picking.take(hash)
      }
      assert.deepEqual(proofsOf(picking.nodes), proofsOf(tree.nodes))
    }),
  )
  assert.throws(() => openPicking(() => {}).nodes(0, 1), /was not picked/)
})

test('a note that names a case twice, or none, is no head', () => {
  const log = logOf(11)
  const [, ...facts] = recordOf(log)
  const end = log.find(({ leaf }) => leaf === 6) ?? assert.fail()
  for (const ends of [[], [end, end]]) {
    const note = signedNote(caseHeadText({ origin, size: 11, root: Buffer.alloc(32) }, ends), { name: origin, key })
    assert.equal(wrongIn([caseHeaderLine({ tenant, key: own, note }), ...facts]), 'record.checkpoint 1')
  }
})
