import { whatBreaks } from '../kept.ts'
import { modelOf } from '../model.ts'
import { search } from '../search.ts'
import { readProblem } from './read.ts'
import { type Answer, answerOf } from './write.ts'

export type Budget = { seed: number; timeLeft: (iterations: number) => number }

/** Plans a problem in VROOM's JSON; the answer is in VROOM's JSON as well. Throws a sentence that names the place in the
 *  JSON where it cannot be read. */
export function plan(json: unknown, budget: Budget): Answer & { iterations: number } {
  const { problem, given } = readProblem(json)
  const model = modelOf(problem)
  const steps = problem.vehicles.map((vehicle) => vehicle.steps ?? [])
  for (const [vehicle, jobs] of steps.entries()) {
    const why = whatBreaks(problem, model, { vehicle, jobs })
    if (why) throw new Error(`vehicles[${vehicle}].steps: this route cannot be driven, ${why}`)
  }
  const begun = new Set(steps.flat())
  const unserved = problem.jobs.flatMap((_, job) => (begun.has(job) ? [] : [job]))
  const { iterations, ...found } = search(model, {
    ...budget,
    from: begun.size > 0 ? { routes: steps, unserved } : undefined,
  })
  return { ...answerOf({ problem, given, model, plan: found }), iterations }
}
