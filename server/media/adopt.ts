import type { KeyObject } from 'node:crypto'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send, stampOf } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { give, underNoKey } from '../entrusting.ts'
import { forDays, job } from '../worker.ts'
import { dismiss } from './dismiss.ts'
import { belongsTo, type Case, dropForgotten, type MediaRow, unadopted } from './store.ts'

/** What was uploaded before anybody knew whose it is goes under the key of the order's consumer, or of the buyer who claims.
 *  Of somebody who was forgotten there is no key any more: what is pictured of their case after that is not kept, as what is
 *  written is not (decision 017), but for evidence that a custodian keeps (030). Outward, since a video takes seconds, in
 *  which no other errand may wait; may run twice. */
export const adoption = job({
  name: 'media.adopt',
  // Each reads and writes a file of up to 100 MB.
  atOnce: 2,
  // Until it is done the file opens by the installation's key.
  delays: forDays,
  payload: z.union([
    z.object({ order: z.uuid(), media: z.array(z.uuid()) }),
    z.object({ claim: z.uuid(), media: z.array(z.uuid()) }),
  ]),
  async outward({ tenant, payload, deps }) {
    const of: Case = 'order' in payload ? { order: payload.order } : { claim: payload.claim }
    const found = await deps.db.transaction({ tenant }, async (tx) => {
      const owner = await ownerOf(tx, of)
      if (!owner) return null
      const key = await deps.private.mediaKey(tx, owner.person)
      return { person: owner.person, key, rows: await unadopted(tx, of, payload.media) }
    })
    if (!found) return
    for (const row of found.rows) await takeIn(deps, { tenant, of, row, ...found })
  },
})

const ownerOf = (tx: Tx, of: Case): Promise<{ person: Id } | undefined> =>
  'order' in of
    ? tx.first(sql`select person from orders where id = ${of.order}`)
    : tx.first(sql`select buyer as person from claims where id = ${of.claim}`)

type Taken = { tenant: Id; of: Case; person: Id; key: KeyObject | null; row: MediaRow }

/** Under the key of its person. Of somebody who was forgotten there is none: evidence of a claim then goes under a key that
 *  only the custodian gets, where there is one; anything else is not kept. */
async function takeIn(deps: Deps, taken: Taken): Promise<void> {
  const { tenant, of, key, row } = taken
  if (key) {
    if (await adopt(deps, { ...taken, key })) return
    return takeIn(deps, { ...taken, key: null })
  }
  if ('claim' in of && deps.custodian) return entrustLate(deps, { ...taken, claim: of.claim })
  await drop(deps, { tenant, of, row })
}

const drop = (deps: Deps, { tenant, of, row }: Pick<Taken, 'tenant' | 'of' | 'row'>) =>
  deps.db.transaction({ tenant }, async (tx) => {
    for (const { id, file, shown } of await dropForgotten(tx, of, [row.id]))
      dismiss(tx, id, { files: [file, shown], now: deps.now() })
  })

/** The copies under the installation's key go once the row names the new ones; the new ones, when it does not after all:
 *  another process was faster, or the connection broke, and nobody knows here what the row names. False when the person was
 *  forgotten meanwhile. */
async function adopt(deps: Deps, { tenant, of, person, key, row }: Taken & { key: KeyObject }): Promise<boolean> {
  const [file, shown] = [await sealed(deps, row.file, key), row.shown && (await sealed(deps, row.shown, key))]
  return replaced(deps, { tenant, row, copies: [file, shown] }, async (tx) => {
    // An erasure comes before or after, and then finds the file.
    if (!(await tx.first(sql`select from people where id = ${person} and status = 'known' for share`))) return false
    await tx.rows(sql`
      update media set person = ${person}, ${belongsTo(of)}, file = ${file}, shown = ${shown}
      where id = ${row.id} and person is null and file = ${row.file}`)
    if ('claim' in of) send(tx, [{ job: 'media.guard', payload: of, dueAt: instant(deps.now()) }])
    return true
  })
}

async function entrustLate(deps: Deps, { tenant, of, person, row, claim }: Taken & { claim: Id }): Promise<void> {
  const moved = await underNoKey(deps, { file: row.file, key: deps.private.key('media') }).catch((error) => {
    if (error.code !== 'ENOENT') throw error
    return null
  })
  if (!moved) return // the row says so
  await replaced(deps, { tenant, row, copies: [moved.file] }, async (tx) => {
    const [kept] = await tx.rows<{ mime: string; sha256: string }>(sql`
      update media set person = ${person}, ${belongsTo(of)}, file = ${moved.file}, shown = null
      where id = ${row.id} and person is null and file = ${row.file}
      returning mime, encode(sha256, 'hex') as sha256`)
    if (!kept) return true
    const files = [{ media: row.id, ...kept, ...moved }]
    await give({ tx, deps, ...stampOf('reaction', deps.now()) }, { claim, buyer: person, files })
    send(tx, [{ job: 'media.guard', payload: { claim }, dueAt: instant(deps.now()) }])
    return true
  })
}

type Copied = { tenant: Id; row: MediaRow; copies: readonly (string | null)[] }

/** Has a row name other files, and sees to it that those it does not name go; the new ones where it stays as it was. */
async function replaced(
  deps: Deps,
  { tenant, row, copies }: Copied,
  name: (tx: Tx) => Promise<boolean>,
): Promise<boolean> {
  const doomed = (tx: Tx) => dismiss(tx, row.id, { files: [row.file, row.shown, ...copies], now: deps.now() })
  try {
    return await deps.db.transaction({ tenant }, async (tx) => {
      const isNamed = await name(tx)
      doomed(tx)
      return isNamed
    })
  } catch (error) {
    await deps.db
      .transaction({ tenant }, async (tx) => doomed(tx))
      .catch((why) => deps.log.error({ err: why, media: row.id, copies }, 'files are left that nothing names'))
    throw error
  }
}

/** Its new name; the old one of a file that was lost, so that the row says so. */
const sealed = (deps: Deps, file: string, key: KeyObject): Promise<string> =>
  deps.media.rekey(file, deps.private.key('media'), key).catch((error) => {
    if (error.code !== 'ENOENT') throw error
    return file
  })
