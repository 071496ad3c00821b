import type { S3Client } from '@aws-sdk/client-s3'

export type Place = {
  bucket: string
  prefix: string
  options: { region: string; forcePathStyle: boolean; endpoint?: string }
}

const usage = 'a bucket is named as s3://bucket/folder?endpoint=https://s3.example&region=eu-1&style=path'
const known = ['endpoint', 'region', 'style']

/** What an address of a bucket says. Throws one sentence when it says nothing usable. */
export function placeOf(text: string): Place {
  const url = URL.parse(text)
  const said = url?.searchParams ?? new URLSearchParams()
  const endpoint = said.get('endpoint') ?? undefined
  const style = said.get('style') ?? (endpoint ? 'path' : 'virtual')
  if (!url?.hostname || (endpoint !== undefined && !/^https?:\/\//.test(endpoint)))
    throw new Error(`STORAGE_URL: ${usage}.`)
  const strange = [...said.keys()].find((key) => !known.includes(key))
  if (strange) throw new Error(`STORAGE_URL: nothing is known of ${strange}; ${usage}.`)
  if (style !== 'path' && style !== 'virtual') throw new Error(`STORAGE_URL: the style is path or virtual; ${usage}.`)
  const folder = url.pathname.replace(/^\/|\/$/g, '')
  const region = said.get('region') ?? process.env.AWS_REGION ?? 'us-east-1'
  return {
    bucket: url.hostname,
    prefix: folder === '' ? '' : `${folder}/`,
    options: { region, forcePathStyle: style === 'path', ...(endpoint ? { endpoint } : {}) },
  }
}

type Failed = { name?: string; message?: string; $metadata?: { httpStatusCode?: number } }
const statusOf = (error: Failed) => error.$metadata?.httpStatusCode ?? 0

/** Throws one sentence when the bucket cannot be used. */
export async function requireBucket(client: S3Client, bucket: string): Promise<void> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3')
  await client.send(new HeadBucketCommand({ Bucket: bucket })).catch((error: Failed) => {
    const why = { 404: 'there is none', 403: 'it is not ours' }[statusOf(error)] ?? `${error.message || error.name}`
    throw new Error(`STORAGE_URL: the bucket ${bucket} cannot be used: ${why}.`)
  })
}

/** What a store answers that does not know the question. Whatever else it answers is no answer. */
const unknownThere = [400, 404, 405, 501]

/** Whether the bucket can lock what it holds. Throws one sentence when that is not known, or when it locks everything by
 *  itself: copies that are only passing through could not be removed. */
export async function locksObjects(client: S3Client, bucket: string): Promise<boolean> {
  const { GetObjectLockConfigurationCommand } = await import('@aws-sdk/client-s3')
  const found = await client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket })).catch((error: Failed) => {
    if (unknownThere.includes(statusOf(error))) return null
    throw new Error(`STORAGE_URL: whether the bucket ${bucket} locks is not told: ${error.name}.`)
  })
  const lock = found?.ObjectLockConfiguration
  if (lock?.Rule?.DefaultRetention)
    throw new Error(
      `STORAGE_URL: the bucket ${bucket} has a default retention; please remove it: Anxin locks what it must.`,
    )
  return lock?.ObjectLockEnabled === 'Enabled'
}

/** Whether older versions stay when something is removed. */
export async function hasVersions(client: S3Client, bucket: string): Promise<boolean> {
  const { GetBucketVersioningCommand } = await import('@aws-sdk/client-s3')
  const found = await client.send(new GetBucketVersioningCommand({ Bucket: bucket })).catch((error: Failed) => {
    if (unknownThere.includes(statusOf(error))) return null
    throw new Error(`STORAGE_URL: whether the bucket ${bucket} keeps versions is not told: ${error.name}.`)
  })
  return found?.Status !== undefined
}
