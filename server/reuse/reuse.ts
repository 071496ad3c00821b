import type { Id } from '@anxin/domain/basics.ts'
import { mostPictures } from '@anxin/inspect/reuse/crops.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import type { Turn } from '@anxin/inspect/reuse/pdq.ts'
import type { Sighting } from '@anxin/inspect/reuse/sighting.ts'
import type { Database, Tx } from '../db/database.ts'
import { openSearch, type Search } from './search.ts'
import type { Found } from './shelf.ts'
import * as store from './store.ts'

/** A picture that was sent with another claim and looks like the one asked about. `same`: as a whole, so many bits of 256
 *  apart (at most 31) when turned so. `part`: a part of it (crop, screenshot), also in a mirror. One of the two is there. */
export type LookAlike = {
  media: Id
  claim: Id
  person: Id | null
  same: { distance: number; turn: Turn } | null
  part: (Sighting & { isMirrored: boolean }) | null
}

/** The pictures that were sent as evidence, by what they show. */
export type Reuse = {
  /** Remembers a picture from this transaction's commit on. Twice with one claim is once. Holds a lock of the tenant until
   *  the commit: for a transaction of its own, or at the end of a short one. */
  remember(tx: Tx, picture: store.Picture): Promise<void>
  /** The pictures of other claims that look like this one, the same before parts, the nearest first; those of every commit
   *  before the call are looked through. Exact for whole pictures (the 300 nearest); parts are looked for among the newest
   *  98,000 and not always found. The first call after a start reads all hashes of the tenant. */
  lookAlikes(asked: { tenant: Id; claim: Id; looks: Looks }): Promise<LookAlike[]>
  stop(): Promise<void>
}

/** Numbers read at a time. */
const [hashesAtOnce, featuresAtOnce] = [65_536, 1_024]
/** Pictures in all indexes of this process, about 130 bytes each and 7 kB for the newest 100,000 of a tenant, and tenants. Who
 *  was asked least recently goes first; what is asked next is read again. */
const most = { pictures: 12_000_000, tenants: 100 }
/** So many of those that share features are looked at closely. */
const mostCompared = 20

/** How far an index reaches, and how many threads had ended when it was opened. */
type Reach = store.Counts & { ended: number }

