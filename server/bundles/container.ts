import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { isSafePath } from '@anxin/record/bag.ts'
import { type Entry, openPromise } from 'yauzl'
import { isStructureWhole } from './structure.ts'

/** A folder of files, or such a folder in a ZIP, that came from anywhere. */
export type Container = {
  /** Paths with `/`, without the folder that all may lie in. */
  names: readonly string[]
  /** The number of bytes that it claims to have. Reading more than these fails. */
  size(name: string): number
  open(name: string): Promise<Readable>
  close(): Promise<void>
}

/** A file that is not to be touched: why, and the entry. */
export class Unsafe extends Error {
  readonly reason: 'path' | 'twice' | 'link' | 'encrypted' | 'ratio' | 'many' | 'zip' | 'repacked'
  readonly entry: string
  constructor(reason: Unsafe['reason'], entry: string) {
    super(`${reason}: ${entry}`)
    this.reason = reason
    this.entry = entry
  }
}

const most = 100_000
/** Deflate makes of one byte 1,032 at the most. */
const mostOfOne = 1_032
const symbolicLink = 0o120000
/** The method of an entry that was not compressed. */
const stored = 0
/** Bytes read at a time: the next are on their way while these are hashed. */
const piece = 1 << 20

/** Opens it; throws `Unsafe`, or the system's own error when it cannot be read. */
export async function openContainer(path: string): Promise<Container> {
  return (await stat(path)).isDirectory() ? openFolder(path) : openZip(path)
}

async function openFolder(path: string): Promise<Container> {
  const found = await readdir(path, { withFileTypes: true, recursive: true })
  const sizes = new Map<string, number>()
  for (const entry of found) {
    if (entry.isDirectory()) continue
    const full = join(entry.parentPath, entry.name)
    const name = relative(path, full).split(sep).join('/')
    if (!entry.isFile()) throw new Unsafe('link', name)
    if (!isSafePath(name)) throw new Unsafe('path', name)
    if (sizes.size === most) throw new Unsafe('many', name)
    sizes.set(name, (await stat(full)).size)
  }
  return {
    names: [...sizes.keys()],
    size: (name) => sizes.get(name) ?? 0,
    open: async (name) => createReadStream(join(path, name), { highWaterMark: piece }),
    close: async () => {},
  }
}

async function openZip(path: string): Promise<Container> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true }).catch((error) => {
    throw isOfSystem(error) ? error : new Unsafe('zip', path)
  })
  const entries = new Map<string, Entry>()
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      if (entries.size === most) throw new Unsafe('many', entry.fileName)
      const why = whyUnsafe(entry) ?? (entries.has(entry.fileName) ? 'twice' : null)
      if (why) throw new Unsafe(why, entry.fileName)
      entries.set(entry.fileName, entry)
    }
    if (!(await isStructureWhole(path))) throw new Unsafe('repacked', path)
  } catch (error) {
    zip.close()
    throw error instanceof Unsafe || isOfSystem(error) ? error : asUnsafe(error, path)
  }
  const inside = folderOf([...entries.keys()])
  const at = (name: string): Entry => {
    const entry = entries.get(inside + name)
    if (!entry) throw new Error(`no entry ${name}`)
    return entry
  }
  /** What lies there as it is, in large pieces: small ones through the library take three times as long as hashing them. */
  const plain = async (entry: Entry): Promise<Readable> => {
    const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
    const end = start + entry.compressedSize - 1
    if (entry.compressedSize !== entry.uncompressedSize) throw new Error(`${entry.fileName}: two sizes`)
    return end < start ? Readable.from([]) : createReadStream(path, { start, end, highWaterMark: piece })
  }
  return {
    names: [...entries.keys()].map((name) => name.slice(inside.length)),
    size: (name) => at(name).uncompressedSize,
    open: (name) => (at(name).compressionMethod === stored ? plain(at(name)) : zip.openReadStreamPromise(at(name))),
    close: async () => zip.close(),
  }
}

/** The library refuses names that climb out by itself, and says so in its message only. */
function asUnsafe(error: unknown, path: string): Unsafe {
  const [, name] =
    /^(?:invalid relative path|absolute path|invalid characters in fileName): (.+)$/.exec(
      error instanceof Error ? error.message : '',
    ) ?? []
  return name === undefined ? new Unsafe('zip', path) : new Unsafe('path', name)
}

const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error

function whyUnsafe(entry: Entry): Unsafe['reason'] | null {
  if (!isSafePath(entry.fileName)) return 'path'
  if (entry.isEncrypted()) return 'encrypted'
  // The upper half holds what Unix says of the file.
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === symbolicLink) return 'link'
  return entry.uncompressedSize > mostOfOne * (entry.compressedSize + 1) ? 'ratio' : null
}

/** RFC 8493 section 4: a bag in an archive lies in one folder. Ours too; one that was packed without is read as well. */
function folderOf(names: readonly string[]): string {
  const [first = ''] = names
  const folder = first.slice(0, first.indexOf('/') + 1)
  return folder !== '' && folder !== 'data/' && names.every((name) => name.startsWith(folder)) ? folder : ''
}
