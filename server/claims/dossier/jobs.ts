import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { days, type Id, instant } from '@anxin/domain/basics.ts'
import { keptDays } from '@anxin/domain/dossiers/dossier.ts'
import { z } from 'zod'
import { send } from '../../act.ts'
import type { Deps } from '../../deps.ts'
import { job } from '../../worker.ts'
import { claimById } from '../store.ts'
import { gather } from './gather.ts'
import { makeFiles } from './make.ts'
import { type DossierRow, dossierById, dropFile, keepMade, noteFailure, noteProgress } from './store.ts'

const OfDossier = z.object({ dossier: z.uuid() })
const second = 1_000

export const dossierJobs = [
  /** Makes the file. May run twice: what another try has made stays. */
  job({
    name: 'dossier.make',
    payload: OfDossier,
    // Reads every photo and film of a claim and prints: one after the other.
    atOnce: 1,
    delays: [5 * second, 60 * second, 600 * second],
    async outward({ tenant, payload: { dossier }, deps }) {
      const asked = await deps.db.transaction({ tenant }, (tx) => dossierById(tx, dossier))
      if (!asked || asked.madeAt) return
      try {
        await make(deps, { tenant, asked })
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        await deps.db.transaction({ tenant }, (tx) => noteFailure(tx, dossier, reason))
        throw error
      }
    },
  }),
  /** The end of its term. */
  job({
    name: 'dossier.expire',
    payload: OfDossier,
    async run({ tx, payload: { dossier }, now }) {
      const file = await dropFile(tx, dossier)
      if (file) send(tx, [removal(dossier, file, now)])
    },
  }),
]

const removal = (dossier: Id, file: string, now: number) => ({
  job: 'media.remove',
  payload: { media: dossier, file },
  dueAt: instant(now),
})

type Making = { tenant: Id; asked: DossierRow }

async function make(deps: Deps, { tenant, asked }: Making): Promise<void> {
  const { db, proof } = deps
  const now = deps.now()
  // For itself: whoever waits for the log must not wait for all that follows.
  await db.transaction({ tenant }, (tx) => proof.checkpoint(tx, now))
  const gathered = await db.transaction({ tenant }, (tx) => gather({ tx, deps, now }, asked))
  if (!gathered) return
  const steps = gathered.sources.length + 4
  let done = 0
  const next = async () => {
    done++
    await db.transaction({ tenant }, (tx) => noteProgress(tx, asked.id, { done, steps }))
  }
  await next()
  const made = await makeFiles(deps, gathered, { next })
  const dir = `${deps.media.spool}/${tenant}`
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = `${dir}/dossier-${asked.id}.zip`
  try {
    const name = `anxin-dossier-${made.dossier.claim.number}`
    const { contents, info } = made
    const { size, stamp } = await proof.bundle(path, { tenant, name, contents, info, at: new Date(now) })
    await next()
    await keep(deps, { tenant, asked, path, size, stamp })
  } finally {
    await rm(path, { force: true })
  }
}

type Keeping = Making & { path: string; size: number; stamp: Awaited<ReturnType<Deps['proof']['bundle']>>['stamp'] }

/** Into the media store under the key of the buyer, so that forgetting the buyer forgets this as well. */
async function keep(deps: Deps, { tenant, asked, path, size, stamp }: Keeping): Promise<void> {
  const key = await deps.db.transaction({ tenant }, async (tx) => {
    const row = await claimById(tx, asked.claim)
    return row && ((await deps.private.mediaKey(tx, row.state.asked.buyer)) ?? deps.private.key('media'))
  })
  if (!key) return
  const file = await deps.media.put(createReadStream(path), key)
  const sha256 = await deps.media.hash(file, key)
  const now = deps.now()
  const expiresAt = now + days(keptDays)
  const isKept = await deps.db.transaction({ tenant }, async (tx) => {
    const times = { madeAt: new Date(now), expiresAt: new Date(expiresAt) }
    const told = { stampedAt: 'at' in stamp ? new Date(stamp.at) : null, noStamp: 'at' in stamp ? null : stamp.missing }
    if (!(await keepMade(tx, asked.id, { file, size, sha256, ...times, ...told }))) return false
    send(tx, [{ job: 'dossier.expire', payload: { dossier: asked.id }, dueAt: instant(expiresAt) }])
    return true
  })
  if (!isKept) await deps.media.remove(file)
}
