import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { payload } from '@anxin/record/bag.ts'
import { type Entry, openPromise } from 'yauzl'

/** The manifest proves what the files hold; a ZIP also has names, dates and lengths around them, and whoever changes the
 *  case of a letter in a manifest changes nothing that it says. So that no byte of a bundle can be changed unseen, the
 *  comment at its end holds the SHA-256 of all bytes but its own and those of the payload. */

const mark = 'anxin sha256:'
/** As long as the comment will be, so that the end of the archive can be written before it is known. */
export const blankComment = mark + '0'.repeat(64)

/** Writes the comment of an archive that was written with a blank one. */
export async function signStructure(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    await file.write(mark + (await structureHash(path, file, size)), size - blankComment.length)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Whether an archive is, around its files, as it was written. One that somebody else packed is not. Throws what yauzl
 *  throws where it cannot be read. */
export async function isStructureWhole(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const said = Buffer.alloc(blankComment.length)
    await file.read(said, 0, said.length, Math.max(0, size - said.length))
    return said.toString('latin1') === mark + (await structureHash(path, file, size))
  } finally {
    await file.close()
  }
}

async function structureHash(path: string, file: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256')
  const until = size - blankComment.length
  let from = 0
  let free = 0
  for (const { start, end, isPayload } of await dataIn(path)) {
    // Two files that share bytes, or a file beyond the end: no archive of ours.
    if (start < free || end > until) return ''
    free = end
    if (!isPayload) continue
    await take(hash, file, { from, until: start })
    from = end
  }
  await take(hash, file, { from, until })
  return hash.digest('hex')
}

type Part = { start: number; end: number; isPayload: boolean }

/** Where the bytes of the files lie, in order. */
async function dataIn(path: string): Promise<Part[]> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  try {
    const entries: Entry[] = []
    for await (const entry of zip.eachEntry()) entries.push(entry)
    const parts: Part[] = []
    for (const entry of entries) {
      const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
      const isPayload = entry.fileName.includes(`/${payload}`)
      parts.push({ start, end: start + entry.compressedSize, isPayload })
    }
    return parts.sort((one, other) => one.start - other.start)
  } finally {
    zip.close()
  }
}

async function take(
  hash: ReturnType<typeof createHash>,
  file: FileHandle,
  { from, until }: { from: number; until: number },
): Promise<void> {
  const step = Buffer.alloc(Math.min(65_536, Math.max(0, until - from)))
  for (let at = from; at < until; ) {
    const { bytesRead } = await file.read(step, 0, Math.min(step.length, until - at), at)
    if (bytesRead === 0) return
    hash.update(step.subarray(0, bytesRead))
    at += bytesRead
  }
}
