import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  declaration,
  infoName,
  infoText,
  type Listed,
  manifestName,
  manifestText,
  payload,
  sealName,
  tagManifestName,
} from '@anxin/record/bag.ts'
import type { Seal } from '@anxin/record/seal.ts'
import { ZipFile } from 'yazl'
import { digestsOf } from './digests.ts'
import { blankComment, signStructure } from './structure.ts'

/** What goes into a bundle, by its path below `data/`. Opened twice: to be hashed, and to be written. */
export type Content = { path: string; size: number; at: Date; open: () => Promise<Readable> }

type Bundle = {
  /** The folder that all of it lies in. */
  name: string
  contents: readonly Content[]
  info: Readonly<Record<string, string>>
  /** Seals the text of the tag manifest, and with it all there is; null: nobody does. */
  seal: (manifest: { text: string; file: string }) => Promise<Seal | null>
  at: Date
}

/** The bundle as a stream of ZIP, nothing compressed: photos and films are already, and the manifest's hashes are of bytes
 *  that lie there as they are. */
async function bundleStream({ name, contents, info, seal, at }: Bundle): Promise<Readable> {
  const listed: Listed[] = []
  for (const { path, open } of contents)
    listed.push({ path: payload + path, sha256: (await digestsOf(await open())).sha256 })
  const manifest = manifestText(listed)
  const octets = contents.reduce((sum, { size }) => sum + size, 0)
  const tags = [
    { path: declaration.name, text: declaration.text },
    {
      path: infoName,
      text: infoText({
        ...info,
        'Bagging-Date': at.toISOString().slice(0, 10),
        'Payload-Oxum': `${octets}.${contents.length}`,
      }),
    },
    { path: manifestName, text: manifest },
  ]
  const tagManifest = await Promise.all(
    tags.map(async ({ path, text }) => ({
      path,
      sha256: (await digestsOf([Buffer.from(text)])).sha256,
    })),
  )
  const tagManifestOf = manifestText(tagManifest)
  const sealed = await seal({ text: tagManifestOf, file: tagManifestName })
  const beside = [
    ...tags,
    { path: tagManifestName, text: tagManifestOf },
    ...(sealed ? [{ path: sealName, text: `${JSON.stringify(sealed, null, 1)}\n` }] : []),
  ]
  const zip = new ZipFile()
  for (const { path, text } of beside)
    zip.addBuffer(Buffer.from(text), `${name}/${path}`, { mtime: at, compress: false })
  for (const { path, size, at: changed, open } of contents)
    zip.addReadStreamLazy(`${name}/${payload}${path}`, { mtime: changed, size, compress: false }, (take) => {
      open().then(
        (stream) => take(null, stream),
        (error) => take(error, Readable.from([])),
      )
    })
  zip.end({ forceZip64Format: false, comment: blankComment })
  // Not wrapped as a stream of old: that one stands still once its buffer was full (many small files after a large one).
  const stream = zip.outputStream.pipe(new PassThrough())
  zip.on('error', (error) => stream.destroy(error))
  return stream
}

/** Writes it as a new file, which is there whole or not at all. Throws the system's error, EEXIST for one that is there. */
export async function writeBundle(path: string, bundle: Bundle): Promise<void> {
  const draft = `${path}.${randomUUID()}.part`
  try {
    await pipeline(await bundleStream(bundle), createWriteStream(draft, { flags: 'wx' }))
    await signStructure(draft)
    await link(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}
