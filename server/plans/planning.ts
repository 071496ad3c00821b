/** The process that plans days, and nothing else does: a second of it would keep every page waiting. It knows no secret. */
import { planDay } from '@anxin/dispatch/day/plan.ts'
import { secondsBetween } from '@anxin/dispatch/place.ts'
import type { Reply } from '../apart.ts'
import type { Planned, Question } from './planner.ts'

function answerTo({ day, ms, seed }: Question): Planned {
  const end = performance.now() + ms
  const timeLeft = () => Math.max(0, (end - performance.now()) / ms)
  return planDay({ ...day, travel: secondsBetween }, { seed, timeLeft })
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (question: Question) => {
  process.send?.({ answer: answerTo(question) } satisfies Reply<Planned>)
})
process.send?.({ answer: null } satisfies Reply<Planned>)
