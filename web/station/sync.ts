import { api, Problem, told } from '../kit/api.ts'
import { upload } from '../kit/upload.ts'
import { changeFilm, type Film, forgetBytes, piecesOf, stillsOf, unsent } from './kept.ts'

/** How far the last try came. */
export type Reach = 'reached' | 'unreachable' | 'signed-out' | 'no-role'

/** One page at a time sends; the others wait for it. */
const alone = <T>(work: () => Promise<T>): Promise<T> => navigator.locks.request('anxin-station', work)

/** Sends what is kept, the oldest first: that films have begun, films that ended, and whether those were sealed. What the
 *  server refuses is noted and stops no other. */
export const sync = (): Promise<Reach> =>
  alone(async () => {
    try {
      await told(api.GET('/api/v1/merchants/mine', {}))
      await compareClocks()
      for (const film of await unsent()) await send(film).catch((error) => refused(film, error))
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

/** A refusal that another try would not change. */
async function refused(film: Film, error: unknown): Promise<void> {
  const isFinal = error instanceof Problem && [404, 409, 413, 422].includes(error.status)
  if (!isFinal || error.code === 'http.in_progress') throw error
  const refusal = [error.message, ...error.errors.map(({ message }) => message)].join('：')
  await changeFilm(film.id, { state: 'refused', refusal })
}

async function send(film: Film): Promise<void> {
  await start(film)
  if (film.state === 'ended') await handIn(film)
  if (film.state !== 'filming') await settle(film)
}

async function start({ id, isStarted, merchant, waybill, order, device, startedAt, offset }: Film): Promise<void> {
  if (isStarted) return
  const body = { id, merchant, waybill, order, device, startedAt, offset }
  await told(api.POST('/api/v1/recordings', { body }))
  await changeFilm(id, { isStarted: true })
}

/** The film, then its pictures, then both with the list of pieces. Each goes on where an earlier try broke off. */
async function handIn(film: Film): Promise<void> {
  const { id, mime, length, ending } = film
  const pieces = await piecesOf(id)
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
  const body = { media, pieces: list, head, length, ending: ending ?? 'cut', pictures }
  await told(api.POST('/api/v1/recordings/{id}/film', { params: { path: { id } }, body }))
  await changeFilm(id, { state: 'handed-in' })
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
