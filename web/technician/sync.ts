import { useSyncExternalStore } from 'react'
import { api, Problem, told, type Visit } from '../kit/api.ts'
import { t } from '../kit/language.ts'
import { upload } from '../kit/upload.ts'
import { due, isMoot, meaningOf } from './fold.ts'
import { become, discard, note, type Recorded, recordedBy, settle, take } from './kept.ts'

/** How far the last try came. */
export type Reach = 'reached' | 'unreachable' | 'signed-out' | 'no-role'

let queue: Promise<unknown> = Promise.resolve()
/** One at a time, over all tabs of this browser; where a browser has no locks, at least in this tab. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request('anxin-sync', work)
  const mine = queue.then(work, work)
  queue = mine.catch(() => {})
  return mine
}

/** Asks who is signed in, sends what that technician recorded, and takes over the list of jobs. */
export const sync = (): Promise<Reach> =>
  alone(async () => {
    try {
      const me = await told(api.GET('/api/v1/technicians/me', {}))
      await become(me)
      await sendAll(me.id)
      const { items } = await told(api.GET('/api/v1/visits', {}))
      await take(me.id, items)
      return 'reached'
    } catch (error) {
      return reachOf(error)
    } finally {
      show(null)
    }
  })

function reachOf(error: unknown): Reach {
  if (!(error instanceof Problem)) return 'unreachable'
  const meaning = meaningOf(error)
  if (meaning === 'sign-in') return 'signed-out'
  return meaning === 'later' ? 'unreachable' : 'no-role'
}

/** Oldest first. Throws when the network gives out or the session is over; what the server refuses is noted. */
async function sendAll(me: string): Promise<void> {
  // Read again each time: meanwhile a step may have been recorded or discarded.
  for (;;) {
    const [next] = due(await recordedBy(me))
    if (!next) return
    await send(next)
  }
}

async function send(one: Recorded): Promise<void> {
  try {
    await settle(one, await post(one, await files(one)))
  } catch (error) {
    if (!(error instanceof Problem) || meaningOf(error) !== 'refused') throw error
    const path = { params: { path: { id: one.visit } } }
    const visit = await told(api.GET('/api/v1/visits/{id}', path)).catch(unlessLost)
    if (visit && isMoot(one.step, visit.status)) await discard([one.id])
    else await note(one.id, { refused: sentence(error) })
  }
}

/** Null for a visit that is not ours any more. */
function unlessLost(error: unknown): null {
  if (error instanceof Problem && meaningOf(error) === 'refused') return null
  throw error
}

/** A request that the server cannot read comes from a page that is older than it. */
const sentence = ({ code, message, errors }: Problem): string =>
  ['http.not_found', 'http.malformed', 'http.invalid'].includes(code)
    ? [t('t.outdated'), ...errors.map((error) => error.message)].join('：')
    : message

/** Sends the files of a step that were not sent yet; each goes on where an earlier try broke off. */
async function files(one: Recorded): Promise<string[]> {
  const all = one.signature ? [...one.photos, one.signature] : one.photos
  const sent = [...one.sent]
  for (const [i, file] of all.entries()) {
    if (i < sent.length) continue
    const id = await upload(file, {
      begun: i === one.sent.length ? one.begun : null,
      begins: (begun) => void note(one.id, { begun }),
      progress: (share) => show({ file: i + 1, of: all.length, share }),
    })
    sent.push(id)
    await note(one.id, { sent: [...sent], begun: null })
  }
  return sent
}

function post(one: Recorded, sent: readonly string[]): Promise<Visit> {
  const media = sent.slice(0, one.photos.length)
  const signed = one.signature ? { given: { kind: 'signature', media: sent.at(-1) } } : {}
  const body = { ...one.body, ...(one.step === 'finish' ? { media } : {}), ...signed }
  const path = { params: { path: { id: one.visit } }, headers: { 'Idempotency-Key': one.key } }
  // One address per step; each body was made by the form of that step, and the server checks it again.
  return told(
    api.POST(`/api/v1/visits/{id}/${one.step}` as '/api/v1/visits/{id}/arrive', { ...path, body: body as never }),
  ) // see above
}

export type Progress = { file: number; of: number; share: number }
let progress: Progress | null = null
const watchers = new Set<() => void>()
function show(now: Progress | null): void {
  progress = now
  for (const tell of watchers) tell()
}
const watch = (tell: () => void) => {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
/** The file that is being sent, and how much of it is with the server. */
export const useProgress = (): Progress | null => useSyncExternalStore(watch, () => progress)
