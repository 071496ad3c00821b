import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { canonical } from '@anxin/record/canonical.ts'
import { factHash } from '@anxin/record/chain.ts'
import { checkpointText, signedNote, signingKey, verifierText } from '@anxin/record/checkpoint.ts'
import { type Entry, extended, type Leaf, originOf } from '@anxin/record/log.ts'
import {
  checkpointLine,
  entryLine,
  headerLine,
  type LogVerdict,
  type Note,
  openFileCheck,
} from '@anxin/record/logfile.ts'
import { emptyRange, rootOfRange } from '@anxin/record/merkle.ts'

/** What somebody does to an exported log who has the whole installation in his hands. */

type Written = Omit<Entry, 'before'> & { fact: NonNullable<Entry['fact']> }
export type Book = { tenant: string; entries: readonly Written[] }

/** The tampered log, and which leaf is the first that is not as it was. */
export type Tampered = { entries: Written[]; at: number }

/** The entries of a log as it was exported. */
export function bookOf(lines: readonly string[]): Book {
  const [head, ...rest] = lines.map((line) => JSON.parse(line))
  const entries = rest
    .filter(({ checkpoint }) => checkpoint === undefined)
    .map((entry) => ({ ...entry, hash: Buffer.from(entry.hash, 'hex') }))
  return { tenant: head.log.tenant, entries }
}

/** He has the key that signs, or one of his own: it is all the same to whoever has no other checkpoint. */
const key = signingKey(createHash('sha256').update('somebody').digest())

const rootOf = (tenant: string, leaves: readonly Leaf[]) => rootOfRange(extended(emptyRange, tenant, leaves))

/** A checkpoint signed with that key. */
export function noteOf(tenant: string, leaves: readonly Leaf[]): string {
  const checkpoint = { origin: originOf(tenant), size: leaves.length, root: rootOf(tenant, leaves) }
  return signedNote(checkpointText(checkpoint), { name: checkpoint.origin, key })
}

/** The log as a file that is right in itself as far as numbers and signatures go. */
export function exported(tenant: string, entries: readonly Written[]): string[] {
  const size = entries.length
  return [
    headerLine({ tenant, key: verifierText(originOf(tenant), key), size }),
    checkpointLine(noteOf(tenant, entries)),
    ...entries.map((entry, leaf) => entryLine({ ...entry, leaf })),
  ]
}

/** What an auditor finds with the file and the checkpoints that he kept. */
export function audited(lines: readonly string[], notes: readonly Note[]): LogVerdict[] {
  const check = openFileCheck({ notes, keys: [] })
  for (const line of lines) check.take(line)
  return check.end()
}

/** Bytes as the command line reads them: cut at line feeds, no text in place of what is none. */
export function linesOf(bytes: Buffer): string[] {
  const lines: string[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from)
    const line = bytes.subarray(from, end < 0 ? bytes.length : end)
    lines.push(isText(line) ? line.toString() : '')
    from = end < 0 ? bytes.length : end + 1
  }
  return lines
}
const isText = (bytes: Buffer) => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Numbers below n. */
export type Dice = (n: number) => number

/** Ways to change a log after which every line is well-formed, the numbers follow and all is signed anew. */
export const attacks = {
  delete: ({ entries }: Book, dice: Dice): Tampered => {
    const at = dice(entries.length)
    return { entries: entries.toSpliced(at, 1), at }
  },
  swap: ({ entries }: Book, dice: Dice): Tampered => {
    const at = dice(entries.length - 1)
    const other = at + 1 + dice(entries.length - 1 - at)
    const copy = [...entries]
    const [one, two] = [entries[at], entries[other]]
    assert.ok(one && two)
    copy[at] = two
    copy[other] = one
    return { entries: copy, at }
  },
  /** A fact that never was, right after another of its case and hashed as the chain wants it. Not after the last of all:
   *  that is how a log grows. */
  insert: ({ tenant, entries }: Book, dice: Dice): Tampered => {
    const after = dice(entries.length - 1)
    const last = entries[after]
    assert.ok(last)
    const forged = { ...last, n: last.n + 1, fact: { ...last.fact, body: { forged: dice(1_000_000) } } }
    return {
      entries: entries.toSpliced(after + 1, 0, { ...forged, hash: chained(tenant, forged, last.hash) }),
      at: after + 1,
    }
  },
  truncate: ({ entries }: Book, dice: Dice): Tampered => {
    const at = dice(entries.length)
    return { entries: entries.slice(0, at), at }
  },
  /** Another body, and every hash after it in its case computed anew. */
  rewrite: ({ tenant, entries }: Book, dice: Dice): Tampered => {
    const at = dice(entries.length)
    const changed = entries[at]
    assert.ok(changed)
    const fact = { ...changed.fact, body: { rewritten: dice(1_000_000) } }
    return { entries: rechained(tenant, entries.with(at, { ...changed, fact })), at }
  },
} as const satisfies Record<string, (book: Book, dice: Dice) => Tampered>

function chained(tenant: string, { kind, case: id, n, fact }: Written, before: Uint8Array | null): Buffer {
  return factHash(before, { tenant, kind, case: id, n, ...fact })
}

function rechained(tenant: string, entries: readonly Written[]): Written[] {
  const last = new Map<string, Uint8Array>()
  return entries.map((entry) => {
    const whose = `${entry.kind}/${entry.case}`
    const hash = chained(tenant, entry, last.get(whose) ?? null)
    last.set(whose, hash)
    return { ...entry, hash }
  })
}

/** The line of an entry, cut into what each part of it is. */
export function partsOf(entry: Written): [part: string, text: string][] {
  const { kind, case: id, n, leaf, fact } = entry
  const parts: [string, string][] = [
    ['form', '{"case":'],
    ['case', canonical(id)],
    ['form', ',"fact":{"at":'],
    ['at', canonical(fact.at)],
    ['form', ',"body":'],
    ['body', canonical(fact.body)],
    ['form', ',"by":'],
    ['by', canonical(fact.by)],
    ['form', ',"type":'],
    ['type', canonical(fact.type)],
    ['form', '},"hash":'],
    ['hash', `"${Buffer.from(entry.hash).toString('hex')}"`],
    ['form', ',"kind":'],
    ['kind', canonical(kind)],
    ['form', ',"leaf":'],
    ['leaf', String(leaf)],
    ['form', ',"n":'],
    ['n', String(n)],
    ['form', '}\n'],
  ]
  assert.equal(parts.map(([, text]) => text).join(''), `${entryLine(entry)}\n`)
  return parts
}
