import { type Apart, type OpenApart, openApart } from './apart.ts'

/** Processes that look at pictures, kept from one world of this test process to the next: they know nothing of either,
 *  and take a second to start. They end with this process. */
const kept = new Map<string, Apart<object, unknown>>()
export const keptApart: OpenApart = <Q extends object, A>(given: Parameters<OpenApart>[0]) => {
  const apart = (kept.get(given.program) ?? openApart(given)) as Apart<Q, A> // one program, one kind of question
  kept.set(given.program, apart as Apart<object, unknown>)
  return { ...apart, stop: async () => {} }
}
