import Dexie, { type EntityTable, liveQuery } from 'dexie'
import { useEffect, useState } from 'react'
import { v4 as newKey } from 'uuid'
import type { Answer, Visit } from '../kit/api.ts'
import { type StepName, standing, type Taken } from './fold.ts'

/** What the phone keeps: who is signed in, the jobs, and what was done that the server does not have yet. */

/** A step with everything that belongs to it, kept until the server has it. In a basement that may take hours. */
export type Recorded = Taken & {
  /** Who did it: nobody else's session sends it. Empty until known, for steps of before this was kept. */
  person: string
  /** Photos of this step, then the signature if there is one; their ids once they were sent. */
  photos: Blob[]
  signature: Blob | null
  sent: string[]
  /** Where the sending of the next file had begun. */
  begun: string | null
  /** The same on every try, so that the server does it once. */
  key: string
}
export type Me = Pick<Answer<'/api/v1/technicians/me', 'get'>, 'id' | 'name' | 'status' | 'positionUntil'>
type KeptVisit = Visit & { person: string }

const db = new Dexie('anxin-technician') as Dexie & {
  visits: EntityTable<KeptVisit, 'id'>
  recorded: EntityTable<Recorded, 'id'>
  people: EntityTable<Me & { key: 'me' }, 'key'>
} // Dexie learns its tables from the schema below
db.version(1).stores({ visits: 'id', recorded: '++id, visit' })
db.version(2)
  .stores({ visits: 'id, person', recorded: '++id, visit, person', people: 'key' })
  .upgrade(async (tx) => {
    await tx.table('recorded').toCollection().modify({ person: '', begun: null })
    await tx.table('visits').toCollection().modify({ person: '' })
    // Whoever it was, was signed in: without network the jobs are still shown.
    if ((await tx.table('visits').count()) > 0)
      await tx.table('people').put({ key: 'me', id: '', name: null, status: 'on-duty', positionUntil: null })
  })
// A newer page in another tab changes the tables: this one lets go of them and says that it is old.
db.on('versionchange', () => {
  db.close()
  window.dispatchEvent(new Event('anxin.outdated'))
})

export type Kept = { me: Me | null; visits: Visit[]; recorded: Recorded[]; ofOthers: number }

async function read(): Promise<Kept> {
  const me = (await db.people.get('me')) ?? null
  const all = await db.recorded.orderBy('id').toArray()
  const recorded = all.filter(({ person }) => person === me?.id)
  const own = me ? await db.visits.where('person').equals(me.id).toArray() : []
  const ofOthers = all.filter(({ person }) => person !== '').length - recorded.filter((one) => one.person !== '').length
  return { me, visits: own.map((visit) => standing(visit, recorded)), recorded, ofOthers }
}

/** What is kept, as it changes here or in another tab. Undefined until it was read; an error where nothing can be kept. */
export function useKept(): Kept | Error | undefined {
  const [kept, setKept] = useState<Kept | Error>()
  useEffect(() => {
    const reading = liveQuery(read).subscribe({
      next: setKept,
      error: (error) => setKept(error instanceof Error ? error : new Error(String(error))),
    })
    return () => reading.unsubscribe()
  }, [])
  return kept
}

/** The signed-in technician, as the server says. Somebody else's jobs leave the phone; their recorded steps wait for them. */
export const become = ({ id, name, status, positionUntil }: Me) =>
  db.transaction('rw', db.people, db.visits, async () => {
    await db.visits.where('person').noneOf([id, '']).delete()
    await db.people.put({ key: 'me', id, name, status, positionUntil })
  })

/** Nobody is signed in any more: the jobs leave the phone; recorded steps wait for their technician. */
export const leave = () =>
  db.transaction('rw', db.people, db.visits, async () => {
    await db.visits.clear()
    await db.people.clear()
  })

/** Takes the server's list over what lies here. */
export const take = (me: string, items: readonly Visit[]) =>
  db.transaction('rw', db.visits, db.recorded, async () => {
    const mine = items.map(({ id }) => id)
    await db.recorded
      .where('visit')
      .anyOf(mine)
      .filter(({ person }) => person === '')
      .modify({ person: me })
    await db.visits.clear()
    await db.visits.bulkPut(await Promise.all(items.map((visit) => withoutEndedAddress(visit, me))))
  })

/** The address of a visit that ended is not kept, also when only this phone knows yet that it ended. */
async function withoutEndedAddress(visit: Visit, person: string): Promise<KeptVisit> {
  const recorded = await db.recorded.where('visit').equals(visit.id).toArray()
  return { ...visit, address: standing(visit, recorded).address, person }
}

type Doing = { visit: string; step: StepName; body?: Record<string, unknown>; photos?: Blob[]; signature?: Blob | null }
/** Records a step with the time it happened; it is sent when there is network. Throws when the phone is full. */
export const record = ({ visit, step, body = {}, photos = [], signature = null }: Doing) =>
  db.transaction('rw', db.recorded, db.visits, db.people, async () => {
    const timed = ['decline', 'hand-back'].includes(step) ? body : { ...body, deviceAt: Date.now() }
    const person = (await db.people.get('me'))?.id ?? ''
    const key = newKey()
    const fresh = { person, visit, step, body: timed, photos, signature, sent: [], begun: null, key, refused: null }
    await db.recorded.add(fresh)
    const kept = await db.visits.get(visit)
    if (kept) await db.visits.put(await withoutEndedAddress(kept, kept.person))
  })

export const recordedBy = (person: string) => db.recorded.where('person').equals(person).toArray()
export const note = (id: number, change: Partial<Pick<Recorded, 'sent' | 'begun' | 'refused'>>) =>
  db.recorded.update(id, change)
export const discard = (ids: readonly number[]) => db.recorded.bulkDelete([...ids])

/** The server has the step: it goes from the phone, and the visit is what the server answered. */
export const settle = ({ id, person }: Recorded, visit: Visit) =>
  db.transaction('rw', db.recorded, db.visits, async () => {
    await db.recorded.delete(id)
    await db.visits.put(await withoutEndedAddress(visit, person))
  })
