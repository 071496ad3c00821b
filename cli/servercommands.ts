import type { Command } from 'commander'

/** The commands that work on an installation, by name. Each loads what it needs of the server, which takes up to a second and
 *  130 MB: the others do without. */
const commands: Record<string, () => Promise<(program: Command) => void>> = {
  start: async () => (await import('./start.ts')).start,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  person: async () => (await import('./person.ts')).person,
  log: async () => (await import('./log.ts')).logCommand,
  backup: async () => (await import('./backup.ts')).backup,
  seal: async () => (await import('./seal.ts')).seal,
  verify: async () => (await import('./verify.ts')).verify,
  restore: async () => (await import('./restore.ts')).restoreCommand,
}

/** The one that is asked for; all of them where none is, so that help lists them. */
export async function serverCommands(asked: string | undefined): Promise<((program: Command) => void)[]> {
  const one = asked === undefined ? undefined : commands[asked]
  return Promise.all((one ? [one] : Object.values(commands)).map((load) => load()))
}
