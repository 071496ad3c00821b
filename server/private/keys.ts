import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Keys that lie outside the database: generations of the wrapping key, and the installation's secret. */
export type Keys = {
  /** Encrypts a person's key under a generation (AES key wrap, RFC 3394). */
  wrap(generation: number, key: Buffer): Buffer
  /** Throws when the generation is destroyed or the bytes were altered. */
  unwrap(generation: number, wrapped: Buffer): Buffer
  /** The newest generation that lies here; 0 when there is none yet. */
  newest(): number
  /** Makes a generation and has it on disk before it returns. */
  make(generation: number): void
  /** Overwrites and removes a generation: whatever was wrapped under it is unreadable from now on, wherever it lies. */
  destroy(generation: number): void
  /** 32 bytes for one purpose (HKDF-SHA-256 over the installation's secret). */
  derive(purpose: string): KeyObject
}

/** The initial value that RFC 3394 §2.2.3.1 prescribes. */
const rfc3394 = Buffer.alloc(8, 0xa6)

/** Opens the directory of `file:…`, made with mode 0700 at first use. Throws one sentence when it cannot be used. */
export function openKeys(url: string): Keys {
  const dir = url.startsWith('file:///') ? fileURLToPath(url) : url.replace(/^file:/, '')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const secretFile = join(dir, 'installation.secret')
  if (!existsSync(secretFile)) writeDurably(dir, secretFile, randomBytes(32))
  const secret = readFileSync(secretFile)
  if (secret.length !== 32) throw new Error(`${secretFile} is not a secret of 32 bytes.`)

  const fileOf = (generation: number) => join(dir, `kek-${generation}.key`)
  const loaded = new Map<number, KeyObject>()
  const load = (generation: number): KeyObject => {
    const known = loaded.get(generation)
    if (known) return known
    const key = createSecretKey(readFileSync(fileOf(generation)))
    loaded.set(generation, key)
    return key
  }
  const derived = new Map<string, KeyObject>()
  return {
    wrap(generation, key) {
      const cipher = createCipheriv('id-aes256-wrap', load(generation), rfc3394)
      return Buffer.concat([cipher.update(key), cipher.final()])
    },
    unwrap(generation, wrapped) {
      const decipher = createDecipheriv('id-aes256-wrap', load(generation), rfc3394)
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    },
    newest: () =>
      Math.max(0, ...readdirSync(dir).flatMap((name) => /^kek-(\d+)\.key$/.exec(name)?.slice(1).map(Number) ?? [])),
    make(generation) {
      if (!existsSync(fileOf(generation))) writeDurably(dir, fileOf(generation), randomBytes(32))
    },
    destroy(generation) {
      loaded.delete(generation)
      if (!existsSync(fileOf(generation))) return
      overwrite(fileOf(generation))
      rmSync(fileOf(generation))
      syncFolder(dir)
    },
    derive(purpose) {
      const known = derived.get(purpose)
      if (known) return known
      const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'anxin', purpose, 32)))
      derived.set(purpose, key)
      return key
    },
  }
}

/** A key that is acknowledged is on disk, and so is its name. */
function writeDurably(dir: string, file: string, bytes: Buffer): void {
  const fd = openSync(file, 'wx', 0o600)
  writeSync(fd, bytes)
  fsyncSync(fd)
  closeSync(fd)
  syncFolder(dir)
}

function overwrite(file: string): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, randomBytes(32))
  fsyncSync(fd)
  closeSync(fd)
}

function syncFolder(dir: string): void {
  if (process.platform === 'win32') return // folders cannot be opened there
  const fd = openSync(dir, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
