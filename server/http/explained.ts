import type { FastifyInstance } from 'fastify'
import { answerProblem, isProblemCode, languageOf, problem } from './problems.ts'

/** What a problem's `type` leads to: the code, what it means and what to do, in the reader's language. */
export function explained(app: FastifyInstance): void {
  app.get<{ Params: { code: string } }>('/problems/:code', async ({ params: { code }, headers }, reply) => {
    if (!isProblemCode(code)) return answerProblem(reply, 'http.not_found')
    const { status, title, detail } = problem(code, languageOf(headers['accept-language']))
    const lines = [`${code} (HTTP ${status})`, title, ...(detail ? [detail] : [])]
    return reply
      .header('Vary', 'Accept-Language')
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\n`)
  })
}
