import { Command, CommanderError } from 'commander'
import { hash } from './hash.ts'
import { inspect } from './inspect.ts'
import { liability } from './liability.ts'
import { match } from './match.ts'
import { plan } from './plan.ts'
import { region } from './region.ts'
import { serverCommands } from './servercommands.ts'
import { similar } from './similar.ts'

/** The command line: `npx anxin <command>`. Exit 0 done, 1 the thing looked at is bad, 2 wrong use or unreadable input. */
const program = new Command('anxin')
  .description('Anxin 安心: after-sales platform / 售后服务平台')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })

for (const add of [region, inspect, hash, similar, match, plan, liability]) add(program)
const [, , asked] = process.argv
if (!program.commands.some((command) => command.name() === asked))
  for (const add of await serverCommands(asked)) add(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 2
  }
}
