import { AsyncLocalStorage } from 'node:async_hooks'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import type { FastifyInstance } from 'fastify'
import { sql } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { languageOf, type ProblemCode, problem } from '../http/problems.ts'
import { newId } from '../ids.ts'
import { inspectPhoto } from './inspect.ts'
import { sha256 } from './media.ts'

export const uploadPath = '/api/v1/uploads'
/** A photo of a phone is 2–12 MiB; a short video may be ten times that. */
const largest = 100 * 1024 * 1024

type Uploader = { tenant: string; language: 'zh' | 'en' }
const uploading = new AsyncLocalStorage<Uploader>()

/** Resumable uploads (tus 1.0). An upload's id is the id of the media row that it becomes when the last byte is there. */
export function uploads(app: FastifyInstance, deps: Deps): void {
  const tus = new Server({
    path: uploadPath,
    datastore: new FileStore({ directory: deps.media.spool }),
    maxSize: largest,
    relativeLocation: true,
    namingFunction: () => newId(),
    onUploadFinish: async (_request, upload) => {
      await keep(deps, upload.id)
      return {}
    },
  })
  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null))
  const handler = async (
    request: Parameters<Deps['callers']['of']>[0],
    reply: { hijack(): void; raw: import('node:http').ServerResponse },
  ) => {
    const caller = await deps.callers.of(request)
    const language = languageOf(request.headers['accept-language'])
    reply.hijack()
    await uploading.run({ tenant: caller.tenant, language }, () => tus.handle(request.raw, reply.raw))
  }
  for (const url of [uploadPath, `${uploadPath}/*`]) {
    app.route({ method: ['POST', 'PATCH', 'HEAD', 'DELETE', 'OPTIONS'], url, handler })
  }
}

/** The whole upload: looked at, encrypted, noted, and gone from the spool. What is no photo is refused and removed. */
async function keep(deps: Deps, id: string): Promise<void> {
  const { tenant, language } = uploading.getStore() ?? { tenant: '', language: 'zh' as const }
  const path = join(deps.media.spool, id)
  const bytes = await readFile(path)
  const clean = () => Promise.all([rm(path, { force: true }), rm(`${path}.json`, { force: true })])
  const video = isVideo(bytes)
  const photo = video ? null : await inspectPhoto(bytes)
  if (photo === 'unreadable' || photo === 'too_many_pixels') {
    await clean()
    throw refusal(photo === 'unreadable' ? 'media.not_a_photo' : 'media.too_many_pixels', language)
  }
  const file = await deps.media.put(bytes, deps.private.key('media'))
  await deps.db.transaction({ tenant }, (tx) =>
    tx.rows(sql`
      insert into media (id, tenant, kind, mime, size, width, height, sha256, file)
      values (${id}, ${tenant}, ${video ? 'video' : 'photo'}, ${photo?.mime ?? 'video/mp4'}, ${bytes.length},
        ${photo?.width ?? null}, ${photo?.height ?? null}, ${sha256(bytes)}, ${file})`),
  )
  await clean()
}

/** An ISO base media file that is no still picture: `ftyp` with the brands of MP4 and QuickTime. */
const isVideo = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 4, 8) === 'ftyp' &&
  /^(isom|iso\d|mp4\d|avc1|qt {2}|M4V |3gp)/.test(bytes.toString('latin1', 8, 12))

/** What the tus server sends when a hook throws. */
function refusal(code: ProblemCode, language: 'zh' | 'en') {
  const document = problem(code, language)
  return { status_code: document.status, body: JSON.stringify(document) }
}
