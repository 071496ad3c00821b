import { readFileSync } from 'node:fs'
import type { Calendar } from '@anxin/domain/claims/calendar.ts'
import { calendarWith } from '@anxin/domain/claims/holidays.ts'
import type { Terms } from '@anxin/domain/claims/terms.ts'
import type { RuleInput } from '@anxin/domain/rules/input.ts'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Tx } from '../db/database.ts'
import { type Engine, openEngine } from './engine.ts'
import { Model } from './model.ts'
import { contentOf, inForceAt, ownDays } from './store.ts'
import { termsOf } from './terms.ts'

/** Tables ready to be evaluated, under the name that decisions made by them carry. */
export type Tables = { name: string; model: string }
/** What tables give for one claim, or the first field of it that makes no sense. */
export type Given = { terms: Terms } | { issue: z.core.$ZodIssue }

export type Rules = {
  /** By the version in force now. Never fails a claim: where that version gives nothing that makes sense, the usual
   *  tables hold, and the terms name them. */
  termsFor(tx: Tx, asked: RuleInput): Promise<Terms>
  /** The notices and the installation's own days. */
  calendar(tx: Tx): Promise<Calendar>
  /** The version in force at this moment. */
  inForce(tx: Tx): Promise<Tables>
  /** For each input; null when the tables take too long. */
  givenBy(tables: Tables, inputs: readonly RuleInput[]): Promise<Given[] | null>
  engine: Engine
}

/** What holds while nobody has published anything. */
export const usual: Tables = {
  name: 'usual/1',
  model: JSON.stringify(Model.parse(JSON.parse(readFileSync(new URL('./usual.json', import.meta.url), 'utf8')))),
}
export const nameOf = ({ number }: { number: number }) => `rules/${number}`

const mostKept = 50

type Parts = { engine?: Engine; log: Logger; now: () => number }

export function openRules({ engine = openEngine(), log, now }: Parts): Rules {
  const models = new Map<string, string>()
  const modelOf = async (tx: Tx, hash: string) => {
    const known = models.get(hash)
    if (known !== undefined) return known
    const model = await contentOf(tx, hash)
    const [oldest] = models.keys()
    if (models.size >= mostKept && oldest !== undefined) models.delete(oldest)
    models.set(hash, model)
    return model
  }
  const givenBy: Rules['givenBy'] = async ({ name, model }, inputs) => {
    const results = await engine.evaluate(model, inputs)
    return results?.map((result) => termsOf(result, name)) ?? null
  }
  const inForce: Rules['inForce'] = async (tx) => {
    const row = await inForceAt(tx, now())
    return row ? { name: nameOf(row.state), model: await modelOf(tx, row.state.content) } : usual
  }
  return {
    engine,
    givenBy,
    inForce,
    calendar: async (tx) => calendarWith(await ownDays(tx)),
    async termsFor(tx, asked) {
      const tables = await inForce(tx)
      const [given] = (await givenBy(tables, [asked])) ?? []
      if (given && 'terms' in given) return given.terms
      log.error(
        { rules: tables.name, field: given?.issue.path.join('.') },
        'rules in force gave no terms: usual ones hold',
      )
      const [otherwise] = (await givenBy(usual, [asked])) ?? []
      if (otherwise && 'terms' in otherwise) return otherwise.terms
      throw new Error('the usual tables gave no terms')
    },
  }
}
