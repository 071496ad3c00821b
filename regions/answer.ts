import { resolve } from './resolve.ts'

type Brief = { code: string; name: string }
/** The answer of `anxin region` and of `GET /api/v1/regions`. */
export type Answer = {
  input: string
  status: 'resolved' | 'ambiguous' | 'none'
  code: string | null
  name: string | null
  level: string | null
  candidates: Brief[]
  rest: string
}

/** One text, answered as the contract says: a division, candidates, or nothing. */
export function answerFor(input: string): Answer {
  const found = resolve(input)
  const candidatesOfNone: Brief[] = []
  const nothing = { code: null, name: null, level: null, candidates: candidatesOfNone }
  if (found.status === 'none') return { input, status: 'none', ...nothing, rest: input }
  if (found.status === 'ambiguous') {
    const candidates = found.candidates.map(({ code, name }) => ({ code, name }))
    return { input, status: 'ambiguous', ...nothing, candidates, rest: found.rest }
  }
  const { code, name, level } = found.division
  return { input, status: 'resolved', code, name, level, candidates: [], rest: found.rest }
}
