import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { nothingAttested } from './attested.ts'
import { factHash, type KeptFact } from './chain.ts'
import { checkpointText, signedNote, signingKey, type Verifier, verifierOf, verifierText } from './checkpoint.ts'
import { type Entry, extended, openLogCheck, originOf } from './log.ts'
import { checkpointLine, entryLine, headerLine, type Note, openFileCheck } from './logfile.ts'
import { emptyRange, rootOfRange } from './merkle.ts'

const tenant = '0196f2d0-0000-7000-8000-000000000001'
const origin = originOf(tenant)
const key = signingKey(createHash('sha256').update('安心').digest())
const own = verifierText(origin, key)
const other = verifierText(origin, signingKey(createHash('sha256').update('other').digest()))

/** A log of three cases, in turns. */
function logOf(length: number): Entry[] {
  const last = new Map<string, Buffer>()
  return Array.from({ length }, (_, leaf) => {
    const fact: KeptFact = {
      ...{ tenant, kind: 'order', case: `c${leaf % 3}`, n: Math.floor(leaf / 3) + 1, type: 'order.noted' },
      ...{ at: '2026-11-27T00:00:00.000Z', by: { kind: 'clock' }, body: { note: `第${leaf}条` } },
    }
    const before = last.get(fact.case) ?? null
    const hash = factHash(before, fact)
    last.set(fact.case, hash)
    return { leaf, hash, before, fact, kind: fact.kind, case: fact.case, n: fact.n }
  }).map(({ fact: { type, at, by, body }, ...entry }) => ({ ...entry, fact: { type, at, by, body } }))
}

const noteOf = (entries: readonly Entry[], by = key): string => {
  const root = rootOfRange(extended(emptyRange, tenant, entries))
  return signedNote(checkpointText({ origin, size: entries.length, root }), { name: origin, key: by })
}
const fileOf = (entries: readonly Entry[]): string[] => [
  headerLine({ tenant, key: own, size: entries.length }),
  checkpointLine(noteOf(entries)),
  ...entries.map(entryLine),
]
const readable = (text: string): Verifier => verifierOf(text) ?? assert.fail('no key')

function checked(lines: readonly string[], notes: readonly Note[] = [], keys: readonly Verifier[] = []) {
  const check = openFileCheck({ notes, keys })
  for (const line of lines) check.take(line)
  const verdicts = check.end()
  const bad = verdicts.find((verdict) => verdict.bad)?.bad
  return bad ? `${bad.wrong} ${bad.leaf}${bad.until === undefined ? '' : `-${bad.until}`}` : verdicts
}

test('an untouched file is in order, empty or not, and names the checkpoints that it agrees with', () => {
  const entries = logOf(10)
  const notes = [{ name: 'a', note: noteOf(entries.slice(0, 4)) }]
  assert.deepEqual(checked(fileOf(entries), notes, [readable(own)]), [
    { tenant, leaves: 10, agreed: ['a'], attested: nothingAttested, bad: null },
  ])
  assert.deepEqual(checked(fileOf([])), [{ tenant, leaves: 0, agreed: [], attested: nothingAttested, bad: null }])
  assert.deepEqual(checked([]), [])
})

test('everything that can be wrong with a file has a name, and a place', () => {
  const entries = logOf(10)
  const lines = fileOf(entries)
  const [header = '', kept = ''] = lines
  const edited = (line: number, change: (text: string) => string) => lines.with(line, change(lines[line] ?? ''))
  const first = entries[0] ?? assert.fail()
  const wrong: Record<string, ReturnType<typeof checked>> = {
    'line.unreadable 3': checked(edited(5, (text) => text.replace('"case"', '"Case"'))),
    'line.unreadable 4': checked(edited(6, (text) => ` ${text}`)),
    'line.unreadable 0': checked(['no header', ...lines]),
    'header.changed 0': checked([headerLine({ tenant, key: own.slice(1), size: 10 }), ...lines.slice(1)]),
    'key.unknown 0': checked(lines, [], [readable(other)]),
    'checkpoint.none 0': checked([header, ...lines.slice(2)]),
    'checkpoint.signature 0': checked(lines, [{ name: 'a', note: noteOf(entries, signingKey(Buffer.alloc(32))) }]),
    'checkpoint.unreadable 0': checked(lines, [{ name: 'a', note: 'no checkpoint\n' }]),
    'log.missing 0': checked(lines, [{ name: 'a', note: noteOf(entries).replaceAll(origin, `${origin}0`) }]),
    'leaf.number 6': checked(lines.toSpliced(8, 1)),
    'fact.changed 2': checked(edited(4, (text) => text.replace('第2条', '第9条'))),
    'fact.order 5': checked(edited(7, (text) => text.replace('"n":2', '"n":3'))),
    'fact.order 0': checked([header, kept, entryLine({ ...first, n: 2 })]),
    'log.short 9': checked(lines.slice(0, -1)),
    'log.long 10': checked([...lines, entryLine(logOf(11)[10] ?? first)]),
    'root.differs 4-6': checked(lines, [
      { name: 'a', note: noteOf(entries.slice(0, 4)) },
      { name: 'b', note: noteOf([...entries.slice(0, 6), ...logOf(9).slice(8)]) },
    ]),
  }
  for (const [expected, found] of Object.entries(wrong)) assert.equal(found, expected)
})

test('a fact that is gone, or follows nothing, is named with its case', () => {
  const entries = logOf(6)
  const found = (change: Partial<Entry>) => {
    const check = openLogCheck(tenant, [])
    for (const entry of entries) check.take(entry.leaf === 4 ? { ...entry, ...change } : entry)
    check.end()
    return check.bad()
  }
  const fact = { kind: 'order', case: 'c1', n: 2 }
  assert.equal(found({}), null)
  assert.deepEqual(found({ fact: null }), { wrong: 'fact.missing', leaf: 4, fact })
  assert.deepEqual(found({ before: null }), { wrong: 'fact.order', leaf: 4, fact })
  assert.deepEqual(found({ hash: Buffer.alloc(32) }), { wrong: 'fact.changed', leaf: 4, fact })
})
