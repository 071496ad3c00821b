import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { Reader } from './reader.ts'

/** A page that reads a value which changes while its first answer is on the way; what it shows in the end, and how often it
 *  asked. */
async function shownAfterChange(client: QueryClient): Promise<{ shown: unknown; asked: number }> {
  let value = 'before'
  let asked = 0
  let arrive = () => {}
  const way = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const observer = new QueryObserver(client, {
    queryKey: ['claim'],
    async queryFn() {
      const answer = value
      asked++
      if (asked === 1) await way
      return answer
    },
  })
  const stop = observer.subscribe(() => {})
  value = 'after'
  const isRead = client.invalidateQueries()
  arrive()
  await isRead
  stop()
  const shown = client.getQueryData(['claim'])
  client.clear()
  return { shown, asked }
}

test('a change during the first read of a page is not lost', async () => {
  assert.deepEqual(await shownAfterChange(new Reader()), { shown: 'after', asked: 2 })
})

test('the mutant is caught: the library alone', async () => {
  assert.equal((await shownAfterChange(new QueryClient())).shown, 'before')
})
