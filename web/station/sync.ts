import { api, Problem, told } from '../kit/api.ts'
import { upload } from '../kit/upload.ts'
import { changeFilm, dropFilm, type Film, forgetBytes, piecesOf, sendAnew, stillsOf, unsent } from './kept.ts'
import { wholeOf } from './recorder.ts'

/** How far the last try came. */
export type Reach = 'reached' | 'unreachable' | 'signed-out' | 'no-role'

/** One at a time sends, whoever else would wait for it does not; null for those. */
const alone = <T>(work: () => Promise<T>): Promise<T | null> =>
  navigator.locks.request('anxin-station', { ifAvailable: true }, async (lock) => (lock ? work() : null))

/** Sends what is kept, the oldest first: that films have begun, films that ended, and whether those were sealed. What the
 *  server refuses is noted and stops no other. Films of a merchant whom nobody speaks for now wait for somebody who does. */
export const sync = (): Promise<Reach | null> =>
  alone(async () => {
    try {
      const { items } = await told(api.GET('/api/v1/merchants/mine', {}))
      await compareClocks()
      const own = items.map(({ id }) => id)
      for (const film of await unsent())
        if (own.includes(film.merchant)) await send(film).catch((error) => refused(film, error))
      return 'reached'
    } catch (error) {
      return reachOf(error)
    }
  })

function reachOf(error: unknown): Reach {
  if (!(error instanceof Problem)) return 'unreachable'
  if (error.status === 401) return 'signed-out'
  if (error.status === 403) return error.code === 'http.second_factor' ? 'signed-out' : 'no-role'
  return 'unreachable'
}

/** Said of the moment, not of the film: it is sent again. */
const passing = ['recording.clock', 'media.too_heavy', 'media.upload_busy', 'case.absent', 'case.stale']

/** Throws what concerns all films: no network, no session, too much at once. */
async function refused(film: Film, error: unknown): Promise<void> {
  if (!(error instanceof Problem) || [401, 403, 429].includes(error.status)) throw error
  // It was sent and not handed in for days: the server let go of it, and gets it again.
  if (error.code === 'media.unknown') return void (await sendAnew(film.id))
  if (error.status >= 500 || passing.includes(error.code)) return
  const refusal = [error.message, ...error.errors.map(({ message }) => message)].join('：')
  await changeFilm(film.id, { state: 'refused', refusal })
}

async function send(film: Film): Promise<void> {
  if (film.state === 'lost') return giveUp(film)
  await start(film)
  if (film.state === 'filming') return
  if (film.state !== 'ended' || (await handIn(film))) await settle(film)
}

async function giveUp({ id, isStarted }: Film): Promise<void> {
  if (isStarted) await told(api.POST('/api/v1/recordings/{id}/give-up', { params: { path: { id } } }))
  await forgetBytes(id)
  await dropFilm(id)
}

async function start({ id, isStarted, merchant, waybill, order, device, startedAt, offset }: Film): Promise<void> {
  if (isStarted) return
  const body = { id, merchant, waybill, order, device, startedAt, offset }
  await told(api.POST('/api/v1/recordings', { body }))
  await changeFilm(id, { isStarted: true })
}

/** The film, then its pictures, then both with the list of pieces. Each goes on where an earlier try broke off. False where
 *  nothing of the film is whole. */
async function handIn(film: Film): Promise<boolean> {
  const { id, mime, length, ending } = film
  const kept = await piecesOf(id)
  const pieces = ending === 'cut' ? await wholeOf(kept) : kept
  if (pieces.length === 0) {
    await giveUp(film)
    return false
  }
  const bytes = new Blob(
    pieces.map((piece) => piece.bytes),
    { type: mime },
  )
  const progress = (share: number) => void changeFilm(id, { progress: share })
  const begins = (begun: string) => void changeFilm(id, { begun })
  const media = film.media ?? (await upload(bytes, { begun: film.begun, begins, progress }))
  await changeFilm(id, { media, begun: null, progress: 1 })
  const pictures = [...film.pictures]
  for (const still of (await stillsOf(id)).slice(pictures.length)) {
    pictures.push(await upload(still))
    await changeFilm(id, { pictures })
  }
  const list = pieces.map(({ at, clock, size, sha256 }) => ({ at, clock, size, sha256 }))
  const head = pieces.at(-1)?.link ?? ''
  const body = { media, pieces: list, head, length, offset: clockOffset(), ending: ending ?? 'cut', pictures }
  await told(api.POST('/api/v1/recordings/{id}/film', { params: { path: { id } }, body }))
  await changeFilm(id, { state: 'handed-in' })
  return true
}

/** Whether the server has looked at the film; its bytes go from here only then. */
async function settle({ id }: Film): Promise<void> {
  const seen = await told(api.GET('/api/v1/recordings/{id}', { params: { path: { id } } }))
  if (seen.status !== 'sealed') return
  await changeFilm(id, { state: seen.broken ? 'broken' : 'sealed' })
  await forgetBytes(id)
}

const offsetKept = 'anxin.station.offset'
/** How much the server's clock says beyond this one, in milliseconds, to a second, as of when they last met. */
export const clockOffset = (): number => Number(localStorage.getItem(offsetKept) ?? 0)

/** Asks the server's clock again. Throws where it is not reached. */
async function compareClocks(): Promise<void> {
  const before = Date.now()
  const answer = await fetch('/healthz', { cache: 'no-store' })
  const said = Date.parse(answer.headers.get('date') ?? '')
  const offset = Math.round(said + 500 - (before + Date.now()) / 2)
  // What is left within the header's precision is nothing.
  if (Number.isFinite(offset)) localStorage.setItem(offsetKept, String(Math.abs(offset) < 1_000 ? 0 : offset))
}
