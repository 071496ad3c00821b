import { readFile } from 'node:fs/promises'
import { readCosts } from '@anxin/dispatch/match/costs.ts'
import { type Assignment, match as assign } from '@anxin/dispatch/match/match.ts'
import type { Command } from 'commander'
import { whyNotRead } from './unreadable.ts'

/** `anxin match COSTS.json`: rows (orders) to columns (technicians), as many as can be, then at the least cost. */
export function match(program: Command): void {
  program
    .command('match')
    .description('assign orders to technicians at the least cost / 以最低成本为工单匹配技师')
    .argument(
      '<costs>',
      'JSON file {"cost":[[…]]}: a row for each order, a column for each technician, null = not allowed',
    )
    .option('--json', 'one JSON document')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const bytes = await readFile(file).catch((error) => {
        throw new Error(whyNotRead(file, error, 'a JSON file with costs'))
      })
      const found = assign(costsIn(file, bytes))
      process.stdout.write(json ? `${JSON.stringify(found)}\n` : readable(found))
    })
}

function costsIn(file: string, bytes: Uint8Array) {
  try {
    return readCosts(bytes)
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}.`)
  }
}

function readable({ assignment, cost }: Assignment): string {
  const lines = assignment.map((column, row) => `${row}\t${column < 0 ? 'nobody' : column}\n`)
  const served = assignment.filter((column) => column >= 0).length
  return `${lines.join('')}${served} of ${assignment.length} served, cost ${cost}\n`
}
