/** The process that looks at foreign files, and nothing else does: it knows no secret, answers one question at a time,
 *  and is ended when it takes too much memory (here) or time (`decoder.ts`). */
import { open, stat } from 'node:fs/promises'
import sharp from 'sharp'
import type { Reply } from '../apart.ts'
import type { Read } from './boxes.ts'
import type { Look, Question } from './decoder.ts'
import { lookAtIso, type Range } from './iso.ts'

// libvips chooses its loader from the bytes, whatever the name says (CVE-2026-66066): all are off but these four.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
})
sharp.cache(false)
sharp.concurrency(1)

const MiB = 1024 * 1024
/** `whole`: bytes of a picture that has to be unpacked as a whole, before its first row is known. */
const most = { pixels: 50_000_000, side: 20_000, whole: 200 * MiB, memory: 470 * MiB, shownSide: 1_600 }
const mimes: Record<string, string> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heif: 'image/avif' }

/** What the file is, and how others may see it. */
async function look(source: string | Uint8Array): Promise<Look> {
  const { read, size, close } = await opened(source)
  try {
    const head = await read(0, 12)
    const iso = head.toString('latin1', 4, 8) === 'ftyp' ? await lookAtIso(read, size) : null
    if (iso?.is === 'video') return { kind: 'video', mime: iso.mime, hidden: iso.hidden }
    if (iso?.is === 'heic') return ofHeic(iso)
    return await decoded(source)
  } finally {
    await close()
  }
}

function ofHeic({ width, height, hidden }: { width: number; height: number; hidden: Range[] }): Look {
  if (isTooLarge({ width, height })) return { refused: 'too_many_pixels' }
  return { kind: 'photo', mime: 'image/heic', width, height, hidden }
}

const isTooLarge = ({ width, height }: { width: number; height: number }) =>
  width > most.side || height > most.side || width * height > most.pixels

/** Decoded whole, within the limits; with the copy for showing: upright, no metadata (no place, no camera), small. */
async function decoded(source: string | Uint8Array): Promise<Look> {
  const picture = sharp(source, { limitInputPixels: most.pixels, failOn: 'error' })
  const found = await picture.metadata().catch((error: Error) => error)
  if (found instanceof Error) {
    return { refused: /pixel limit|too large|exceed/i.test(found.message) ? 'too_many_pixels' : 'unreadable' }
  }
  const { format, width, height, channels, depth, isProgressive } = found
  const mime = mimes[format]
  if (!mime) return { refused: 'unreadable' }
  const raw = width * height * channels * (depth === 'uchar' ? 1 : 2)
  const isWhole = format === 'heif' || (format === 'png' && isProgressive)
  if (isTooLarge(found) || (isWhole && raw > most.whole)) return { refused: 'too_many_pixels' }
  const shown = await picture
    .autoOrient()
    .resize(most.shownSide, most.shownSide, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .jpeg({ quality: 82 })
    .toBuffer()
  return { kind: 'photo', mime, width, height, hidden: [], shown }
}

async function opened(source: string | Uint8Array): Promise<{ read: Read; size: number; close(): Promise<void> }> {
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
