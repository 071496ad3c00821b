import { createInterface } from 'node:readline'
import { type Answer, answerFor } from '@anxin/regions/answer.ts'
import type { Command } from 'commander'

/** `anxin region [TEXT…]`: texts as arguments, or one per line on stdin; one answer per text, in order. */
export const region = (program: Command) =>
  program
    .command('region')
    .description('find the official division code of Chinese address texts / 识别行政区划')
    .argument('[text...]', 'texts; without any, one per line is read from stdin')
    .option('--json', 'JSON Lines')
    .action(async (texts: string[], { json }: { json?: boolean }) => {
      const say = (answer: Answer) => process.stdout.write(`${json ? JSON.stringify(answer) : readable(answer)}\n`)
      for (const text of texts) say(answerFor(text))
      if (texts.length > 0) return
      for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }))
        say(answerFor(line))
    })

function readable({ input, status, code, name, level, candidates, rest }: Answer): string {
  if (status === 'resolved') return `${input}\t${code}\t${name}\t${level}${rest ? `\t${rest}` : ''}`
  const list = candidates.map((candidate) => `${candidate.code} ${candidate.name}`).join(', ')
  return status === 'ambiguous' ? `${input}\tambiguous\t${list}` : `${input}\tnone`
}
