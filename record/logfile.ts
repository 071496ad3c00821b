import { type Attested, attested, type Kept, nothingAttested, type Trusted } from './attested.ts'
import { canonical } from './canonical.ts'
import { base64, checkpointOf, claimedBy, openedNote, type Verifier, verifierOf } from './checkpoint.ts'
import { type Bad, type Entry, type Head, type LogCheck, openLogCheck, originOf, type Wrong } from './log.ts'

/** A log as a file that can be checked anywhere: JSON Lines in canonical form, one log after the other, each with a
 *  header, the checkpoints that were kept (the last of them of all that follows), and the leaves with their facts. */

const format = 'anxin-log-1'
export type Header = { tenant: string; key: string; size: number }
export const headerLine = ({ tenant, key, size }: Header): string =>
  canonical({ log: { format, tenant, origin: originOf(tenant), key, size } })
/** `timestamp`: the token of an authority over the note without the lines of witnesses. */
export const checkpointLine = (note: string, token: Uint8Array | null = null): string =>
  canonical({ checkpoint: note, ...(token ? { timestamp: Buffer.from(token).toString('base64') } : {}) })
export const entryLine = ({ leaf, kind, case: id, n, hash, fact }: Omit<Entry, 'before'>): string =>
  canonical({ leaf, kind, case: id, n, hash: Buffer.from(hash).toString('hex'), fact })

/** A note from elsewhere; `name`: the file that it stands in. */
export type Note = { name: string; note: string }

/** Those that claim to be of this tenant's log. */
export const notesOf = (notes: readonly Note[], tenant: string): Note[] =>
  notes.filter(({ note }) => claimedBy(note)?.origin === originOf(tenant))

/** A verdict for each that is of no log there is: somebody removed a whole log, or changed the note. */
export function ofNoLog(notes: readonly Note[], tenants: ReadonlySet<string>): LogVerdict[] {
  const origins = new Set([...tenants].map(originOf))
  return notes.flatMap(({ name, note }) => {
    const origin = claimedBy(note)?.origin
    if (origin !== undefined && origins.has(origin)) return []
    const wrong = origin === undefined ? 'checkpoint.unreadable' : 'log.missing'
    return [{ ...nobodys, bad: { wrong, leaf: 0, head: name } }]
  })
}

/** What was found out about one log. `tenant` is empty where not even that could be read. */
export type LogVerdict = {
  tenant: string
  leaves: number
  /** The checkpoints from elsewhere that the log agrees with. */
  agreed: string[]
  /** What authorities and witnesses say of the kept checkpoints. */
  attested: Attested
  /** `line`: where in the file, counted from 1. */
  bad: (Bad & { line?: number }) | null
}

const nobodys = { tenant: '', leaves: 0, agreed: [], attested: nothingAttested }

export type FileCheck = {
  take(line: string): void
  /** Whether there was any line that may be of such a file. */
  isExport(): boolean
  /** All lines were given. */
  end(): LogVerdict[]
  /** Looks at the stamps and witnesses of what was given, after the end: they are in the verdicts then. */
  attest(trusted: Trusted): Promise<void>
}

type Given = {
  notes: readonly Note[]
  /** Keys that are trusted, whatever the file says of its own; none: the one in the file is believed. */
  keys: readonly Verifier[]
}
type Open = {
  header: Header
  heads: Head[]
  kept: Kept[]
  check: LogCheck | null
  verdict: LogVerdict
  cases: Map<string, Last>
}
type Last = { n: number; hash: Uint8Array }

