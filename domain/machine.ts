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
  /** Statuses that one command leads into and out of again: no case is ever found in them. */
  passing?: readonly S['status'][]
  /** Why such a command is refused in this state whatever it holds, beyond what the table says by the status alone. */
  hinders?(state: S, type: C['type']): Refusal | null
  decide(state: S, command: C): F[] | Refusal
  evolve(state: S, fact: F): S
}

type AnyTable = {
  kind: string
  allowed: Record<string, readonly string[]>
  movers: Record<string, readonly Mover[]>
  final: readonly string[]
  passing?: readonly string[]
  hinders?(state: { status: string }, type: string): Refusal | null
}

/** Throws when the table of a machine cannot be right: a status that does not exist, a command that nobody may send or
 *  that no status takes, an end that goes on, or a dead end that is no end. Run over all machines when the server is
 *  built; that every status is reached is shown by walking them (machines.test.ts). */
export function requireSound({
  kind,
  start,
  allowed,
  movers,
  final,
  passing = [],
}: AnyTable & { start: { status: string } }): void {
  const fail = (why: string) => {
    throw new Error(`the machine ${kind} is not sound: ${why}`)
  }
  const taken = new Set(Object.values(allowed).flat())
  for (const status of [start.status, ...final, ...passing]) if (!allowed[status]) fail(`no status ${status}`)
  for (const [status, moves] of Object.entries(allowed)) {
    const isEnd = final.includes(status) || passing.includes(status)
    if (isEnd !== (moves.length === 0)) fail(`${status} is ${isEnd ? 'an end that goes on' : 'a dead end'}`)
  }
  for (const type of taken) if (!movers[type]?.length) fail(`nobody may send ${type}`)
  for (const type of Object.keys(movers)) if (!taken.has(type)) fail(`no status takes ${type}`)
}

/** Why this command cannot be sent now by this actor; null when it can. The same answer draws the page's buttons. */
export function hindrance(
  machine: AnyTable,
  state: { status: string },
  { type, by }: { type: string; by: Actor },
): Refusal | null {
  const { status } = state
  if (!machine.movers[type]?.includes(moverOf(by))) return refuse('case.not_yours_to_move')
  if (!machine.allowed[status]?.includes(type)) return refuse(status === 'none' ? 'case.absent' : 'case.wrong_step')
  return machine.hinders?.(state, type) ?? null
}

/** The commands that a role may send to a case in this state, in the order of the table: those that nothing hinders. */
export function movesFor(machine: AnyTable, state: { status: string }, mover: Mover): string[] {
  const isOpen = (type: string) => machine.movers[type]?.includes(mover) && !machine.hinders?.(state, type)
  return (machine.allowed[state.status] ?? []).filter(isOpen)
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
