/** The record of some cases as a file that can be checked anywhere: JSON Lines in canonical form. The first line holds the
 *  log's key and a checkpoint of the log, signed, with a line for each case that says how far it goes; then comes every
 *  fact of these cases in the order in which the log met them, each with its leaf and the proof that the leaf is in the
 *  checkpoint's tree. The other leaves of the log need not be known. */
import { canonical } from './canonical.ts'
import { factHash, type KeptFact } from './chain.ts'
import { type Checkpoint, checkpointOf, checkpointText, openedNote, type Verifier, verifierOf } from './checkpoint.ts'
import { hashedLeaf, type Leaf, originOf } from './log.ts'
import { type Hash, isIncluded } from './merkle.ts'

const format = 'anxin-case-1'

/** How far a case goes: the number and the hash of its last fact. A `Leaf` has the same shape. */
export type CaseEnd = Leaf
export type CaseFact = Leaf & {
  leaf: number
  proof: readonly Hash[]
  fact: Pick<KeptFact, 'type' | 'at' | 'by' | 'body'>
}

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')
const endText = ({ kind, case: id, n, hash }: CaseEnd): string =>
  `case ${kind} ${id} ${n} ${Buffer.from(hash).toString('base64')}`

/** The text that is signed: a checkpoint of the log, whose further lines (allowed by C2SP) name the last fact of each case,
 *  so that none can be cut short by whoever has not the key. */
export const caseHeadText = (checkpoint: Checkpoint, ends: readonly CaseEnd[]): string =>
  checkpointText(checkpoint) + ends.map((end) => `${endText(end)}\n`).join('')

export const caseHeaderLine = ({ tenant, key, note }: { tenant: string; key: string; note: string }): string =>
  canonical({ casefile: { format, tenant, origin: originOf(tenant), key, note } })
export const caseFactLine = ({ leaf, kind, case: id, n, hash, proof, fact }: CaseFact): string =>
  canonical({ leaf, kind, case: id, n, hash: hex(hash), proof: proof.map(hex), fact })

/** What can be wrong with a record. */
export type RecordWrong =
  | 'record.line'
  | 'record.header'
  | 'record.key'
  | 'record.signature'
  | 'record.checkpoint'
  | 'record.case'
  | 'record.order'
  | 'record.fact'
  | 'record.proof'
  | 'record.short'
  | 'record.long'
export type FactNamed = { kind: string; case: string; n: number }
/** The first thing that is wrong: in which line (from 1), and with which fact. */
export type BadRecord = { wrong: RecordWrong; line: number; fact?: FactNamed }

/** What was found out. `size`: of the log whose checkpoint it is; `isKeyTrusted`: it was signed by a key that was given,
 *  and not only by the one that the file brings along. `pieces`: SHA-256 of the photos and films that the facts name, in
 *  order, each once: the first of them is exhibit 1; `reports`: of what the inspection said of them. */
export type RecordVerdict = {
  origin: string
  size: number
  cases: number
  facts: number
  signedBy: string
  isKeyTrusted: boolean
  pieces: readonly string[]
  reports: readonly string[]
  bad: BadRecord | null
}

export type RecordCheck = { take(line: string): void; end(): RecordVerdict }

type Head = { tenant: string; checkpoint: Checkpoint; ends: ReadonlyMap<string, CaseEnd> }
type Last = { n: number; hash: Hash }

/** Checks a record line by line. `keys`: those that are trusted; none: the one in the file is believed. */
export function openRecordCheck(keys: readonly Verifier[]): RecordCheck {
  const verdict = { ...nothing, isKeyTrusted: keys.length > 0 }
  const [pieces, reports] = [new Set<string>(), new Set<string>()]
  const cases = new Map<string, Last>()
  let head: Head | null = null
  let [line, leaf] = [0, -1]
  const fail = (wrong: RecordWrong, fact?: FactNamed) => {
    verdict.bad ??= { wrong, line, ...(fact && { fact: { kind: fact.kind, case: fact.case, n: fact.n } }) }
  }
  const takeFact = (known: Head, entry: CaseFact) => {
    const whose = `${entry.kind}/${entry.case}`
    const wrong = entry.leaf <= leaf ? 'record.order' : wrongWith(known, entry, cases.get(whose))
    if (wrong) return fail(wrong, entry)
    leaf = entry.leaf
    cases.set(whose, entry)
    verdict.facts++
    for (const sha256 of piecesIn(entry.fact.body)) pieces.add(sha256)
    for (const sha256 of reportsIn(entry.fact.body)) reports.add(sha256)
  }
  return {
    take(text) {
      line++
      if (verdict.bad) return
      const value = readLine(text)
      if (head) {
        const entry = factOf(value)
        return entry ? takeFact(head, entry) : fail('record.line')
      }
      const found = headOf(value, keys)
      if (typeof found === 'string') return fail(found)
      head = found.head
      Object.assign(verdict, { origin: head.checkpoint.origin, size: head.checkpoint.size, signedBy: found.signedBy })
    },
    end() {
      if (!head) fail('record.header')
      for (const end of head?.ends.values() ?? []) {
        const last = cases.get(`${end.kind}/${end.case}`)
        if (last?.n !== end.n) fail('record.short', { ...end, n: (last?.n ?? 0) + 1 })
      }
      return { ...verdict, cases: cases.size, pieces: [...pieces], reports: [...reports] }
    },
  }
}

