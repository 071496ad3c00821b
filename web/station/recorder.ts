import { instant } from '@anxin/domain/basics.ts'
import { type About, linkText, openingText } from '@anxin/domain/recordings/film.ts'
import type { Ending } from '@anxin/domain/recordings/recording.ts'
import { addFilm, addPiece, addStill, changeFilm, type Film, type KeptPiece } from './kept.ts'

/** A film under way. */
export type Recorder = {
  film: Film
  /** Ends it; resolves when its last piece is kept. */
  end(ending: Ending): Promise<void>
}
/** `stream`: what is recorded; `still`: the picture of the camera at this moment. */
type Source = { stream: MediaStream; still: () => Promise<Blob | null> }

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
/** A page that was given a camera has this as well: both need TLS, or this very machine. */
const { subtle } = globalThis.crypto
const sha256 = async (bytes: BufferSource) => hex(await subtle.digest('SHA-256', bytes))
const ofText = (text: string) => sha256(new TextEncoder().encode(text))

/** Of the pieces of a film that broke off those from the first on that are still what they were: the last may be half
 *  written. */
export async function wholeOf(pieces: readonly KeptPiece[]): Promise<KeptPiece[]> {
  const whole: KeptPiece[] = []
  for (const piece of pieces) {
    const bytes = await piece.bytes.arrayBuffer().catch(() => null)
    if (!bytes || piece.n !== whole.length + 1 || (await sha256(bytes)) !== piece.sha256) break
    whole.push(piece)
  }
  return whole
}

/** Milliseconds: of a piece; between pictures of the goods; of the longest film (longer ones go on as another). */
const every = { piece: 1_000, still: 8_000 }
export const longest = 5 * 60_000
const bitsPerSecond = 1_800_000

/** Safari records MP4, everybody else WebM. */
const kindOfFilm = () =>
  ['video/webm;codecs=vp8', 'video/webm', 'video/mp4'].find((kind) => MediaRecorder.isTypeSupported(kind)) ?? ''

/** Begins a film. Each piece is hashed, linked to the one before and kept as soon as it is there. `lost`: told when it
 *  cannot go on, because nothing more can be kept (a full disk) or the recording broke off. */
export async function begin(
  about: About,
  { stream, still }: Source,
  lost: (why: 'storage' | 'camera') => void,
): Promise<Recorder> {
  const mime = kindOfFilm()
  const { recording, ...begun } = about
  const film: Film = {
    ...begun,
    ...{ id: recording, mime: mime.split(';')[0] ?? '', state: 'filming', ending: null, length: 0 },
    ...{ isStarted: false, begun: null, media: null, pictures: [], progress: 0, refusal: null },
  }
  await addFilm(film)
  const recorder = new MediaRecorder(stream, { mimeType: mime, videoBitsPerSecond: bitsPerSecond })
  const started = performance.now() - (Date.now() - about.startedAt)
  const now = () => Math.round(performance.now() - started)
  let n = 0
  let link = await ofText(openingText(about))
  let writing: Promise<unknown> = Promise.resolve()
  let isEnding = false
  let isWhole = true
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
  const brokeOff = () => !isEnding && lost('camera')
  recorder.onstop = brokeOff
  recorder.onerror = brokeOff
  recorder.ondataavailable = ({ data }) => {
    if (data.size === 0) return
    const [at, clock] = [now(), instant(Date.now())]
    writing = writing.then(async () => {
      const piece = { at, clock, size: data.size, sha256: await sha256(await data.arrayBuffer()) }
      n++
      link = await ofText(linkText(link, n, piece))
      await addPiece({ ...piece, film: recording, n, link, bytes: data })
    })
    writing.catch(() => {
      isWhole = false
      lost('storage')
    })
  }
  const keepStill = async (isLast: boolean) => {
    const bytes = await still()
    if (bytes) await addStill({ film: recording, at: now(), isLast, bytes })
  }
  recorder.start(every.piece)
  const stills = setInterval(() => void keepStill(false).catch(() => lost('storage')), every.still)
  return {
    film,
    async end(ending) {
      isEnding = true
      clearInterval(stills)
      const length = now()
      const last = keepStill(true)
      if (recorder.state !== 'inactive') recorder.stop()
      await stopped
      for (const track of stream.getTracks()) track.stop()
      // Whatever could not be kept: what was is sent.
      await Promise.allSettled([writing, last])
      await changeFilm(recording, { state: n === 0 ? 'lost' : 'ended', ending: isWhole ? ending : 'cut', length })
    },
  }
}
