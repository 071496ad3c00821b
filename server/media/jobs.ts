import { join } from 'node:path'
import { instant } from '@anxin/domain/basics.ts'
import { z } from 'zod'
import { send } from '../act.ts'
import { sql } from '../db/database.ts'
import { job } from '../worker.ts'
import { adoption } from './adopt.ts'
import { dismiss, removalJob } from './dismiss.ts'
import { guarding } from './guard.ts'
import { forgetSpooled } from './keep.ts'
import { dropEvidence, dropRecording, dropUnclaimed } from './store.ts'

export const mediaJobs = [
  removalJob,
  adoption,
  guarding,
  /** An upload that nobody finished goes after a day. */
  job({
    name: 'media.drop-half',
    payload: z.object({ upload: z.uuid() }),
    run: ({ tx, payload: { upload }, deps }) => forgetSpooled(join(deps.media.spool, tx.tenant, upload)),
  }),
  /** An upload that no order took goes after some days. */
  job({
    name: 'media.drop-unclaimed',
    payload: z.object({ media: z.uuid() }),
    async run({ tx, payload: { media }, now }) {
      const dropped = await dropUnclaimed(tx, media)
      if (dropped) dismiss(tx, media, { files: [dropped.file, dropped.shown], now })
    },
  }),
  /** What a buyer sent with a claim whose term is over, and what those pictures are found again by. */
  job({
    name: 'media.drop-evidence',
    payload: z.object({ claim: z.uuid() }),
    async run({ tx, payload: { claim }, now }) {
      const dropped = await dropEvidence(tx, claim)
      await tx.rows(sql`delete from inspection_layers where claim_id = ${claim}`)
      await tx.rows(sql`delete from entrusted_keys where claim = ${claim}`)
      for (const { id, file, shown } of dropped) dismiss(tx, id, { files: [file, shown], now })
      send(
        tx,
        dropped.map(({ id: media }) => ({ job: 'reuse.forget', payload: { media }, dueAt: instant(now) })),
      )
    },
  }),
  /** The film and the pictures of a recording whose term is over. */
  job({
    name: 'media.drop-recording',
    payload: z.object({ recording: z.uuid() }),
    async run({ tx, payload: { recording }, now }) {
      for (const { id, file, shown } of await dropRecording(tx, recording))
        dismiss(tx, id, { files: [file, shown], now })
    },
  }),
]
