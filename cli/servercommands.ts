import type { Command } from 'commander'
import { backup } from './backup.ts'
import { logCommand } from './log.ts'
import { migrateCommand } from './migrate.ts'
import { person } from './person.ts'
import { restoreCommand } from './restore.ts'
import { start } from './start.ts'

/** The commands that work on an installation, and so load the server. */
export const serverCommands: ((program: Command) => void)[] = [
  start,
  migrateCommand,
  person,
  logCommand,
  backup,
  restoreCommand,
]
