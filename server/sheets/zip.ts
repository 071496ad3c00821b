import { inflateRawSync } from 'node:zlib'

/** What is looked at before a workbook is opened: a ZIP archive says how large it is, and may lie. Every entry is
 *  unpacked here under a limit of bytes, so that whoever opens it later cannot be led into unpacking more. */

const endMark = 0x06054b50
const entryMark = 0x02014b50
const fileMark = 0x04034b50
const mostEntries = 500

type Entry = { name: string; method: number; flags: number; packed: number; at: number }

/** The entries of an archive by name, unpacked; null when it is no archive, `too_large` when it would hold more than
 *  `most` bytes. Archives that are encrypted, in parts, or of the 64-bit kind are none that a spreadsheet needs. */
export function unpacked(bytes: Buffer, most: number): Map<string, Buffer> | 'too_large' | null {
  try {
    const entries = directory(bytes)
    if (!entries) return null
    const files = new Map<string, Buffer>()
    let left = most
    for (const entry of entries) {
      const content = contentOf(bytes, entry, left)
      if (!content) return null
      left -= content.length
      if (left < 0) return 'too_large'
      files.set(entry.name, content)
    }
    return files
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return 'too_large'
    return null // a damaged archive, whichever way it is damaged
  }
}

function directory(bytes: Buffer): Entry[] | null {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || bytes.readUInt32LE(end) !== endMark) return null
  const [count, size, start] = [
    bytes.readUInt16LE(end + 10),
    bytes.readUInt32LE(end + 12),
    bytes.readUInt32LE(end + 16),
  ]
  // Anything before, between or after would let two readers see two archives.
  if (count > mostEntries || start + size !== end) return null
  const entries: Entry[] = []
  let at = start
  for (let n = 0; n < count; n++) {
    if (bytes.readUInt32LE(at) !== entryMark) return null
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      flags: bytes.readUInt16LE(at + 8),
      packed: bytes.readUInt32LE(at + 20),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return at === end ? entries : null
}

function contentOf(bytes: Buffer, { method, flags, packed, at }: Entry, most: number): Buffer | null {
  const isEncrypted = (flags & 1) === 1
  if (isEncrypted || bytes.readUInt32LE(at) !== fileMark) return null
  const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  if (from + packed > bytes.length) return null
  const content = bytes.subarray(from, from + packed)
  if (method === 0) return content
  return method === 8 ? inflateRawSync(content, { maxOutputLength: Math.max(1, most) }) : null
}
