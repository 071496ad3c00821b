import { fileURLToPath } from 'node:url'
import type { RuleInput } from '@anxin/domain/rules/input.ts'
import { categoryOf } from '@anxin/domain/rules/input.ts'
import { type OpenApart, openApart } from '../apart.ts'
import type { Cell } from './language.ts'

export type Question =
  | { ask: 'evaluate'; model: string; inputs: readonly object[] }
  | { ask: 'read'; cells: readonly Pick<Cell, 'text' | 'side'>[] }
export type Answer = { results: unknown[] } | { readable: boolean[] } | { refused: 'unreadable' }

export type Engine = {
  /** What the tables give for each input: foreign, nobody has looked at it. Null when they took too long or too much. */
  evaluate(model: string, inputs: readonly RuleInput[]): Promise<unknown[] | null>
  /** Which of the cells the engine can read. */
  read(cells: readonly Pick<Cell, 'text' | 'side'>[]): Promise<boolean[] | null>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('./evaluating.ts', import.meta.url))
/** So many claims are asked about at once; the time limit is for each such lot. */
const lot = 500

/** GoRules' engine in a process of its own, ended at 300 MiB or after `seconds` over one lot of questions: whatever tables
 *  people write, they cost nobody else anything. */
export function openEngine({ seconds = 5, open = openApart }: { seconds?: number; open?: OpenApart } = {}): Engine {
  const apart = open<Question, Answer>({ program, lanes: 1, seconds, heap: 128 })
  return {
    async evaluate(model, inputs) {
      const all: unknown[] = []
      for (let from = 0; from < inputs.length; from += lot) {
        const asked = inputs
          .slice(from, from + lot)
          .map((input) => ({ ...input, category: categoryOf(input.category) }))
        const answer = await apart.ask({ ask: 'evaluate', model, inputs: asked })
        if (answer === null || !('results' in answer)) return null
        all.push(...answer.results)
      }
      return all
    },
    async read(cells) {
      const answer = await apart.ask({ ask: 'read', cells: cells.map(({ text, side }) => ({ text, side })) })
      return answer !== null && 'readable' in answer ? answer.readable : null
    },
    stop: apart.stop,
  }
}
