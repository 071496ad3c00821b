/** The process that looks at foreign files, and nothing else does: it knows no secret, answers one question at a time,
 *  and is ended when it takes too much memory (here) or time (`decoder.ts`). */
import { open, stat } from 'node:fs/promises'
import { headOf, isOversized, opened } from '@anxin/inspect/opened.ts'
import sharp from 'sharp'
import type { Reply } from '../apart.ts'
import type { Read } from './boxes.ts'
import type { Look, Question } from './decoder.ts'
import { lookAtIso, type Range } from './iso.ts'
import { lookAtWebm } from './webm.ts'

sharp.cache(false)
sharp.concurrency(1)

const most = { memory: 470 * 1024 * 1024, shownSide: 1_600 }
const mimes: Record<string, string> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heif: 'image/avif' }

/** What a film of a browser's recorder begins with. */
const ebml = 0x1a45dfa3

/** What the file is, and how others may see it. */
async function look(source: string | Uint8Array): Promise<Look> {
  const { read, size, close } = await openedAsFile(source)
  try {
    const head = Buffer.concat([await read(0, 12), Buffer.alloc(4)])
    const iso = head.toString('latin1', 4, 8) === 'ftyp' ? await lookAtIso(read, size) : null
    if (iso?.is === 'video') return { kind: 'video', mime: iso.mime, seconds: iso.seconds, hidden: iso.hidden }
    if (iso?.is === 'heic') return ofHeic(iso)
    if (head.readUInt32BE(0) === ebml) return { kind: 'video', mime: 'video/webm', ...(await lookAtWebm(read, size)) }
    return await decoded(source)
  } finally {
    await close()
  }
}

function ofHeic({ width, height, hidden }: { width: number; height: number; hidden: Range[] }): Look {
  if (isOversized({ width, height })) return { refused: 'too_many_pixels' }
  return { kind: 'photo', mime: 'image/heic', width, height, hidden }
}

/** Decoded whole, within the limits; with the copy for showing: upright, no metadata (no place, no camera), small. */
async function decoded(source: string | Uint8Array): Promise<Look> {
  const picture = opened(source, { failOn: 'error' })
  const head = await headOf(picture)
  if ('refused' in head) return { refused: head.refused === 'too_large' ? 'too_many_pixels' : 'unreadable' }
  const { format, width, height } = head
  const mime = mimes[format]
  if (!mime) return { refused: 'unreadable' }
  const shown = await picture
    .autoOrient()
    .resize(most.shownSide, most.shownSide, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .jpeg({ quality: 82 })
    .toBuffer()
  return { kind: 'photo', mime, width, height, hidden: [], shown }
}

async function openedAsFile(
  source: string | Uint8Array,
): Promise<{ read: Read; size: number; close(): Promise<void> }> {
  if (typeof source !== 'string') {
    const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    return { read: async (at, length) => bytes.subarray(at, at + length), size: bytes.length, close: async () => {} }
  }
  const { size } = await stat(source)
  const handle = await open(source)
  const read: Read = async (at, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
    return buffer.subarray(0, bytesRead)
  }
  return { read, size, close: () => handle.close() }
}

// Pictures are decoded on threads of libvips; this one is free to watch.
setInterval(() => process.memoryUsage.rss() > most.memory && process.kill(process.pid, 'SIGKILL'), 10).unref()
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', async ({ source }: Question) => {
  const answer = await look(source).catch((): Look => ({ refused: 'unreadable' }))
  process.send?.({ answer } satisfies Reply<Look>)
})
process.send?.({ answer: null } satisfies Reply<Look>)
