import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { instant } from '@anxin/domain/basics.ts'
import { FileStore } from '@tus/file-store'
import { Upload } from '@tus/server'
import { send } from '../act.ts'
import type { Deps } from '../deps.ts'
import { keep, type Whole } from './keep.ts'
import { sizeKept } from './store.ts'

const day = 86_400_000

/** Uploads while they grow, in the spool; each whole one is kept before its last byte is acknowledged. Every method is
 *  called with the upload's lock held. Ids are `<tenant>/<id>`. */
export class UploadStore extends FileStore {
  readonly deps: Deps

  constructor(deps: Deps) {
    super({ directory: deps.media.spool, expirationPeriodInMilliseconds: day })
    this.deps = deps
    // Not uploads of unknown length: nobody needs them.
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration']
  }

  wholeOf(name: string): Whole {
    const [tenant = '', id = ''] = name.split('/')
    return { tenant, id, path: join(this.directory, tenant, id) }
  }

  override async create(upload: Upload): Promise<Upload> {
    const { tenant, id } = this.wholeOf(upload.id)
    const dueAt = instant(this.deps.now() + day)
    await this.deps.db.transaction({ tenant }, async (tx) =>
      send(tx, [{ job: 'media.drop-half', payload: { upload: id }, dueAt }]),
    )
    return super.create(upload)
  }

  /** What is claimed is on disk. An upload that is kept already is whole, for a client that missed the answer; one whose
   *  server died between the last byte and keeping it is kept now. */
  override async getUpload(name: string): Promise<Upload> {
    const whole = this.wholeOf(name)
    const size = await this.deps.db.transaction({ tenant: whole.tenant }, (tx) => sizeKept(tx, whole.id))
    if (size !== undefined) return new Upload({ id: name, size, offset: size })
    const upload = await super.getUpload(name)
    if (upload.offset === upload.size) await keep(this.deps, whole)
    else await onDisk(whole.path)
    return upload
  }

  /** Its own, because the library's hides why a write failed (a full disk, for one) and does not wait for the disk. */
  override async write(bytes: Readable, name: string, offset: number): Promise<number> {
    const whole = this.wholeOf(name)
    const file = createWriteStream(whole.path, { flags: 'r+', start: offset, flush: true })
    await pipeline(bytes, file)
    const { size } = await super.getUpload(name)
    const end = offset + file.bytesWritten
    if (end === size) await keep(this.deps, whole)
    return end
  }
}

async function onDisk(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await handle.sync()
  await handle.close()
}
