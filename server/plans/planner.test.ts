import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aimsAt } from '@anxin/dispatch/aims.ts'
import type { Proposal } from '@anxin/dispatch/day/plan.ts'
import type { OpenApart } from '../apart.ts'
import { type Answer, openPlanner, type Question } from './planner.ts'

const day = { now: 0, technicians: [], visits: [], aims: aimsAt(0).weights }
const stop = { ...{ way: 0, arrives: 0, begins: 0, ends: 0, late: 0, why: [] }, visit: 'v' }
const proposal: Proposal = {
  ...{ unserved: [], moved: [], iterations: 1 },
  routes: [{ technician: 't', stops: [stop], overtime: 0 }],
}

/** A planner whose process answers when the test lets it. */
function opened(said: string[] = []) {
  const asked: Question[] = []
  const waiting: ((answer: Answer | null) => void)[] = []
  const open = (() => ({
    ask: (question: Question) => {
      asked.push(question)
      return new Promise((resolve) => waiting.push(resolve))
    },
    stop: async () => {},
  })) as unknown as OpenApart // of the program that plans
  const planner = openPlanner({ routing: null, say: (why) => said.push(why), open })
  const answer = (why: string | null = null) => waiting.shift()?.({ known: { by: 'lines', why }, proposal })
  const of = (mark: string, now = 0, isAnew = false) => planner.plan({ tenant: 'one', mark, now, day, isAnew })
  return { planner, asked, waiting, answer, of }
}
const turn = () => new Promise(setImmediate)

test('a plan holds for everybody who asks while nothing changes, for a minute; the next begins where it stands', async () => {
  const { asked, answer, of } = opened()
  const both = [of('a'), of('a')]
  await turn()
  assert.equal(asked.length, 1, 'two dispatchers at once, one plan')
  answer()
  const [first, second] = await Promise.all(both)
  assert.equal(first, second)
  assert.equal(await of('a', 59_000), first)
  for (const [mark, now, isAnew] of [
    ['b', 59_000, false],
    ['b', 119_000, false],
    ['b', 119_000, true],
  ] as const) {
    const next = of(mark, now, isAnew)
    await turn()
    answer()
    await next
  }
  assert.equal(asked.length, 4)
  assert.deepEqual(
    asked.slice(1).map(({ routes }) => [...routes]),
    Array(3).fill([['t', ['v']]]),
  )
})

test('a plan that failed is made anew, and more than four do not wait', async () => {
  const { planner, asked, waiting, of, answer } = opened()
  const failed = of('a')
  await turn()
  waiting.shift()?.(null)
  assert.equal(await failed, null)
  const again = of('a')
  await turn()
  answer()
  assert.ok(await again)
  const four = Array.from({ length: 4 }, () => planner.whatIf({ day, routes: new Map(), visit: 'v' }))
  await turn()
  assert.equal(await planner.whatIf({ day, routes: new Map(), visit: 'v' }), null)
  assert.equal(asked.length, 6)
  for (const resolve of waiting) resolve({ known: { by: 'lines', why: null }, effects: [] })
  assert.deepEqual(await Promise.all(four), Array(4).fill([]))
})

test('what went wrong with the roads is said', async () => {
  const said: string[] = []
  const { of, answer } = opened(said)
  const plan = of('a')
  await turn()
  answer('the routing service answered 500')
  await plan
  assert.deepEqual(said, ['the routing service answered 500'])
})
