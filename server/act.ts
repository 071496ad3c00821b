import { type Actor, type Id, instant } from '@anxin/domain/basics.ts'
import type { Machine, Stamp } from '@anxin/domain/machine.ts'
import { isRefusal, type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { factHash } from '@anxin/record/chain.ts'
import { sql, type Tx } from './db/database.ts'
import { type Rows, rowChanged, rowsInto } from './db/rows.ts'
import { type Errand, goingOut } from './errand.ts'
import { reactTo } from './reactions.ts'

type Fact = { type: string } & Stamp
type State = { status: string }

/** A kind of case as the server keeps it: the machine, its table, and which columns queries need beside the state. */
export type Case<S extends State, C extends Fact, F extends Fact> = {
  machine: Machine<S, C, F>
  table: string
  /** The columns kept beside `state` for queries; a test replays the facts and must get the same row. */
  columns: (state: S) => Record<string, unknown>
  /** Shares the id of another case, whose watchers must not learn of it. */
  isQuiet?: boolean
  /** Other systems may ask to be told of its facts. */
  isTold?: boolean
}

/** A command, or one of several, before it is said when and by whom. */
export type Unstamped<C> = C extends unknown ? Omit<C, keyof Stamp> : never

export type Acted<S, F> = { id: Id; version: number; state: S; facts: F[] }

type How = {
  /** The caller's version of the case (If-Match); a newer one is there → refused, nothing changed. */
  version?: number | undefined
  /** The caller just made this id: no row is there to be locked. */
  isNew?: boolean
}

/** The only way anything changes: lock, decide, keep. Facts, state and outgoing work are one transaction. */
export async function act<S extends State, C extends Fact, F extends Fact>(
  tx: Tx,
  kind: Case<S, C, F>,
  { id, ...how }: { id: Id } & How,
  command: C,
): Promise<Acted<S, F> | Refusal> {
  const was = how.isNew ? unborn(kind.machine.start) : await lockCase(tx, kind, id)
  if (how.version !== undefined && how.version !== was.version) return refuse('case.stale')
  const facts = kind.machine.decide(was.state, command)
  if (isRefusal(facts)) return facts
  const state = facts.reduce(kind.machine.evolve, was.state)
  const version = was.version + facts.length
  keepCase(tx, kind, { id, was, state, facts })
  return { id, version, state, facts }
}

type Kept<S> = { state: S; version: number; head: Uint8Array | null }
const unborn = <S>(state: S): Kept<S> => ({ state, version: 0, head: null })

/** `for update` before judging the state: two people may press the button in the same second. */
async function lockCase<S extends State>(
  tx: Tx,
  kind: { machine: { start: S }; table: string },
  id: Id,
): Promise<Kept<S>> {
  const row = await tx.first<Kept<S>>(
    sql`select state, version, head from ${sql.table(kind.table)} where id = ${id} for update`,
  )
  return row ?? unborn(kind.machine.start)
}

type Keeping<S, F> = { id: Id; was: Kept<S>; state: S; facts: F[] }

/** State row, facts and outgoing work in one statement, so that one cannot be without the others. */
function keepCase<S extends State, C extends Fact, F extends Fact>(
  tx: Tx,
  kind: Case<S, C, F>,
  { id, was, state, facts }: Keeping<S, F>,
): void {
  const log = chained(tx, kind.machine.kind, { id, was, facts })
  const errands = facts.flatMap((fact) => reactTo({ id, fact, state }))
  const row = {
    ...kind.columns(state),
    status: state.status,
    state,
    version: was.version + facts.length,
    head: log.at(-1)?.hash,
    changed_at: new Date(facts.at(-1)?.at ?? 0),
  }
  const { tenant } = tx
  const order = parentIn(row)
  const happened = log.map((logged) => ({ tenant, kind: kind.machine.kind, case_id: id, ...logged }))
  const todo = errands.map((errand) => outgoing(tenant, id, errand))
  tx.write(
    rowsInto('facts', happened),
    rowsInto('outbox', todo),
    ...(kind.isTold ? [toldOf(tenant, id, log)] : []),
    was.version === 0 ? rowsInto(kind.table, [{ id, tenant, ...row }]) : rowChanged(kind.table, id, row),
  )
  // Told of as the tenant's: nobody who watches the case hears of it.
  const told = kind.isQuiet ? tenant : id
  tx.onCommit(() => changes.tell({ tenant, kind: kind.machine.kind, id: told, order, errands: errands.length }))
}

/** The case that this one belongs to: an order, or a claim. */
function parentIn(row: Record<string, unknown>): Id | null {
  const parent = row.order_id ?? row.claim_id
  return typeof parent === 'string' ? parent : null
}

type Logged = { n: number; type: string; at: Date; by: Actor; body: unknown; hash: Buffer }

function chained<S, F extends Fact>(
  tx: Tx,
  kind: string,
  { id, was, facts }: { id: Id; was: Kept<S>; facts: F[] },
): Logged[] {
  let before = was.head
  return facts.map((fact, index) => {
    const { type, at, by, ...body } = fact
    const n = was.version + index + 1
    const iso = new Date(at).toISOString()
    const hash = factHash(before, { tenant: tx.tenant, kind, case: id, n, type, at: iso, by, body })
    before = hash
    return { n, type, at: new Date(at), by, body, hash }
  })
}

const outgoing = (tenant: Id, case_id: Id | null, { job, payload, dueAt }: Errand) => ({
  tenant,
  job,
  payload,
  due_at: new Date(dueAt),
  goes_out: goingOut.has(job),
  case_id,
})

/** One errand for each fact just kept and each other system that wants to hear of it. */
const toldOf = (tenant: Id, id: Id, log: Logged[]): Rows => ({
  take: insertWebhooks,
  rows: log.map(({ n, type, at }) => ({ tenant, case_id: id, type, at, event: `${id}-${n}` })),
})
const insertWebhooks: Rows['take'] = (list) => sql`
  insert into outbox (tenant, job, payload, due_at, goes_out, case_id)
  select e.tenant, 'webhook.deliver', jsonb_build_object('endpoint', e.id, 'event', f.event), f.at, true, f.case_id
  from json_to_recordset(${list}::json) as f (tenant uuid, case_id uuid, type text, at timestamptz, event text)
  join webhook_endpoints e on e.tenant = f.tenant and e.ended_at is null and f.type = any(e.types)`

/** Adds outgoing work that follows from no fact: a notice with a sign-in code, a nightly job. */
export function send(tx: Tx, errands: Errand[]): void {
  tx.write(
    rowsInto(
      'outbox',
      errands.map((errand) => outgoing(tx.tenant, null, errand)),
    ),
  )
  tx.onCommit(() => changes.tell(ofOutbox(tx.tenant, errands.length)))
}

/** `order`: the order or claim that a visit, a promise, a hearing or the like belongs to. */
export type Change = { tenant: Id; kind: string; id: Id; order: Id | null; errands: number }

/** Nothing changed but that there is work. */
export const ofOutbox = (tenant: Id, errands: number): Change => ({
  tenant,
  kind: 'outbox',
  id: tenant,
  order: null,
  errands,
})

/** What this process has just committed, for live pages and the worker; other processes hear of it by `server/live.ts`. */
export const changes = {
  hearers: new Set<(change: Change) => void>(),
  tell(change: Change) {
    for (const hear of this.hearers) hear(change)
  },
}

/** The stamp of a command that one case sends another: who acts is nobody, the cause is in the fact before. */
export const stampOf = (kind: 'clock' | 'reaction', now: number): Stamp => ({ at: instant(now), by: { kind } })
