/** The process that evaluates tables, and nothing else does: it knows no secret, answers one question at a time, and is
 *  ended when it takes too much memory (here) or time (`engine.ts`). */
import { evaluateExpressionSync, evaluateUnaryExpressionSync, type ZenDecision, ZenEngine } from '@gorules/zen-engine'
import type { Reply } from '../apart.ts'
import type { Answer, Question } from './engine.ts'

const engine = new ZenEngine()
const mostMemory = 300 * 1024 * 1024

/** The tables that were asked for last, ready to be evaluated: a server works with one or two versions. */
const ready = new Map<string, ZenDecision>()
function decisionOf(model: string): ZenDecision {
  const known = ready.get(model)
  if (known) return known
  const decision = engine.createDecision(Buffer.from(model))
  const [oldest] = ready.keys()
  if (ready.size >= 8 && oldest !== undefined) ready.delete(oldest)
  ready.set(model, decision)
  return decision
}

async function evaluated(model: string, inputs: readonly object[]): Promise<unknown[]> {
  const decision = decisionOf(model)
  return Promise.all(
    inputs.map(async (input) => {
      const given = await decision.safeEvaluate(input)
      return given.success ? given.data.result : null
    }),
  )
}

/** Whether the engine can read the text. That a value of another kind than here would be needed is no fault of it. */
function canRead({ text, side }: { text: string; side: 'in' | 'out' }): boolean {
  try {
    if (side === 'in') evaluateUnaryExpressionSync(text, { $: null })
    else evaluateExpressionSync(text, {})
    return true
  } catch (error) {
    return error instanceof Error && error.message.includes('"vmError"')
  }
}

async function answerTo(question: Question): Promise<Answer> {
  if (question.ask === 'read') return { readable: question.cells.map(canRead) }
  return { results: await evaluated(question.model, question.inputs) }
}

// Tables are evaluated on the engine's own threads; this one is free to watch.
setInterval(() => process.memoryUsage.rss() > mostMemory && process.kill(process.pid, 'SIGKILL'), 10).unref()
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', async (question: Question) => {
  const answer = await answerTo(question).catch((): Answer => ({ refused: 'unreadable' }))
  process.send?.({ answer } satisfies Reply<Answer>)
})
process.send?.({ answer: null } satisfies Reply<Answer>)
