import { createCipheriv, createDecipheriv, createHash, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Files at rest: each encrypted (AES-256-GCM) under a key of its person, so that forgetting the person forgets them. */
export type Media = {
  /** Encrypts and keeps the bytes; on disk before it returns. The name says nothing. */
  put(bytes: Buffer, key: KeyObject): Promise<string>
  /** The bytes again. Throws when the file is gone, was altered, or the key is another. */
  get(file: string, key: KeyObject): Promise<Buffer>
  remove(file: string): Promise<void>
  /** Where uploads grow until they are whole. */
  spool: string
}

const nonceLength = 12
const tagLength = 16

export async function openMedia(url: string): Promise<Media> {
  const dir = url.startsWith('file:///') ? fileURLToPath(url) : url.replace(/^file:/, '')
  const spool = join(dir, 'incoming')
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const fileKey = (key: KeyObject, file: string) => Buffer.from(hkdfSync('sha256', key, 'anxin media', file, 32))
  const pathOf = (file: string) => {
    if (!/^[\w-]{32}$/.test(file)) throw new Error('not a media file name')
    return join(dir, file.slice(0, 2), file)
  }
  return {
    spool,
    async put(bytes, key) {
      const file = randomBytes(24).toString('base64url')
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', fileKey(key, file), nonce)
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()])
      await mkdir(join(dir, file.slice(0, 2)), { recursive: true, mode: 0o700 })
      await writeDurably(pathOf(file), Buffer.concat([nonce, cipher.getAuthTag(), sealed]))
      return file
    },
    async get(file, key) {
      const bytes = await readFile(pathOf(file))
      const decipher = createDecipheriv('aes-256-gcm', fileKey(key, file), bytes.subarray(0, nonceLength))
      decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
      return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()])
    },
    remove: (file) => rm(pathOf(file), { force: true }),
  }
}

/** Under another name until it is whole and on disk. */
async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(`${path}.part`, 'w', 0o600)
  await handle.writeFile(bytes)
  await handle.sync()
  await handle.close()
  await rename(`${path}.part`, path)
}

export const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
