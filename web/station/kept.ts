import type { Piece } from '@anxin/domain/recordings/film.ts'
import type { Ending } from '@anxin/domain/recordings/recording.ts'
import Dexie, { type EntityTable, liveQuery, type Table } from 'dexie'
import { useEffect, useState } from 'react'

/** What this browser keeps: each film from its first piece until the server has sealed it. A page that dies, a lid that is
 *  closed and an hour without network lose nothing of it. */

export type Film = {
  id: string
  merchant: string
  waybill: string
  order: string | null
  device: string
  startedAt: number
  offset: number
  mime: string
  /** `filming`; `ended`: to be sent; `lost`: it began and nothing of it was kept; `handed-in`: the server looks at it;
   *  `sealed`, `broken`, `refused`: the end. */
  state: 'filming' | 'ended' | 'lost' | 'handed-in' | 'sealed' | 'broken' | 'refused'
  ending: Ending | null
  /** Milliseconds. */
  length: number
  isStarted: boolean
  /** Where the upload of the film had begun, its id once it is there, and those of the pictures. */
  begun: string | null
  media: string | null
  pictures: string[]
  /** Of the film, from 0 to 1, that was sent. */
  progress: number
  /** Why the server did not take it. */
  refusal: string | null
}
export type KeptPiece = Piece & { film: string; n: number; link: string; bytes: Blob }
type Still = { id?: number; film: string; at: number; isLast: boolean; bytes: Blob }

// On the disk before it counts as kept: a table loses its power now and then.
const db = new Dexie('anxin-station', { chromeTransactionDurability: 'strict' }) as Dexie & {
  films: EntityTable<Film, 'id'>
  pieces: Table<KeptPiece, [string, number]>
  stills: EntityTable<Still, 'id'>
} // Dexie learns its tables from the schema below
db.version(1).stores({ films: 'id, startedAt', pieces: '[film+n], film', stills: '++id, film' })
db.on('versionchange', () => {
  db.close()
  window.dispatchEvent(new Event('anxin.outdated'))
})

/** The newest films, for the list; undefined until they were read; an error where nothing can be kept. */
export function useFilms(): Film[] | Error | undefined {
  const [films, setFilms] = useState<Film[] | Error>()
  useEffect(() => {
    const reading = liveQuery(() => db.films.orderBy('startedAt').reverse().limit(100).toArray()).subscribe({
      next: setFilms,
      error: (error) => setFilms(error instanceof Error ? error : new Error(String(error))),
    })
    return () => reading.unsubscribe()
  }, [])
  return films
}

export const addFilm = (film: Film) => db.films.add(film)
export const changeFilm = (id: string, change: Partial<Film>) => db.films.update(id, change)
export const addPiece = (piece: KeptPiece) => db.pieces.add(piece)
export const addStill = (still: Still) => db.stills.add(still)
/** The pieces of a film in their order. */
export const piecesOf = (film: string) =>
  db.pieces.where('[film+n]').between([film, Dexie.minKey], [film, Dexie.maxKey]).toArray()

/** Films that the server does not have yet, the oldest first. */
export const unsent = async (): Promise<Film[]> =>
  (await db.films.orderBy('startedAt').toArray()).filter(({ state }) =>
    ['filming', 'ended', 'lost', 'handed-in'].includes(state),
  )

/** So many pictures of the goods go with a film. */
const mostStills = 6
/** The one of its end, and others spread over it. */
export async function stillsOf(film: string): Promise<Blob[]> {
  const all = await db.stills.where('film').equals(film).sortBy('at')
  const last = all.find(({ isLast }) => isLast)
  const others = all.filter((still) => still !== last)
  const room = mostStills - (last ? 1 : 0)
  const spread = others.filter(
    (_, i) => Math.floor((i * room) / others.length) !== Math.floor(((i - 1) * room) / others.length),
  )
  return [...spread, ...(last ? [last] : [])].map(({ bytes }) => bytes)
}

/** As it was before anything of it was sent: what the server had taken in, it has let go of meanwhile. */
export const sendAnew = (film: string) =>
  db.films.update(film, {
    ...{ state: 'ended', refusal: null, media: null, pictures: [], begun: null, progress: 0 },
  })
export const dropFilm = (film: string) => db.films.delete(film)

/** Of a film that the server keeps only its line in the list stays here. */
export const forgetBytes = (film: string) =>
  db.transaction('rw', db.pieces, db.stills, async () => {
    await db.pieces.where('film').equals(film).delete()
    await db.stills.where('film').equals(film).delete()
  })

/** Films that were under way when the page died: what was recorded of them is sent. One without a piece never was. Only a
 *  page that is alone in its browser may say so, before it films itself. */
export const endCutFilms = () =>
  db.transaction('rw', db.films, db.pieces, async () => {
    for (const film of await db.films.filter(({ state }) => state === 'filming').toArray()) {
      const pieces = await db.pieces.where('film').equals(film.id).toArray()
      if (pieces.length === 0 && film.isStarted) await db.films.update(film.id, { state: 'lost' })
      else if (pieces.length === 0) await db.films.delete(film.id)
      else
        await db.films.update(film.id, {
          state: 'ended',
          ending: 'cut',
          length: Math.max(...pieces.map(({ at }) => at)),
        })
    }
  })
