import { createReadStream } from 'node:fs'
import { type LogVerdict, openFileCheck } from '@anxin/record/logfile.ts'
import type { Against } from './logagainst.ts'
import { textOf } from './logparts.ts'
import { whyNotRead } from './unreadable.ts'

/** Longer lines are none of ours: a file without an end of line must not fill the memory. */
const longest = 64 * 1024 * 1024
const wanted = 'a file that `anxin log export` wrote'
const lineFeed = 0x0a

/** Checks an exported log with nothing but the file and what is given. Throws one sentence when it cannot be read. */
export async function checkExport(file: string, { trusted, ...against }: Against): Promise<LogVerdict[]> {
  const check = openFileCheck(against)
  try {
    // What is no text is no line either.
    for await (const line of linesOf(file)) check.take(textOf(line) ?? '')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new Error(whyNotRead(file, error, wanted))
  }
  if (!check.isExport()) throw new Error(`${file} is no exported log: ${wanted} was expected.`)
  const verdicts = check.end()
  await check.attest(trusted)
  return verdicts
}

/** Lines as bytes, without their line feeds. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let length = 0
  const whole = () => {
    const line = length > longest ? Buffer.alloc(0) : Buffer.concat(parts)
    parts = []
    length = 0
    return line
  }
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    // bytes, since no encoding was asked for
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      parts.push(chunk.subarray(from, end))
      length += end - from
      yield whole()
      from = end + 1
    }
    length += chunk.length - from
    if (length <= longest) parts.push(chunk.subarray(from))
    else parts = []
  }
  if (length > 0) yield whole()
}
