/** Broken variants of the server, to show that the tests would notice. None of this is ever part of the product. */
import { pino } from 'pino'
import { type Database, sql, type Tx } from '../db/database.ts'
import { together } from '../db/rows.ts'
import { query as builder } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { pause } from './process.ts'

type Query = Parameters<Tx['rows']>[0]
type Transaction = Database['transaction']

/** Puts another way of doing transactions in the place of the real ones, alone and in company. */
function replace(db: Database, by: (real: Transaction) => Transaction): void {
  const broken = by(db.transaction)
  Object.assign(db, { transaction: broken, inCompany: broken })
}
const textOf = (query: Query): { sql: string; parameters: readonly unknown[] } => query.compile(builder)

/** Lets each statement of each transaction be changed on its way: another text, or null for "not now". */
export function changeStatements(db: Database, change: (text: string, tx: Tx) => string | null): void {
  replace(db, (transaction) => (scope, run) => transaction(scope, (tx) => run(changed(tx, change))))
}

function changed(tx: Tx, change: (text: string, tx: Tx) => string | null): Tx {
  const rewritten = (query: Query, text: string): Query => ({ compile: () => ({ ...textOf(query), sql: text }) })
  const rows = async <T>(query: Query): Promise<T[]> => {
    const text = change(textOf(query).sql, tx)
    return text === null ? [] : tx.rows<T>(rewritten(query, text) as never) // a compiled text of the same rows
  }
  return {
    ...tx,
    rows,
    first: async <T>(query: Query) => (await rows<T>(query))[0],
    write(...changes) {
      for (const written of changes) {
        const query = together([written])
        const was = textOf(query).sql
        const text = change(was, tx)
        if (text === was) tx.write(written)
        else if (text !== null) void tx.rows(rewritten(query, text)).catch(() => {}) // the transaction fails with it
      }
    },
    attempt: (part) => tx.attempt((inner) => part(changed(inner, change))),
  }
}

/** Whoever asked is answered while the transaction is still open. */
export function acknowledgeEarly(db: Database): void {
  replace(
    db,
    (transaction) => (scope, run) =>
      new Promise((resolve, reject) => {
        transaction(scope, async (tx) => {
          const result = await run(tx)
          resolve(result)
          await pause(400)
          return result
        }).catch(reject)
      }),
  )
}

type Fact = {
  tenant: string
  kind: string
  case_id: string
  n: number
  type: string
  at: Date
  by: unknown
  body: unknown
  hash: Buffer
}

/** Facts are written in a second transaction, a moment after what they tell of. In the first, a temporary table of the
 *  same name takes them in. */
export function factsApart(db: Database): void {
  replace(db, (transaction) => async (scope, run) => {
    let facts: Fact[] = []
    const result = await transaction(scope, async (tx) => {
      await tx.rows(sql`create temp table if not exists facts (like public.facts including identity)`)
      const result = await run(tx)
      facts = await tx.rows<Fact>(
        sql`delete from pg_temp.facts returning tenant, kind, case_id, n, type, at, by, body, hash`,
      )
      return result
    })
    if (facts.length > 0) await pause(60)
    for (const f of facts) {
      await transaction({ tenant: f.tenant }, (tx) =>
        tx.rows(sql`
          insert into public.facts (tenant, kind, case_id, n, type, at, by, body, hash)
          values (${f.tenant}, ${f.kind}, ${f.case_id}, ${f.n}, ${f.type}, ${f.at}, ${JSON.stringify(f.by)}::jsonb, ${JSON.stringify(f.body)}::jsonb, ${f.hash})`),
      )
    }
    return result
  })
}

/** Cases are read without being locked, and slowly enough that others read the same meanwhile. */
export const withoutLocks = (db: Database): void =>
  changeStatements(db, (text) => text.replace(/\s+for update\s*$/i, ' and (select pg_sleep(0.05)) is not null'))

/** The answer to a keyed request is kept in a transaction of its own, after the change it answers. */
export function answersApart(db: Database): void {
  replace(db, (transaction) => async (scope, run) => {
    const later: Query[] = []
    const result = await transaction(scope, (tx) =>
      run({
        ...tx,
        write: (...queries) => {
          for (const written of queries) {
            const query = together([written])
            if (/insert into "idempotency"/.test(textOf(query).sql)) later.push(query)
            else tx.write(written)
          }
        },
      }),
    )
    for (const query of later) {
      await pause(300)
      await transaction(scope, (tx) => tx.rows(query))
    }
    return result
  })
}

/** A wrong code leaves the number of tries as it was. */
export function forgetTries({ auth, db }: Deps): void {
  const { redeem } = auth
  auth.redeem = async (subject, code, from) => {
    const redeemed = await redeem(subject, code, from)
    await db.transaction('worker', (tx) =>
      tx.rows(
        sql`update auth_verification set value = split_part(value, ':', 1) || ':0' where position(${subject} in identifier) > 0`,
      ),
    )
    return redeemed
  }
}

/** Everybody stands in one line. */
export function unfair({ callers }: Deps): void {
  callers.tenantAtDoor = () => 'everybody'
}

/** Whoever thinks up another host name has another share. */
export function byHostName({ callers }: Deps): void {
  callers.tenantAtDoor = ({ hostname }) => hostname
}

/** The log has the words of an error as they came. */
export function rawLog({ log }: Deps): void {
  const streamWrite = (line: string) => `${JSON.parse(line).err?.message ?? line}\n`
  Object.assign(log, { [pino.symbols.hooksSym]: { streamWrite } })
}

/** The log is JSON, and nothing more is written out. */
export function plainLog({ log }: Deps): void {
  Object.assign(log, { [pino.symbols.hooksSym]: {} })
}
