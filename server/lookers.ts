import type { Logger } from 'pino'
import type { Database } from './db/database.ts'
import { openInspector } from './inspection/inspector.ts'
import { openDecoder } from './media/decoder.ts'
import { openPrinter } from './printer.ts'
import { openReuse } from './reuse/reuse.ts'
import { openRules } from './rules/rules.ts'

/** Whatever looks at what people sent (pictures, tables of rules), or takes a processor for seconds, does so in processes of
 *  its own, each started when it is first needed. */
export function openLookers({ db, log, now }: { db: Database; log: Logger; now: () => number }) {
  const [decoder, inspector] = [openDecoder(), openInspector()]
  const reuse = openReuse(db)
  const printer = openPrinter()
  const rules = openRules({ log, now })
  const all = [decoder, inspector, reuse, rules.engine, printer]
  return {
    ...{ decoder, inspector, reuse, rules, printer },
    stop: async () => void (await Promise.all(all.map((one) => one.stop()))),
  }
}

export type Lookers = Omit<ReturnType<typeof openLookers>, 'stop'>
