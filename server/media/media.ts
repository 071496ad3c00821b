import {
  createCipheriv,
  createDecipheriv,
  createHash,
  type DecipherGCM,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Config } from '../config.ts'
import { openBucket } from './bucket.ts'
import { openFolder } from './folder.ts'
import type { Shelf } from './shelf.ts'

/** Bytes, all at once or piece by piece. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/** Files at rest: each encrypted (AES-256-GCM) under a key of its person, so that forgetting the person forgets them. */
export type Media = {
  /** Encrypts and keeps the bytes; on disk before it returns. The name says nothing. */
  put(bytes: Bytes, key: KeyObject): Promise<string>
  /** The bytes again. Throws with the code ENOENT when the file is gone, EALTERED when it was altered or the key is another,
   *  ESTORE when the store cannot be asked. */
  get(file: string, key: KeyObject): Promise<Buffer>
  /** The same piece by piece, for large files: read through and authenticated before the first byte is handed out. */
  read(file: string, key: KeyObject): Promise<AsyncIterable<Buffer>>
  /** Puts the file under another key, as a new one; the old one stays until it is removed. */
  rekey(file: string, from: KeyObject, to: KeyObject): Promise<string>
  /** The key of one file, which opens no other (`unsealed`), and the file as it lies on the shelf. */
  keyOf(file: string, key: KeyObject): Buffer
  sealed(file: string): AsyncIterable<Uint8Array>
  /** SHA-256 of the bytes, read through once. Throws as `get` does. */
  hash(file: string, key: KeyObject): Promise<Buffer>
  remove(file: string): Promise<void>
  /** Has the store refuse to remove it, where it can (`shelf.ts`). */
  guard: Shelf['guard']
  /** Where uploads grow until they are whole. */
  spool: string
}

const nonceLength = 12
const tagLength = 16
const headLength = nonceLength + tagLength

type Places = Pick<
  Config,
  'STORAGE_URL' | 'DATA_DIR' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN'
>
/** The files of an installation, where its settings say. Throws one sentence when that cannot be used. */
export async function openMedia(places: Places): Promise<Media> {
  const { STORAGE_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = places
  if (!url.startsWith('s3:')) return sealing(await openFolder(url))
  if (!accessKeyId !== !secretAccessKey)
    throw new Error(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are of use only together: please set both, or neither.',
    )
  const token = places.AWS_SESSION_TOKEN
  const keys =
    accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) }
      : undefined
  return sealing(await openBucket({ url, spool: join(places.DATA_DIR, 'incoming'), keys }))
}

/** Files that only who has their key can read, on any shelf: nonce, tag, then the bytes. */
export function sealing(shelf: Shelf): Media {
  const fileKey = (key: KeyObject, file: string) => Buffer.from(hkdfSync('sha256', key, 'anxin media', file, 32))
  const named = (file: string) => {
    if (!/^[\w-]{32}$/.test(file)) throw new Error('not a media file name')
    return file
  }
  const pieces = (file: string, key: KeyObject) => piecesBy(file, fileKey(key, file))
  const piecesBy = (file: string, own: Buffer) => unsealed(shelf.read(named(file)), own)
  const put: Media['put'] = async (bytes, key) => {
    const file = randomBytes(24).toString('base64url')
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', fileKey(key, file), nonce)
    await shelf.keep(file, async (to) => {
      await to.write(Buffer.concat([nonce, Buffer.alloc(tagLength)]))
      for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) await to.write(cipher.update(piece))
      await to.write(cipher.final())
      await to.write(cipher.getAuthTag(), 0, tagLength, nonceLength)
    })
    return file
  }
  return {
    spool: shelf.spool,
    put,
    get: async (file, key) => buffer(pieces(file, key)),
    async read(file, key) {
      for await (const _ of pieces(file, key));
      return pieces(file, key)
    },
    keyOf: (file, key) => fileKey(key, file),
    sealed: (file) => shelf.read(named(file)),
    rekey: (file, from, to) => put(pieces(file, from), to),
    async hash(file, key) {
      const hash = createHash('sha256')
      for await (const piece of pieces(file, key)) hash.update(piece)
      return hash.digest()
    },
    remove: (file) => shelf.remove(named(file)),
    guard: shelf.guard,
  }
}

/** The bytes of a sealed file by its own key: nonce, tag, then what is sealed (AES-256-GCM). Throws with the code EALTERED at
 *  the end when it was altered or the key is another: what came before must not be used then. */
export async function* unsealed(sealed: AsyncIterable<Uint8Array>, own: Buffer): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0)
  let decipher: DecipherGCM | null = null
  for await (const piece of sealed) {
    if (decipher) {
      yield decipher.update(piece)
      continue
    }
    head = Buffer.concat([head, piece])
    if (head.length < headLength) continue
    decipher = createDecipheriv('aes-256-gcm', own, head.subarray(0, nonceLength))
    decipher.setAuthTag(head.subarray(nonceLength, headLength))
    yield decipher.update(head.subarray(headLength))
  }
  if (!decipher) throw altered(new Error('the file was cut off'))
  yield finished(decipher)
}

const altered = (error: unknown) =>
  Object.assign(error instanceof Error ? error : new Error(String(error)), { code: 'EALTERED' })

function finished(decipher: DecipherGCM): Buffer {
  try {
    return decipher.final()
  } catch (error) {
    throw altered(error)
  }
}

export const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
