import {
  type Instruction,
  type InstructionCommand,
  type InstructionFact,
  instructions,
} from '@anxin/domain/instructions/instruction.ts'
import type { Case } from '../act.ts'

/** Standing instructions as the server keeps them. */
export const instructionCase: Case<Instruction, InstructionCommand, InstructionFact> = {
  machine: instructions,
  table: 'instructions',
  columns: (instruction) => (instruction.status === 'none' ? {} : { merchant: instruction.merchant }),
}
