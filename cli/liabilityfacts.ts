import { readFile } from 'node:fs/promises'
import { whereBroken } from '@anxin/dispatch/plan/vroom/broken.ts'
import { instant } from '@anxin/domain/basics.ts'
import { dayOf } from '@anxin/domain/china.ts'
import { type Advice, adviseOn } from '@anxin/domain/liability/advice.ts'
import type { Facts } from '@anxin/domain/liability/facts.ts'
import { readFacts } from '@anxin/domain/liability/reading.ts'
import { division, ended } from '@anxin/regions/divisions.ts'
import { whyNotRead } from './unreadable.ts'

/** Facts of one person; more is no file of facts. */
const mostBytes = 4 * 1024 * 1024

/** What the law says of the facts in a file, today in China. Throws a sentence that names the file and the place in it. */
export const adviceOnFile = async (file: string): Promise<Advice> => inFile(file, await readText(file))

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error) => {
    throw new Error(whyNotRead(file, error, 'a JSON file with facts'))
  })
  if (bytes.length > mostBytes) throw new Error(`${file}: a file of facts of at most ${mostBytes} bytes was expected.`)
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

function inFile(file: string, text: string): Advice {
  try {
    const today = dayOf(instant(Date.now()))
    const facts = readFacts(parsed(text), today)
    return adviseOn(facts, { today, placeName: nameOf(facts) })
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}.`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const broken = whereBroken(text)
    if (!broken) throw error
    const found = broken.found.replace(/[^\x20-\x7e\u3400-\u9fff]/g, '?')
    throw new Error(`${broken.path || 'the file'}: a JSON value was expected, ${found} found`)
  }
}

/** The place by name. A code that has ended stays a place of its province; one that never was is refused. */
function nameOf({ place }: Facts): string | null {
  if (place === null) return null
  const name = division(place)?.name ?? ended.get(place)?.own
  if (name === undefined) throw new Error(`place: the code of a division of China was expected, "${place}" found`)
  return name
}