export function openReuse(db: Database, search: Search = openSearch()): Reuse {
  /** The tenants whose index is open, the most recently asked last. */
  const reached = new Map<Id, Reach>()
  const turns = new Map<Id, Promise<unknown>>()

  /** One after the other for a tenant: two who bring the index up to date at once would add everything twice. */
  function inTurn<T>(tenant: Id, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(tenant) ?? Promise.resolve()).then(work, work)
    const over = mine.catch(() => {}).then(() => void (turns.get(tenant) === over && turns.delete(tenant)))
    turns.set(tenant, over)
    return mine
  }

  async function bringUpToDate(tenant: Id): Promise<void> {
    const counts = await db.transaction({ tenant }, store.countsOf)
    const known = reached.get(tenant)
    const reach = known?.ended === search.ended ? known : await open(tenant, counts)
    reached.delete(tenant)
    try {
      await readHashes(tenant, reach, counts.pictures)
      if (reach.forgotten < counts.forgotten) await forget(tenant, reach, counts.forgotten)
    } catch (error) {
      // How far it got is not known: to be read anew.
      await search.ask({ ask: 'close', tenant }).catch(() => {})
      throw error
    }
    reached.set(tenant, reach)
    await closeSome(tenant)
  }

  async function open(tenant: Id, counts: store.Counts): Promise<Reach> {
    const featuresFrom = Math.max(1, counts.pictures - mostPictures + 1)
    const { ended } = search
    await search.ask({ ask: 'open', tenant, featuresFrom })
    return { pictures: 0, forgotten: counts.forgotten, ended }
  }

  async function readHashes(tenant: Id, reach: Reach, to: number): Promise<void> {
    const featuresFrom = Math.max(reach.pictures, to - mostPictures)
    while (reach.pictures < to) {
      const end = Math.min(to, reach.pictures + hashesAtOnce)
      const hashes = await db.transaction({ tenant }, (tx) => store.hashesBetween(tx, reach.pictures, end))
      await search.ask({ ask: 'add', tenant, hashes, pictures: [] })
      reach.pictures = end
    }
    for (let after = featuresFrom; after < to; after += featuresAtOnce) {
      const end = Math.min(to, after + featuresAtOnce)
      const pictures = await db.transaction({ tenant }, (tx) => store.featuresBetween(tx, after, end))
      await search.ask({ ask: 'add', tenant, hashes: new Uint8Array(), pictures })
    }
  }

  async function forget(tenant: Id, reach: Reach, turn: number): Promise<void> {
    const numbers = await db.transaction({ tenant }, (tx) => store.forgottenAfter(tx, reach.forgotten))
    await search.ask({ ask: 'forget', tenant, numbers })
    reach.forgotten = turn
  }

  async function closeSome(but: Id): Promise<void> {
    let pictures = [...reached.values()].reduce((sum, reach) => sum + reach.pictures, 0)
    for (const [tenant, reach] of [...reached]) {
      if ((pictures <= most.pictures && reached.size <= most.tenants) || tenant === but) return
      reached.delete(tenant)
      pictures -= reach.pictures
      await search.ask({ ask: 'close', tenant })
    }
  }

  async function lookAlikes({ tenant, claim, looks }: Parameters<Reuse['lookAlikes']>[0]): Promise<LookAlike[]> {
    const found = await inTurn(tenant, async () => {
      await bringUpToDate(tenant)
      return search.ask({ ask: 'find', tenant, looks })
    })
    const numbers = [...found.near, ...found.shared].map(({ id }) => id)
    if (numbers.length === 0) return []
    const owned = await db.transaction({ tenant }, (tx) => store.picturesOf(tx, numbers, { but: claim }))
    const pictures = new Map(owned.map((one) => [one.n, one]))
    const wholes = found.near.flatMap(({ id, distance, turn }) =>
      told(pictures.get(id), { same: { distance, turn }, part: null }),
    )
    const isWhole = new Set(found.near.map(({ id }) => id))
    const shared = found.shared.filter(({ id }) => pictures.has(id) && !isWhole.has(id)).slice(0, mostCompared)
    return [...wholes, ...(await parts({ tenant, looks, shared, pictures }))]
  }

  type Sharing = { tenant: Id; looks: Looks; shared: Found['shared']; pictures: ReadonlyMap<number, store.Owned> }

  async function parts({ tenant, looks, shared, pictures }: Sharing): Promise<LookAlike[]> {
    if (shared.length === 0) return []
    const numbers = shared.map(({ id }) => id)
    const rows = await db.transaction({ tenant }, (tx) => store.featuresOfThese(tx, numbers))
    const beside = shared.flatMap(({ id, isMirrored }) => {
      const kept = rows.find(({ n }) => n === id)
      return kept ? [{ id, kept, isMirrored }] : []
    })
    const sightings = await search.ask({ ask: 'compare', tenant, looks, with: beside })
    return beside
      .flatMap(({ id, isMirrored }, i) => {
        const sighting = sightings[i]
        return sighting ? told(pictures.get(id), { same: null, part: { ...sighting, isMirrored } }) : []
      })
      .sort((a, b) => (b.part?.agreeing ?? 0) - (a.part?.agreeing ?? 0))
  }

  return { remember: store.keepPicture, lookAlikes, stop: search.stop }
}

const told = (picture: store.Owned | undefined, how: Pick<LookAlike, 'same' | 'part'>): LookAlike[] =>
  picture ? [{ media: picture.media, claim: picture.claim, person: picture.person, ...how }] : []
