import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Entrusted } from '@anxin/server/custodian.ts'
import { endingOf } from '@anxin/server/endings.ts'
import type { Media } from '@anxin/server/media/media.ts'

export type Written = { file: string; sha256: string; isWhole: boolean }

/** Writes each file into a folder by its own key; one that is gone or not as it was sent leaves nothing there. */
export async function writeEntrusted(media: Media, files: Entrusted['files'], out: string): Promise<Written[]> {
  const written: Written[] = []
  for (const { media: id, file, mime, sha256, key } of files) {
    const name = `${id}.${endingOf(mime)}`
    const isWhole = (await copied(media, { file, key, path: join(out, name) })) === sha256
    if (!isWhole) await rm(join(out, name), { force: true })
    written.push({ file: name, sha256, isWhole })
  }
  return written
}

/** Writes a file; hands back its SHA-256, null when it is gone or does not open. */
async function copied(media: Media, one: { file: string; key: string; path: string }): Promise<string | null> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(piece, _, done) {
      hash.update(piece)
      done(null, piece)
    },
  })
  const bytes = await media.readBy(one.file, Buffer.from(one.key, 'base64url')).catch(() => null)
  if (!bytes) return null
  await pipeline(bytes, hashing, createWriteStream(one.path, { flags: 'wx', mode: 0o600 }))
  return hash.digest('hex')
}

export const writtenLines = (written: readonly Written[]): string =>
  written
    .map(({ file, sha256, isWhole }) =>
      isWhole ? `${file}  ${sha256}\n` : `${file}: 已不存在或与提交时不符 / gone, or not as it was sent\n`,
    )
    .join('')
