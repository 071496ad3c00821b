import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { hasVersions, locksObjects, type Place, placeOf, requireBucket } from './bucket-place.ts'
import { writeDurably } from './folder.ts'
import type { Guard, Shelf } from './shelf.ts'

/** How long a store may take over an answer, and say nothing in the midst of one. A film of 100 MB goes at 3 Mbit/s. */
const patience = {
  connectionTimeout: 5_000,
  socketTimeout: 30_000,
  requestTimeout: 300_000,
  throwOnRequestTimeout: true,
}
const usualTries = 4
const silent = () => {}

/** Who asks; without it whatever the machine has (a role, a profile, the environment). */
export type S3Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
export type Bucket = { url: string; spool: string; keys: S3Keys | undefined; tries?: number }

/** A bucket as the shelf, by the S3 API: `s3://bucket/prefix?endpoint=https://…&region=…&style=path|virtual`. Where the
 *  bucket has Object Lock, files are locked in compliance mode: until then nobody removes them, its owner included.
 *  Each name is written once: the first version of it is the file, whatever somebody lays over it.
 *  Throws one sentence when the bucket cannot be reached, is not ours, or locks by itself. */
export async function openBucket({ url, spool, keys, tries = usualTries }: Bucket): Promise<Shelf> {
  // Some forty files of a library: only who has a bucket loads them.
  const s3 = await import('@aws-sdk/client-s3')
  const place = placeOf(url)
  const client = new s3.S3Client({
    ...place.options,
    ...(keys ? { credentials: keys } : {}),
    maxAttempts: tries,
    requestHandler: patience,
    // What goes wrong is thrown.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    // Bodies have no checksum of the newest kinds, which stores that are not Amazon's do not know: ours are in the files.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  await mkdir(spool, { recursive: true, mode: 0o700 })
  await requireBucket(client, place.bucket)
  const hasLock = await locksObjects(client, place.bucket)
  const isVersioned = hasLock || (await hasVersions(client, place.bucket))
  const at = (file: string) => keyOf(place, file)
  const send = <T>(asked: Promise<T>): Promise<T> => asked.catch((error) => Promise.reject(unasked(error)))
  const versions = (file: string) => send(versionsOf(client, place, file))
  const bodyOf = async (file: string, VersionId?: string): Promise<AsyncIterable<Uint8Array>> => {
    const { Body: body } = await client.send(new s3.GetObjectCommand({ ...at(file), VersionId }))
    // In Node its body is a stream, whatever browsers get.
    return body as AsyncIterable<Uint8Array>
  }
  const opened = async (file: string) => {
    const first = isVersioned ? (await versions(file)).files.at(-1) : undefined
    if (isVersioned && first === undefined) throw gone(file)
    return bodyOf(file, first).catch((error) =>
      Promise.reject(error.name === 'NoSuchKey' ? gone(file) : unasked(error)),
    )
  }
  return {
    spool,
    async keep(file, write) {
      // The length of what is sent is told before its first byte.
      const path = join(spool, `${file}.part`)
      await writeDurably(path, write)
      try {
        const { size: ContentLength } = await stat(path)
        await again(tries, () =>
          client.send(new s3.PutObjectCommand({ ...at(file), Body: createReadStream(path), ContentLength })),
        )
      } finally {
        await rm(path, { force: true })
      }
    },
    async *read(file) {
      const body = await opened(file)
      try {
        yield* body
      } catch (error) {
        throw unasked(error)
      }
    },
    async remove(file) {
      const known = isVersioned ? await versions(file) : { files: [undefined], markers: [] }
      for (const VersionId of [...known.files, ...known.markers])
        await send(client.send(new s3.DeleteObjectCommand({ ...at(file), VersionId })))
    },
    guard: hasLock
      ? async (file, guard) => {
          const VersionId = (await versions(file)).files.at(-1)
          if (VersionId === undefined) throw gone(file)
          await send(lock(client, { ...at(file), VersionId }, guard))
        }
      : null,
  }
}

// As in a folder, so that one can be copied into the other.
const keyOf = ({ bucket, prefix }: Place, file: string) => ({
  Bucket: bucket,
  Key: `${prefix}${file.slice(0, 2)}/${file}`,
})

const gone = (file: string): Error => Object.assign(new Error(`${file} is not in the bucket`), { code: 'ENOENT' })

/** Nothing is known of a file whose store could not be asked (`shelf.ts`). */
const unasked = (error: unknown): Error =>
  Object.assign(error instanceof Error ? error : new Error(String(error)), { code: 'ESTORE' })

/** A stream can be sent once: whoever sends one begins anew. What the store refuses it refuses again. */
async function again(tries: number, attempt: () => Promise<unknown>): Promise<void> {
  for (let n = 1; ; n++)
    try {
      await attempt()
      return
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500 // of any kind
      if (n === tries || (status >= 400 && status < 500)) throw unasked(error)
      await pause(100 * 2 ** n)
    }
}

type Versions = { files: string[]; markers: string[] }

/** All versions under a name, newest first, and the markers that were laid over them. A store tells a thousand at a time. */
async function versionsOf(client: S3Client, place: Place, file: string): Promise<Versions> {
  const { ListObjectVersionsCommand } = await import('@aws-sdk/client-s3')
  const { Bucket, Key } = keyOf(place, file)
  const all: Versions = { files: [], markers: [] }
  const ids = (some: readonly { Key?: string | undefined; VersionId?: string | undefined }[] | undefined) =>
    (some ?? []).flatMap((one) => (one.Key === Key && one.VersionId ? [one.VersionId] : []))
  let from: { KeyMarker?: string; VersionIdMarker?: string } = {}
  for (;;) {
    const found = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key, ...from }))
    all.files.push(...ids(found.Versions))
    all.markers.push(...ids(found.DeleteMarkers))
    const { IsTruncated: isMore, NextKeyMarker: key, NextVersionIdMarker: version } = found
    if (!isMore || key === undefined) return all
    from = { KeyMarker: key, ...(version === undefined ? {} : { VersionIdMarker: version }) }
  }
}

type Version = { Bucket: string; Key: string; VersionId: string }

/** Says only what is not so yet: a lock in compliance mode can be lengthened and never shortened. The hold first: it is what
 *  somebody waits for, and no date stands in its way. */
async function lock(client: S3Client, version: Version, guard: Guard): Promise<void> {
  const { HeadObjectCommand, PutObjectLegalHoldCommand, PutObjectRetentionCommand } = await import('@aws-sdk/client-s3')
  const known = await client.send(new HeadObjectCommand(version))
  if (guard.isHeld !== (known.ObjectLockLegalHoldStatus === 'ON')) {
    const LegalHold = { Status: guard.isHeld ? 'ON' : 'OFF' } as const
    await client.send(new PutObjectLegalHoldCommand({ ...version, LegalHold }))
  }
  const until = known.ObjectLockMode === 'COMPLIANCE' ? (known.ObjectLockRetainUntilDate?.getTime() ?? 0) : 0
  // Stores keep whole seconds.
  if (guard.until < until + 1_000) return
  const Retention = { Mode: 'COMPLIANCE', RetainUntilDate: new Date(guard.until) } as const
  await client.send(new PutObjectRetentionCommand({ ...version, Retention }))
}
