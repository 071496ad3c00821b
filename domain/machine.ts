import { type Actor, type Instant, type Mover, moverOf } from './basics.ts'
import { type Refusal, refuse } from './refusals.ts'

/** What every command carries: when and by whom. */
export type Stamp = { at: Instant; by: Actor }
type Typed = { type: string }

/** A kind of case: how facts fold into a state, what may happen next, and by whom. All of it pure. */
export type Machine<S extends { status: string }, C extends Typed & Stamp, F extends Typed & Stamp> = {
  /** The word for this kind of case in the log, in table names and in routes. */
  kind: string
  start: S
  /** Which commands a case takes in each status. Read by `decide`, by the page's buttons and by the tests. */
  allowed: Record<S['status'], readonly C['type'][]>
  /** Who may send each command. */
  movers: Record<C['type'], readonly Mover[]>
  /** Statuses from which nothing follows. */
  final: readonly S['status'][]
  decide(state: S, command: C): F[] | Refusal
  evolve(state: S, fact: F): S
}

type AnyTable = {
  kind: string
  allowed: Record<string, readonly string[]>
  movers: Record<string, readonly Mover[]>
  final: readonly string[]
}

/** Why this command cannot be sent now by this actor; null when it can. The same answer draws the page's buttons. */
export function hindrance(
  machine: AnyTable,
  status: string,
  { type, by }: { type: string; by: Actor },
): Refusal | null {
  if (!machine.movers[type]?.includes(moverOf(by))) return refuse('case.not_yours_to_move')
  if (!machine.allowed[status]?.includes(type)) return refuse(status === 'none' ? 'case.absent' : 'case.wrong_step')
  return null
}

/** The commands that a role may send to a case in this status, in the order of the table. */
export function movesFor(machine: AnyTable, status: string, mover: Mover): string[] {
  return (machine.allowed[status] ?? []).filter((type) => machine.movers[type]?.includes(mover))
}

/** What is published of a machine: states, the moves from each and who may make them, and which are final. */
export function describe(machine: AnyTable) {
  return {
    kind: machine.kind,
    states: Object.entries(machine.allowed).map(([status, moves]) => ({
      status,
      isFinal: machine.final.includes(status),
      moves: moves.map((type) => ({ type, by: machine.movers[type] ?? [] })),
    })),
  }
}

/** A fact that does not fit the state is a bug of ours, never of a user: this throws. */
export function at<S extends { status: string }, K extends S['status']>(
  state: S,
  ...expected: readonly K[]
): Extract<S, { status: K }> {
  if ((expected as readonly string[]).includes(state.status)) return state as Extract<S, { status: K }> // just checked
  throw new Error(`a fact for ${expected.join(' or ')} met a case in ${state.status}`)
}
