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
  const waiting: ((answer: Answer | null | Promise<never>) => void)[] = []
  const open = (() => ({
    ask: (question: Question) => {
      asked.push(question)
      return new Promise((resolve) => waiting.push(resolve))
    },
    stop: async () => {},
  })) as unknown as OpenApart // of the program that plans
  const planner = openPlanner({ routing: null, say: (why) => said.push(why), open })
  const answer = (why: string | null = null) => waiting.shift()?.({ known: { by: 'lines', why }, proposal })
  const of = (mark: string, now = 0, isAnew = false) => planner.plan({ whose: 'one', mark, now, day, isAnew })
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

test('a plan that failed is made anew from the last good one, whether nothing came of it or the process did not start', async () => {
  const said: string[] = []
  const { asked, waiting, of, answer } = opened(said)
  const good = of('a')
  await turn()
  answer()
  await good
  for (const [i, fail] of [null, new Error('it does not start')].entries()) {
    const failed = of(`b${i}`)
    await turn()
    waiting.shift()?.(fail ? Promise.reject(fail) : null)
    assert.equal(await failed, null)
  }
  assert.deepEqual(said, ['Error: it does not start'])
  const again = of('b1')
  await turn()
  answer()
  assert.ok(await again)
  assert.deepEqual([...(asked.at(-1)?.routes ?? [])], [['t', ['v']]])
})

test('one plan of a kind is made at a time, and more than five do not wait', async () => {
  const { asked, of, answer } = opened()
  const all = Array.from({ length: 9 }, (_, i) => of(`m${i}`))
  await turn()
  const refused = (await Promise.all(all.slice(5))).filter((plan) => plan === null)
  assert.deepEqual([refused.length, asked.length], [4, 1])
  for (let i = 0; i < 5; i++) {
    answer()
    for (let t = 0; t < 5; t++) await turn()
    assert.ok(asked.length <= i + 2)
  }
  assert.equal((await Promise.all(all.slice(0, 5))).filter((plan) => plan !== null).length, 5)
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
