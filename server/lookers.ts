import type { Logger } from 'pino'
import type { OpenApart } from './apart.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import { openInspector } from './inspection/inspector.ts'
import { openDecoder } from './media/decoder.ts'
import { openPlanner } from './plans/planner.ts'
import { openPrinter } from './printer.ts'
import { openReuse } from './reuse/reuse.ts'
import { openEngine } from './rules/engine.ts'
import { openRules } from './rules/rules.ts'

export type { OpenApart }

type Parts = {
  config: Pick<Config, 'ROUTING_URL'>
  db: Database
  log: Logger
  now: () => number
  apart?: OpenApart | undefined
}

/** Whatever looks at what people sent (pictures, tables of rules), or takes a processor for seconds, does so in processes of
 *  its own, each started when it is first needed. `apart`: another way to have such processes. */
export function openLookers({ config, db, log, now, apart }: Parts) {
  const own = apart ? { open: apart } : {}
  const [decoder, inspector] = [openDecoder(own), openInspector(own)]
  const reuse = openReuse(db)
  const printer = openPrinter(apart)
  const say = (why: string) => log.warn({ why }, 'travel times are reckoned')
  const planner = openPlanner({ routing: config.ROUTING_URL ?? null, say, open: apart })
  const rules = openRules({ engine: openEngine(own), log, now })
  const all = [decoder, inspector, reuse, rules.engine, printer, planner]
  return {
    ...{ decoder, inspector, reuse, rules, printer, planner },
    stop: async () => void (await Promise.all(all.map((one) => one.stop()))),
  }
}

export type Lookers = Omit<ReturnType<typeof openLookers>, 'stop'>
