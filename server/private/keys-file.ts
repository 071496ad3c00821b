import { randomBytes } from 'node:crypto'
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
import { keyring } from './keyring.ts'
import type { Keys } from './keys.ts'

/** Opens the directory of `file:…`, made with mode 0700 at first use. Throws one sentence when it cannot be used. */
export function openFileKeys(url: string): Keys {
  const dir = url.startsWith('file:///') ? fileURLToPath(url) : url.replace(/^file:/, '')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const secretFile = join(dir, 'installation.secret')
  if (!existsSync(secretFile)) writeDurably(dir, secretFile, randomBytes(32))
  const secret = readFileSync(secretFile)
  if (secret.length !== 32) throw new Error(`${secretFile} is not a secret of 32 bytes.`)

  const fileOf = (generation: number) => join(dir, `kek-${generation}.key`)
  const loaded = new Map<number, Buffer>()
  const load = (generation: number): Buffer => {
    const known = loaded.get(generation)
    if (known) return known
    const bytes = readFileSync(fileOf(generation))
    loaded.set(generation, bytes)
    return bytes
  }
  const lying = () => readdirSync(dir).flatMap((name) => /^kek-(\d+)\.key$/.exec(name)?.slice(1).map(Number) ?? [])
  return {
    ...keyring(secret, load),
    newest: () => Math.max(0, ...lying()),
    load: async () => {}, // a generation of another process is read from the directory when it is needed
    generations: async () => lying(),
    async make(generation) {
      if (!existsSync(fileOf(generation))) writeDurably(dir, fileOf(generation), randomBytes(32))
    },
    async destroy(generation) {
      loaded.delete(generation)
      if (!existsSync(fileOf(generation))) return
      overwrite(fileOf(generation))
      rmSync(fileOf(generation))
      syncFolder(dir)
    },
    close: async () => {},
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