const nothing: RecordVerdict = {
  ...{ origin: '', size: 0, cases: 0, facts: 0, signedBy: '', isKeyTrusted: false },
  ...{ pieces: [], reports: [], bad: null },
}

function wrongWith({ tenant, checkpoint, ends }: Head, entry: CaseFact, last: Last | undefined): RecordWrong | null {
  const { leaf, kind, case: id, n, hash, proof, fact } = entry
  const end = ends.get(`${kind}/${id}`)
  if (!end) return 'record.case'
  if (n !== (last?.n ?? 0) + 1) return 'record.order'
  if (n > end.n) return 'record.long'
  if (!factHash(last?.hash ?? null, { tenant, kind, case: id, n, ...fact }).equals(hash)) return 'record.fact'
  if (n === end.n && hex(hash) !== hex(end.hash)) return 'record.fact'
  const { size, root } = checkpoint
  return isIncluded({ leaf: hashedLeaf(tenant, entry), index: leaf, size, proof, root }) ? null : 'record.proof'
}

/** A line that says what it says in the one way in which it is written; null for any other. */
function readLine(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return canonical(value) === text ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

function headOf(value: unknown, keys: readonly Verifier[]): { head: Head; signedBy: string } | RecordWrong {
  const said = isObject(value) && isObject(value.casefile) ? value.casefile : {}
  const { tenant, key, note } = said
  if (typeof tenant !== 'string' || typeof key !== 'string' || typeof note !== 'string') return 'record.header'
  if (canonical(value) !== caseHeaderLine({ tenant, key, note })) return 'record.header'
  const own = verifierOf(key)
  if (!own) return 'record.key'
  if (keys.length > 0 && !keys.some(({ name, key: one }) => name === own.name && one.equals(own.key)))
    return 'record.key'
  const text = openedNote(note, [own])
  if (text === null) return 'record.signature'
  const checkpoint = checkpointOf(text)
  const ends = endsIn(text)
  if (!checkpoint || !ends || checkpoint.origin !== originOf(tenant)) return 'record.checkpoint'
  return { head: { tenant, checkpoint, ends }, signedBy: own.name }
}

/** The lines of a signed head that name cases; null when one of them cannot be read, or a case stands there twice. */
function endsIn(text: string): Map<string, CaseEnd> | null {
  const ends = new Map<string, CaseEnd>()
  for (const line of text.split('\n').slice(3, -1)) {
    const [, kind = '', id = '', n = '', encoded = ''] = /^case (\S+) (\S+) ([1-9]\d{0,9}) (\S{44})$/.exec(line) ?? []
    const end = { kind, case: id, n: Number(n), hash: Buffer.from(encoded, 'base64') }
    if (!kind || endText(end) !== line || ends.has(`${kind}/${id}`)) return null
    ends.set(`${kind}/${id}`, end)
  }
  return ends.size > 0 ? ends : null
}

/** A tree of 2^53 leaves has no longer proof. */
const longestProof = 53

function factOf(value: unknown): CaseFact | null {
  if (!isObject(value) || !isObject(value.fact) || Object.keys(value).length !== 7) return null
  const { leaf, kind, case: id, n, hash, proof } = value
  const { type, at, by, body, ...more } = value.fact
  if (!isCount(leaf) || !isCount(n) || !isHash(hash) || typeof kind !== 'string' || typeof id !== 'string') return null
  if (!Array.isArray(proof) || proof.length > longestProof || !proof.every(isHash)) return null
  if (typeof type !== 'string' || typeof at !== 'string' || Object.keys(more).length > 0) return null
  const bytes = (text: string) => Buffer.from(text, 'hex')
  return { leaf, kind, case: id, n, hash: bytes(hash), proof: proof.map(bytes), fact: { type, at, by, body } }
}

const hashesIn = (list: unknown, field: string): string[] =>
  Array.isArray(list)
    ? list.flatMap((one: unknown) => {
        const hash = isObject(one) ? one[field] : null
        return isHash(hash) ? [hash] : []
      })
    : []

/** The photos and films that a fact names by their bytes. */
export const piecesIn = (body: unknown): string[] => (isObject(body) ? hashesIn(body.pieces, 'sha256') : [])
/** The reports of the inspection that a fact names. */
const reportsIn = (body: unknown): string[] => (isObject(body) ? hashesIn(body.photos, 'report') : [])
