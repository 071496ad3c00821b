import type { Fen, Id, Instant, Mover, PrivateRef } from '../basics.ts'
import type { Grade } from '../claims/terms.ts'
import { at, hindrance, type Machine, type Stamp } from '../machine.ts'
import { type Refusal, refuse } from '../refusals.ts'

/** A merchant's standing instruction: claims that it may pay at once, without anybody looking at each. Signed by a person
 *  of the merchant, dated, revocable. It pays and never refuses. */

export type Limits = {
  /** The most that is paid at once, per claim. */
  amount: Fen
  /** Kinds of goods; `*`: all. */
  categories: readonly string[] | '*'
  /** The worst evidence that is paid on. C and D cannot be named. */
  grade: 'A' | 'B'
  from: Instant
  until: Instant | null
}

/** The buyer's own record: confirmed, appealable outcomes only. */
export type Standing = 'good' | 'new' | 'doubtful'

export type InstructionFact = Stamp &
  (
    | { type: 'instruction.signed'; merchant: Id; limits: Limits; signature: PrivateRef }
    | { type: 'instruction.revoked'; reason: PrivateRef | null }
  )
export type InstructionCommand = Stamp &
  (
    | { type: 'instruction.sign'; merchant: Id; limits: Limits; signature: PrivateRef }
    | { type: 'instruction.revoke'; reason: PrivateRef | null }
  )

type Signed = { merchant: Id; signedBy: Id; signedAt: Instant; limits: Limits; signature: PrivateRef }
export type Instruction =
  | { status: 'none' }
  | (Signed & { status: 'signed' })
  | (Signed & { status: 'revoked'; revokedAt: Instant; reason: PrivateRef | null })

export const allowed = {
  none: ['instruction.sign'],
  signed: ['instruction.revoke'],
  revoked: [],
} as const satisfies Record<Instruction['status'], readonly InstructionCommand['type'][]>

export const movers = {
  'instruction.sign': ['merchant'],
  'instruction.revoke': ['merchant', 'operator'],
} as const satisfies Record<InstructionCommand['type'], readonly Mover[]>

/** What is known of a claim when it is asked whether an instruction pays it. */
export type Before = { merchant: Id; category: string; amount: Fen; grade: Grade; standing: Standing; at: Instant }

/** Whether the instruction pays this claim at once. Grade C or D, or a buyer not in good standing: never. */
export function covers(instruction: Instruction, before: Before): boolean {
  if (instruction.status !== 'signed') return false
  const { amount, categories, grade, from, until } = instruction.limits
  const isGood = before.grade === 'A' || (before.grade === 'B' && grade === 'B')
  return (
    isGood &&
    before.standing === 'good' &&
    before.merchant === instruction.merchant &&
    before.amount <= amount &&
    (categories === '*' || categories.includes(before.category)) &&
    from <= before.at &&
    (until === null || before.at < until)
  )
}

/** What follows from a command: the facts to add, or a refusal. */
export function decide(instruction: Instruction, command: InstructionCommand): InstructionFact[] | Refusal {
  const no = hindrance(instructions, instruction, command)
  if (no) return no
  const { at: now, by } = command
  if (command.type === 'instruction.revoke')
    return [{ type: 'instruction.revoked', at: now, by, reason: command.reason }]
  const { merchant, limits, signature } = command
  if (limits.until !== null && limits.until <= limits.from) return refuse('instruction.dates')
  if (limits.amount === 0) return refuse('instruction.amount')
  return [{ type: 'instruction.signed', at: now, by, merchant, limits, signature }]
}

/** Folds one fact into an instruction. Throws on a fact that does not fit. */
export function evolve(instruction: Instruction, fact: InstructionFact): Instruction {
  switch (fact.type) {
    case 'instruction.signed': {
      at(instruction, 'none')
      const { merchant, limits, signature, by } = fact
      if (by.kind !== 'person') throw new Error('an instruction is signed by a person')
      return { status: 'signed', merchant, limits, signature, signedBy: by.id, signedAt: fact.at }
    }
    case 'instruction.revoked':
      return { ...at(instruction, 'signed'), status: 'revoked', revokedAt: fact.at, reason: fact.reason }
  }
}

export const instructions: Machine<Instruction, InstructionCommand, InstructionFact> = {
  kind: 'instruction',
  start: { status: 'none' },
  allowed,
  movers,
  final: ['revoked'],
  decide,
  evolve,
}
