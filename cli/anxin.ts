import { Command, CommanderError } from 'commander'
import { commandsFor } from './commands.ts'

/** The command line: `npx anxin <command>`. Exit 0 done, 1 the thing looked at is bad, 2 wrong use or unreadable input. */
const program = new Command('anxin')
  .description('Anxin 安心: after-sales platform / 售后服务平台')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })

for (const add of await commandsFor(process.argv[2])) add(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    // Sentences name files, and files may have any name: nothing in it may steer a terminal.
    const said = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${said.replace(/[^\P{C}\n\t]|\p{Zl}|\p{Zp}/gu, '?')}\n`)
    process.exitCode = 2
  }
}
