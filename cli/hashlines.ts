import { open } from 'node:fs/promises'
import { hashDigits, hashWords, readHash } from '@anxin/inspect/reuse/hash.ts'
import { whyNotRead } from './unreadable.ts'

const [lineFeed, carriageReturn, comma] = [10, 13, 44]
const bufferBytes = 1 << 20
/** As much of a line matters: the digits, and what ends them. */
const headBytes = hashDigits + 2

/** The hashes of a file, one of 64 hex digits a line (what follows a comma is ignored), a few thousand at a time. Each
 *  array is only good until the next is asked for. Throws a sentence that names file and line. */
export async function* hashesIn(file: string): AsyncGenerator<Uint32Array> {
  const handle = await open(file).catch((error) => {
    throw new Error(whyNotRead(file, error, 'a file with a hash on each line'))
  })
  try {
    const text = Buffer.alloc(bufferBytes)
    const words = new Uint32Array((hashWords * bufferBytes) / hashDigits)
    let lines = 0
    for (let used = 0, isOver = false; !isOver; ) {
      const { bytesRead } = await handle.read(text, used, bufferBytes - used).catch((error) => {
        throw new Error(whyNotRead(file, error, 'a file with a hash on each line'))
      })
      used += bytesRead
      isOver = bytesRead === 0
      const { end, count } = readLines(text.subarray(0, used), { isOver, words, file, lines })
      lines += count
      if (count > 0) yield words.subarray(0, count * hashWords)
      text.copyWithin(0, end, used)
      // Of a line that is longer than everything read at a time, the head is enough until its end comes.
      used = used - end === bufferBytes ? headBytes : used - end
    }
  } finally {
    await handle.close()
  }
}

type Reading = { isOver: boolean; words: Uint32Array; file: string; lines: number }

/** Reads the lines that are there as a whole: how many, and where they end. */
function readLines(text: Buffer, { isOver, words, file, lines }: Reading): { end: number; count: number } {
  let [at, count] = [0, 0]
  while (at < text.length) {
    const isPlain = text[at + hashDigits] === lineFeed
    const found = isPlain ? at + hashDigits : text.indexOf(lineFeed, at)
    if (found < 0 && !isOver) break
    const end = found < 0 ? text.length : found
    const hash = words.subarray(count * hashWords, (count + 1) * hashWords)
    if (!isPlain && !endsHash(text, at + hashDigits, end)) throw malformed()
    if (!readHash(text, at, hash)) throw malformed()
    count++
    at = end + 1
  }
  return { end: Math.min(at, text.length), count }

  function malformed(): Error {
    const shown = JSON.stringify(text.toString('latin1', at, Math.min(at + 80, text.length)).split(/[\r\n]/)[0])
    return new Error(
      `${file}, line ${lines + count + 1}: 64 hex digits, then the end of the line or a comma, were expected: ${shown}`,
    )
  }
}

/** Whether the digits end at `at`: with the line, which ends at `end`, or with a comma. */
function endsHash(text: Buffer, at: number, end: number): boolean {
  return at === end || (at < end && text[at] === comma) || (at === end - 1 && text[at] === carriageReturn)
}
