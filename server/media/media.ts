import { createCipheriv, createDecipheriv, createHash, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Bytes, all at once or piece by piece. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/** Files at rest: each encrypted (AES-256-GCM) under a key of its person, so that forgetting the person forgets them. */
export type Media = {
  /** Encrypts and keeps the bytes; on disk before it returns. The name says nothing. */
  put(bytes: Bytes, key: KeyObject): Promise<string>
  /** The bytes again. Throws when the file is gone, was altered, or the key is another. */
  get(file: string, key: KeyObject): Promise<Buffer>
  /** The same piece by piece, for large files: read through and authenticated before the first byte is handed out. */
  read(file: string, key: KeyObject): Promise<AsyncIterable<Buffer>>
  /** Puts the file under another key, as a new one; the old one stays until it is removed. */
  rekey(file: string, from: KeyObject, to: KeyObject): Promise<string>
  /** SHA-256 of the bytes, read through once. Throws as `get` does. */
  hash(file: string, key: KeyObject): Promise<Buffer>
  remove(file: string): Promise<void>
  /** Where uploads grow until they are whole. */
  spool: string
}

const nonceLength = 12
const tagLength = 16
const headLength = nonceLength + tagLength

export async function openMedia(url: string): Promise<Media> {
  const dir = url.startsWith('file:///') ? fileURLToPath(url) : url.replace(/^file:/, '')
  const spool = join(dir, 'incoming')
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const fileKey = (key: KeyObject, file: string) => Buffer.from(hkdfSync('sha256', key, 'anxin media', file, 32))
  const pathOf = (file: string) => {
    if (!/^[\w-]{32}$/.test(file)) throw new Error('not a media file name')
    return join(dir, file.slice(0, 2), file)
  }
  const opener = (file: string, key: KeyObject, head: Buffer) =>
    createDecipheriv('aes-256-gcm', fileKey(key, file), head.subarray(0, nonceLength)).setAuthTag(
      head.subarray(nonceLength, headLength),
    )
  async function* pieces(file: string, key: KeyObject): AsyncGenerator<Buffer> {
    const handle = await open(pathOf(file))
    try {
      const { buffer: head } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0)
      const decipher = opener(file, key, head)
      const sealed = createReadStream('', { fd: handle, start: headLength, autoClose: false })
      for await (const piece of sealed) yield decipher.update(piece)
      yield decipher.final()
    } finally {
      await handle.close()
    }
  }
  const put: Media['put'] = async (bytes, key) => {
    const file = randomBytes(24).toString('base64url')
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', fileKey(key, file), nonce)
    await mkdir(join(dir, file.slice(0, 2)), { recursive: true, mode: 0o700 })
    await writeDurably(pathOf(file), async (handle) => {
      await handle.write(Buffer.concat([nonce, Buffer.alloc(tagLength)]))
      for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) await handle.write(cipher.update(piece))
      await handle.write(cipher.final())
      await handle.write(cipher.getAuthTag(), 0, tagLength, nonceLength)
    })
    return file
  }
  return {
    spool,
    put,
    async get(file, key) {
      const bytes = await readFile(pathOf(file))
      const decipher = opener(file, key, bytes)
      return Buffer.concat([decipher.update(bytes.subarray(headLength)), decipher.final()])
    },
    async read(file, key) {
      for await (const _ of pieces(file, key));
      return pieces(file, key)
    },
    rekey: (file, from, to) => put(pieces(file, from), to),
    async hash(file, key) {
      const hash = createHash('sha256')
      for await (const piece of pieces(file, key)) hash.update(piece)
      return hash.digest()
    },
    remove: (file) => rm(pathOf(file), { force: true }),
  }
}

/** Under another name until it is whole and on disk; nothing is left of what fails half-way. */
async function writeDurably(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const part = `${path}.part`
  const handle = await open(part, 'w', 0o600)
  try {
    await write(handle)
    await handle.sync()
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  await rename(part, path)
}

export const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
