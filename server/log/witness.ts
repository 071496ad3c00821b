import { partsOf, type Verifier } from '@anxin/record/checkpoint.ts'
import { sightings } from '@anxin/record/cosignature.ts'
import type { Hash } from '@anxin/record/merkle.ts'
import { replyOf } from '../reply.ts'

/** Somebody elsewhere who remembers the newest checkpoint that was shown, and puts its name under a later one only when that
 *  goes on from it. The protocol is that of C2SP: https://c2sp.org/tlog-witness (`POST <url>/add-checkpoint`). */
export type Witness = { url: string; key: Verifier }

/** The line of the witness with its time; the size that it remembers, when it was another than `old`; or what it said. */
export type Cosigned = { line: string; at: Date } | { remembers: number } | { refused: string }

type Shown = {
  note: string
  /** The size that the witness saw last, and the proof that the note goes on from there. */
  old: number
  proof: readonly Hash[]
}
const patienceMs = 20_000
const mostOfAnswer = 16_384

/** Shows the witness a checkpoint. Only a line that is by this witness and of this note is handed back. */
export async function showTo({ url, key }: Witness, shown: Shown): Promise<Cosigned> {
  try {
    const answer = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: requestOf(shown),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = (await replyOf(answer, mostOfAnswer)).toString('utf8')
    if (answer.status === 409 && answer.headers.get('content-type') === 'text/x.tlog.size') return rememberedIn(text)
    if (answer.status !== 200) return { refused: `status ${answer.status}` }
    return lineIn(text, shown.note, key)
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return { refused: cause instanceof Error ? cause.message : String(cause) }
  }
}

const requestOf = ({ old, proof, note }: Shown): string =>
  [`old ${old}\n`, ...proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`), '\n', note].join('')

function rememberedIn(text: string): Cosigned {
  const size = /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1]
  return size === undefined ? { refused: 'a size that is none' } : { remembers: Number(size) }
}

/** Of several lines (a witness may sign with more than one key), the one that is by this key. */
function lineIn(text: string, note: string, key: Verifier): Cosigned {
  const body = partsOf(note)?.text
  for (const line of text.split(/(?<=\n)/)) {
    const [seen] = (body && sightings(`${body}\n${line}`, [key])) || []
    if (seen) return { line, at: new Date(seen.time * 1_000) }
  }
  return { refused: 'no line of this witness' }
}
