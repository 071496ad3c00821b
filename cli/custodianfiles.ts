import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entrusted, type Handed, handedIn, openEntrusted } from '@anxin/server/custodian.ts'
import type { Kept } from '@anxin/server/custody/handing.ts'
import { endingOf } from '@anxin/server/endings.ts'
import { type Media, unsealed } from '@anxin/server/media/media.ts'

/** What is handed over: `sealed.json` beside the files, sealed as they lie on the shelf. */
const list = 'sealed.json'

/** Writes the sealed files of a claim into a folder; names those that are gone. Throws when the store cannot be asked. */
export async function writeSealed(media: Media, { number, sealed, files }: Kept, dir: string): Promise<string[]> {
  const gone: string[] = []
  for (const file of files)
    if (!(await written(media.sealed(file), { path: join(dir, file), but: ['ENOENT'] }))) gone.push(file)
  const handed: Handed = { format: 'anxin-custody-1', claim: number, sealed }
  await writeFile(join(dir, list), `${JSON.stringify(handed, null, 1)}\n`)
  return gone
}

export type Opened = { file: string; sha256: string; isWhole: boolean }

/** `others`: how many of the sealed lists are for another key, from before or after a custodian changed. */
type Readable = { files: Entrusted['files']; others: number }

/** What was handed over, by the custodian's key (PEM) and nothing else. Throws one sentence when the folder holds something
 *  else, or the key is another. */
export async function readSealed(dir: string, key: string): Promise<Readable> {
  const path = join(dir, list)
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Error(`${path} cannot be read (${error.code}): a folder of \`anxin custodian take\` was expected.`)
  })
  const handed = handedIn(text)
  if (!handed) throw new Error(`${path} is no list of \`anxin custodian take\`.`)
  const lists = await Promise.allSettled(handed.sealed.map((one) => openEntrusted(one, key)))
  const opened = lists.filter((one) => one.status === 'fulfilled')
  const [failed] = lists.filter((one) => one.status === 'rejected')
  if (failed && opened.length === 0) throw failed.reason
  return { files: opened.flatMap(({ value }) => value.files), others: lists.length - opened.length }
}

/** Writes each file as it was sent, and holds it against its hash. */
export async function openAll(dir: string, files: Entrusted['files'], out: string): Promise<Opened[]> {
  const opened: Opened[] = []
  for (const one of files) opened.push(await openOne(dir, one, out))
  return opened
}

async function openOne(dir: string, one: Entrusted['files'][number], out: string): Promise<Opened> {
  const file = `${one.media}.${endingOf(one.mime)}`
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(piece, _, done) {
      hash.update(piece)
      done(null, piece)
    },
  })
  const bytes = unsealed(createReadStream(join(dir, one.file)), Buffer.from(one.key, 'base64url'))
  const isThere = await written(bytes, { path: join(out, file), but: ['ENOENT', 'EALTERED'], through: hashing })
  const isWhole = isThere && hash.digest('hex') === one.sha256
  if (!isWhole) await rm(join(out, file), { force: true })
  return { file, sha256: one.sha256, isWhole }
}

type Writing = { path: string; but: readonly string[]; through?: Transform }

/** Writes a file; false, and nothing is left of it, when it ends with one of the codes `but`. */
async function written(bytes: AsyncIterable<Uint8Array>, { path, but, through }: Writing): Promise<boolean> {
  const to = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  try {
    await (through ? pipeline(bytes, through, to) : pipeline(bytes, to))
    return true
  } catch (error) {
    await rm(path, { force: true })
    if (error instanceof Error && 'code' in error && but.includes(String(error.code))) return false
    throw error
  }
}
