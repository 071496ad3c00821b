import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import { writeDurably } from './folder.ts'
import type { Guard, Shelf } from './shelf.ts'

/** How long a store may say nothing before it is asked anew, and how often that is done. */
const patience = { connectionTimeout: 5_000, requestTimeout: 60_000 }
const tries = 4
/** What is no larger is held in memory while it is sent, and sent again when the line breaks. */
const mostHeld = 16 << 20
const silent = () => {}

/** Who asks; without it whatever the machine has (a role, a profile). */
export type S3Keys = { accessKeyId: string; secretAccessKey: string }
export type Bucket = { url: string; spool: string; keys: S3Keys | undefined }

/** A bucket as the shelf, by the S3 API: `s3://bucket/prefix?endpoint=https://…&region=…&style=path|virtual`. Where the
 *  bucket has Object Lock, files are locked in compliance mode: until then nobody removes them, its owner included.
 *  Throws one sentence when the bucket cannot be reached or is not ours. */
export async function openBucket({ url, spool, keys }: Bucket): Promise<Shelf> {
  // Some forty files of a library: only who has a bucket loads them.
  const s3 = await import('@aws-sdk/client-s3')
  const { bucket, prefix, options } = placeOf(url)
  const client = new s3.S3Client({
    ...options,
    ...(keys ? { credentials: keys } : {}),
    maxAttempts: tries,
    // What goes wrong is thrown.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: patience,
    // Checksums of the newest kind are unknown to stores that are not Amazon's; ours are in the files themselves.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  // As in a folder, so that one can be copied into the other.
  const at = (file: string) => ({ Bucket: bucket, Key: `${prefix}${file.slice(0, 2)}/${file}` })
  await mkdir(spool, { recursive: true, mode: 0o700 })
  const hasLock = await locksObjects(client, bucket)
  const head = (file: string): Promise<HeadObjectCommandOutput | null> =>
    client.send(new s3.HeadObjectCommand(at(file))).catch((error) => {
      if (isGone(error)) return null
      throw error
    })
  return {
    spool,
    async keep(file, write) {
      // The length of what is sent is told before its first byte.
      const path = join(spool, `${file}.part`)
      await writeDurably(path, write)
      try {
        const { size } = await stat(path)
        const body = size <= mostHeld ? await readFile(path) : createReadStream(path)
        await client.send(new s3.PutObjectCommand({ ...at(file), Body: body, ContentLength: size }))
      } finally {
        await rm(path, { force: true })
      }
    },
    async *read(file) {
      const { Body: body } = await client.send(new s3.GetObjectCommand(at(file))).catch((error) => {
        throw isGone(error) ? Object.assign(new Error(`${file} is not in the bucket`), { code: 'ENOENT' }) : error
      })
      // In Node its body is a stream, whatever browsers get.
      if (body) yield* body as AsyncIterable<Uint8Array>
    },
    async remove(file) {
      const known = await head(file)
      // Without its version only a marker would be laid over it.
      if (known) await client.send(new s3.DeleteObjectCommand({ ...at(file), VersionId: known.VersionId }))
    },
    guard: hasLock
      ? async (file, guard) => {
          const known = await head(file)
          if (known) await lock(client, { ...at(file), VersionId: known.VersionId }, { known, guard })
        }
      : null,
  }
}

type Version = { Bucket: string; Key: string; VersionId: string | undefined }
type Locking = { known: HeadObjectCommandOutput; guard: Guard }

/** Says only what is not so yet: a lock in compliance mode can be lengthened and never shortened. */
async function lock(client: S3Client, version: Version, { known, guard }: Locking): Promise<void> {
  const { PutObjectLegalHoldCommand, PutObjectRetentionCommand } = await import('@aws-sdk/client-s3')
  const until = known.ObjectLockRetainUntilDate?.getTime() ?? 0
  // Stores keep whole seconds.
  if (guard.until >= until + 1_000) {
    const Retention = { Mode: 'COMPLIANCE', RetainUntilDate: new Date(guard.until) } as const
    await client.send(new PutObjectRetentionCommand({ ...version, Retention }))
  }
  if (guard.isHeld !== (known.ObjectLockLegalHoldStatus === 'ON')) {
    const LegalHold = { Status: guard.isHeld ? 'ON' : 'OFF' } as const
    await client.send(new PutObjectLegalHoldCommand({ ...version, LegalHold }))
  }
}

/** Whether the bucket can lock what it holds. Stores that do not know the question cannot. */
async function locksObjects(client: S3Client, bucket: string): Promise<boolean> {
  const { GetObjectLockConfigurationCommand, HeadBucketCommand } = await import('@aws-sdk/client-s3')
  await client.send(new HeadBucketCommand({ Bucket: bucket })).catch((error) => {
    const status = error?.$metadata?.httpStatusCode
    const why = status === 404 ? 'there is none' : status === 403 ? 'it is not ours' : String(error?.message ?? error)
    throw new Error(`STORAGE_URL: the bucket ${bucket} cannot be used: ${why}.`)
  })
  const { ObjectLockConfiguration: found } = await client
    .send(new GetObjectLockConfigurationCommand({ Bucket: bucket }))
    .catch(() => ({ ObjectLockConfiguration: undefined }))
  return found?.ObjectLockEnabled === 'Enabled'
}

const isGone = (error: { name?: string; $metadata?: { httpStatusCode?: number } }): boolean =>
  error.name === 'NoSuchKey' || error.name === 'NotFound' || error.$metadata?.httpStatusCode === 404

/** What an address of a bucket says. Throws one sentence when it says nothing usable. */
function placeOf(text: string) {
  const url = URL.parse(text)
  const endpoint = url?.searchParams.get('endpoint') ?? undefined
  if (!url?.hostname || (endpoint !== undefined && !URL.canParse(endpoint)))
    throw new Error('STORAGE_URL: a bucket is named as s3://bucket?endpoint=https://s3.example&region=eu-1.')
  const folder = url.pathname.replace(/^\/|\/$/g, '')
  const region = url.searchParams.get('region') ?? 'us-east-1'
  const style = url.searchParams.get('style') ?? (endpoint ? 'path' : 'virtual')
  return {
    bucket: url.hostname,
    prefix: folder === '' ? '' : `${folder}/`,
    options: { region, forcePathStyle: style === 'path', ...(endpoint ? { endpoint } : {}) },
  }
}
