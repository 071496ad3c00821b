/** The thread that holds the indexes of pictures and searches them: the server's own is free for requests meanwhile. */
import { parentPort } from 'node:worker_threads'
import { sighted } from '@anxin/inspect/reuse/sighting.ts'
import type { Question, Reply } from './search.ts'
import { Shelf } from './shelf.ts'

const shelves = new Map<string, Shelf>()
const port = parentPort
if (!port) throw new Error('searching.ts is a thread, to be started by search.ts')

function answerTo(question: Question): unknown {
  switch (question.ask) {
    case 'open':
      return void shelves.set(question.tenant, new Shelf(question.featuresFrom))
    case 'close':
      return shelves.delete(question.tenant)
    case 'add':
      shelfOf(question.tenant).addHashes(question.hashes)
      return shelfOf(question.tenant).addFeatures(question.pictures)
    case 'forget':
      return shelfOf(question.tenant).forget(question.numbers)
    case 'find':
      return shelfOf(question.tenant).find(question.looks)
    case 'compare':
      return question.with.map(({ kept, isMirrored }) => sighted(question.looks, kept, isMirrored))
  }
}

function shelfOf(tenant: string): Shelf {
  const shelf = shelves.get(tenant)
  if (!shelf) throw new Error('no index of this tenant is open')
  return shelf
}

let isSettling = false
/** Sorts what was added, a step at a time, so that questions are answered in between. */
function settle(): void {
  isSettling = [...shelves.values()].some((shelf) => shelf.settle())
  if (isSettling) setImmediate(settle)
}

port.on('message', ({ id, question }: { id: number; question: Question }) => {
  try {
    port.postMessage({ id, answer: answerTo(question) } satisfies Reply)
  } catch (error) {
    port.postMessage({ id, failed: String(error) } satisfies Reply)
  }
  if (!isSettling) settle()
})
