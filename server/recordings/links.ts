import { createHash } from 'node:crypto'
import { type About, linkText, openingText, type Piece } from '@anxin/domain/recordings/film.ts'
import type { Break } from '@anxin/domain/recordings/recording.ts'

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The last link of a film of these pieces, in hex. */
export const headOf = (about: About, pieces: readonly Piece[]): string =>
  pieces.reduce((before, piece, i) => sha256(linkText(before, i + 1, piece)), sha256(openingText(about)))

/** Whether the bytes are the pieces in their order, each as it was taken; else what is wrong first, and from which piece
 *  (from 1) on. Reads the film once, and holds two pieces of it. */
export async function breakIn(film: AsyncIterable<Buffer>, pieces: readonly Piece[]): Promise<Break | null> {
  const { take, close } = reader(film)
  try {
    for (const [i, { size, sha256: said }] of pieces.entries()) {
      const bytes = await take(size)
      if (bytes.length === size && sha256(bytes) === said) continue
      const next = Buffer.concat([bytes, await take(largestOf(pieces))])
      return { how: howBroken(next, pieces, i), piece: i + 1 }
    }
    return (await take(1)).length > 0 ? { how: 'long', piece: pieces.length + 1 } : null
  } finally {
    await close()
  }
}

const largestOf = (pieces: readonly Piece[]) => Math.max(...pieces.map(({ size }) => size))

/** What stands where the piece at `i` should: another of the film tells that it was moved. */
function howBroken(bytes: Buffer, pieces: readonly Piece[], i: number): Break['how'] {
  const isAt = (from: number, piece: Piece | undefined) =>
    piece !== undefined &&
    from + piece.size <= bytes.length &&
    sha256(bytes.subarray(from, from + piece.size)) === piece.sha256
  const here = pieces[i]
  const other = pieces.findIndex((piece, j) => j !== i && isAt(0, piece))
  const found = pieces[other]
  if (found === undefined) return bytes.length < (here?.size ?? 0) ? 'short' : 'changed'
  if (other < i) return 'repeated'
  return isAt(found.size, here) ? 'swapped' : 'dropped'
}

/** Bytes of a stream by number; fewer at its end. */
function reader(film: AsyncIterable<Buffer>) {
  const stream = film[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  async function take(size: number): Promise<Buffer> {
    const parts = [held]
    for (let length = held.length; length < size; ) {
      const { value, done } = await stream.next()
      if (done) break
      parts.push(value)
      length += value.length
    }
    const all = Buffer.concat(parts)
    held = all.subarray(size)
    return all.subarray(0, size)
  }
  const close = async () => void (await stream.return?.())
  return { take, close }
}
