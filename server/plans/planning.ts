/** The process that plans days, and nothing else does: a second of it would keep every page waiting. It knows no secret. */
import { planDay } from '@anxin/dispatch/day/plan.ts'
import { whatIf } from '@anxin/dispatch/day/what-if.ts'
import type { Reply } from '../apart.ts'
import type { Answer, Question } from './planner.ts'
import { travelled } from './travelled.ts'
import { openWays, type Ways } from './ways.ts'

/** One service for the life of the process, with what it said. */
let service: { url: string; ways: Ways } | null = null
function waysOf(url: string | null): Ways | null {
  if (url === null) return null
  if (service?.url !== url) service = { url, ways: openWays(url) }
  return service.ways
}

async function answerTo(question: Question): Promise<Answer> {
  const { day, known } = await travelled(question.day, waysOf(question.routing))
  if ('visit' in question) return { known, effects: whatIf(day, question.routes, question.visit) }
  const { ms, seed, routes } = question
  const end = performance.now() + ms
  const timeLeft = () => Math.max(0, (end - performance.now()) / ms)
  return { known, proposal: planDay(day, { seed, timeLeft, routes }) }
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (question: Question) => {
  void answerTo(question).then((answer) => process.send?.({ answer } satisfies Reply<Answer>))
})
process.send?.({ answer: null } satisfies Reply<Answer>)