/** Checks an export line by line. Memory grows with the number of cases (the last hash of each), not of facts. */
export function openFileCheck(given: Given): FileCheck {
  const verdicts: LogVerdict[] = []
  const all: Open[] = []
  let open: Open | null = null
  let line = 0
  let isExport = false
  const close = () => {
    if (!open) return
    const { verdict, header } = open
    const check = begin(open)
    if (!verdict.bad && verdict.leaves < header.size) check.fail({ wrong: 'log.short' })
    check.end()
    settle(open, check, line)
  }
  return {
    take(text) {
      line++
      const value = readLine(text)
      isExport ||= value !== null
      if (isHeader(value)) {
        close()
        open = opened(value.log, given, line)
        verdicts.push(open.verdict)
        all.push(open)
      } else if (!open) {
        // Whose log it is cannot be said; once is enough.
        if (verdicts.length === 0) verdicts.push({ ...nobodys, bad: { wrong: 'line.unreadable', leaf: 0, line } })
      } else if (!open.verdict.bad) takeLine(open, value, line)
    },
    isExport: () => isExport,
    end() {
      close()
      return [...verdicts, ...ofNoLog(given.notes, new Set(verdicts.map(({ tenant }) => tenant)))]
    },
    async attest(trusted) {
      for (const { kept, verdict } of all) {
        const { bad, ...said } = await attested(kept, trusted, keptName)
        verdict.attested = said
        if (bad) verdict.bad ??= bad
      }
    },
  }
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
const isHeader = (value: unknown): value is { log: Record<string, unknown> } => isObject(value) && isObject(value.log)

function opened(log: Record<string, unknown>, { notes, keys }: Given, line: number): Open {
  const { tenant, key, size } = log
  const isKnown =
    typeof tenant === 'string' && typeof key === 'string' && typeof size === 'number' && Number.isSafeInteger(size)
  const header = isKnown ? { tenant, key, size } : { tenant: '', key: '', size: 0 }
  const verdict: LogVerdict = { ...nobodys, tenant: header.tenant, bad: null }
  const open: Open = { header, heads: [], kept: [], check: null, verdict, cases: new Map() }
  const own = verifierOf(header.key)
  const mine = notesOf(notes, header.tenant)
  const wrong = canonical({ log }) !== headerLine(header) || !own ? 'header.changed' : untrusted(own, keys)
  if (wrong) verdict.bad = { wrong, leaf: 0, line }
  else if (own) {
    for (const { name, note } of mine) {
      const head = headOf(name, note, keys.length > 0 ? keys : [own])
      if (head) open.heads.push(head)
      else verdict.bad ??= { wrong: 'checkpoint.signature', leaf: 0, head: name }
    }
  }
  return open
}

const untrusted = (own: Verifier, keys: readonly Verifier[]): Wrong | null =>
  keys.length === 0 || keys.some(({ name, key }) => name === own.name && key.equals(own.key)) ? null : 'key.unknown'

/** What the note says, if one of the keys has signed it. */
export function headOf(name: string, note: string, keys: readonly Verifier[]): Head | null {
  const text = openedNote(note, keys)
  const checkpoint = text === null ? null : checkpointOf(text)
  return checkpoint && { name, size: checkpoint.size, root: checkpoint.root }
}

/** What the kept checkpoints in the file itself are called. */
export const keptName = 'kept'

function takeLine(open: Open, value: unknown, line: number): void {
  const { verdict } = open
  const fail = (wrong: Wrong) => {
    verdict.bad = { wrong, leaf: verdict.leaves, line }
  }
  if (isObject(value) && typeof value.checkpoint === 'string' && !open.check) {
    const key = verifierOf(open.header.key)
    const head = key && headOf(keptName, value.checkpoint, [key])
    const token = tokenOf(value)
    if (!head) fail('checkpoint.signature')
    else if (token === undefined) fail('line.unreadable')
    else {
      open.heads.push(head)
      open.kept.push({ size: head.size, note: value.checkpoint, token, line })
    }
    return
  }
  const entry = entryOf(value)
  if (entry) takeEntry(open, entry, line)
  else fail('line.unreadable')
}

/** Null where there is none; undefined where something else stands in its place. */
function tokenOf(value: Record<string, unknown>): Uint8Array | null | undefined {
  const isAlone = Object.keys(value).length === 1
  if (isAlone) return null
  const { timestamp } = value
  return typeof timestamp === 'string' && Object.keys(value).length === 2 ? (base64(timestamp) ?? undefined) : undefined
}

function takeEntry(open: Open, entry: Omit<Entry, 'before'>, line: number): void {
  const { verdict } = open
  const check = begin(open)
  const whose = `${entry.kind}/${entry.case}`
  const last = open.cases.get(whose)
  if (entry.n !== (last?.n ?? 0) + 1) check.fail({ wrong: 'fact.order', fact: entry })
  check.take({ ...entry, before: last?.hash ?? null })
  open.cases.set(whose, { n: entry.n, hash: entry.hash })
  settle(open, check, line)
  if (verdict.bad) return
  if (verdict.leaves === open.header.size) verdict.bad = { wrong: 'log.long', leaf: verdict.leaves, line }
  else verdict.leaves++
}

/** All heads are known when the first leaf comes. */
function begin(open: Open): LogCheck {
  const { header, heads, verdict } = open
  open.check ??= openLogCheck(header.tenant, heads)
  // The log's own word for all of it, without which its header would be nobody's.
  const isNamed = heads.some(({ name, size }) => name === keptName && size === header.size)
  if (!isNamed) verdict.bad ??= { wrong: 'checkpoint.none', leaf: 0 }
  return open.check
}

function settle({ verdict }: Open, check: LogCheck, line: number): void {
  const bad = check.bad()
  if (bad) verdict.bad ??= { ...bad, ...(bad.fact ? { fact: factOf(bad.fact) } : {}), line }
  verdict.agreed = check.agreed().flatMap(({ name }) => (name === keptName ? [] : [name]))
}

const factOf = ({ kind, case: id, n }: { kind: string; case: string; n: number }) => ({ kind, case: id, n })

function entryOf(value: unknown): Omit<Entry, 'before'> | null {
  if (!isObject(value) || !isObject(value.fact) || Object.keys(value).length !== 6) return null
  const { leaf, kind, case: id, n, hash, fact } = value
  const { type, at, by, body } = fact
  const isWhole = typeof leaf === 'number' && typeof n === 'number' && typeof kind === 'string'
  if (!isWhole || typeof id !== 'string' || typeof type !== 'string' || typeof at !== 'string') return null
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash) || Object.keys(fact).length !== 4) return null
  return { leaf, kind, case: id, n, hash: Buffer.from(hash, 'hex'), fact: { type, at, by, body } }
}
