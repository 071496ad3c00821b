import type { Command } from 'commander'

type Add = (program: Command) => void
const starting = async (): Promise<Add> => (await import('./start.ts')).start

/** Every command, by name. Each loads what it needs when it is asked for: the server takes up to a second and 130 MB, what looks
 *  at photos half of that. */
const commands: Record<string, () => Promise<Add>> = {
  region: async () => (await import('./region.ts')).region,
  inspect: async () => (await import('./inspect.ts')).inspect,
  hash: async () => (await import('./hash.ts')).hash,
  similar: async () => (await import('./similar.ts')).similar,
  plan: async () => (await import('./plan.ts')).plan,
  match: async () => (await import('./match.ts')).match,
  liability: async () => (await import('./liability.ts')).liability,
  seal: async () => (await import('./seal.ts')).seal,
  verify: async () => (await import('./verify.ts')).verify,
  log: async () => (await import('./log.ts')).logCommand,
  start: starting,
  worker: starting,
  seed: starting,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  person: async () => (await import('./person.ts')).person,
  custodian: async () => (await import('./custodian.ts')).custodian,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restoreCommand,
}

/** The one that is asked for; all of them where none is, so that help lists them. */
export async function commandsFor(asked: string | undefined): Promise<Add[]> {
  const one = asked === undefined ? undefined : commands[asked]
  return Promise.all((one ? [one] : [...new Set(Object.values(commands))]).map((load) => load()))
}
