/** Broken variants of how uploads are taken in, to show that the tests would notice. None of this is ever part of the product. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import type { Deps } from '../deps.ts'
import { UploadStore } from '../media/incoming.ts'

/** What cannot be opened is taken for our own fault. */
export function refusalThrown({ decoder }: Deps): void {
  const { look } = decoder
  decoder.look = async (source) => {
    const seen = await look(source)
    if ('refused' in seen) throw new Error(seen.refused)
    return seen
  }
}

/** Every damaged file ends the process that looks at it. */
export function decoderGone({ decoder }: Deps): void {
  const { look } = decoder
  decoder.look = async (source) => {
    const seen = await look(source)
    return 'refused' in seen ? { refused: 'too_heavy' } : seen
  }
}

/** Bytes are acknowledged as soon as they are here, and written a little later. */
export function acknowledgeUnwritten(_: Deps): void {
  const { write } = UploadStore.prototype
  const pending = new Map<string, Promise<unknown>>()
  UploadStore.prototype.write = async function (bytes, name, offset) {
    const held = await buffer(bytes)
    const before = pending.get(name) ?? Promise.resolve()
    const later = before
      .then(() => new Promise((resolve) => setTimeout(resolve, 300)))
      .then(() => write.call(this, Readable.from([held]), name, offset))
    pending.set(
      name,
      later.catch(() => {}),
    )
    return offset + held.length
  }
}

/** Whoever asks for a lock has it. */
export function unlocked(): void {
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, text: unknown, ...rest: unknown[]) {
    const taken =
      typeof text === 'string' ? text.replace(/pg_try_advisory_lock\(.*?0\)\)/, '($1::text is not null)') : text
    return Reflect.apply(query, this, [taken, ...rest])
  } as typeof query // as the library calls it
}
