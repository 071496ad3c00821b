import { Readable } from 'node:stream'
import { type Id, instant } from '@anxin/domain/basics.ts'
import { addresseeNames, purposeNames } from '@anxin/domain/dossiers/addressees.ts'
import { hindranceTo } from '@anxin/domain/dossiers/dossier.ts'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { send } from '../../act.ts'
import { note } from '../../db/audit.ts'
import { DoorProblem } from '../../http/problems.ts'
import { ById, get, post, type Route, type StreamRoute } from '../../http/route.ts'
import { newId } from '../../ids.ts'
import { hasInterest } from '../../parties.ts'
import { claimFor } from '../store.ts'
import { addDossier, type DossierRow, dossierById, dossiersOf } from './store.ts'

const makers = ['reviewer', 'operator'] as const

const Wanted = z.strictObject({ addressee: z.enum(addresseeNames), purpose: z.enum(purposeNames) })

const DossierShown = z.object({
  id: z.string(),
  addressee: z.string(),
  purpose: z.string(),
  askedAt: z.string(),
  /** `making`, `failing` (and tried again), `made`, or `gone` after its term. */
  status: z.string(),
  done: z.number(),
  steps: z.number(),
  madeAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  size: z.number().nullable(),
  sha256: z.string().nullable(),
  /** When an authority stamped it; null: it has no time stamp. */
  stampedAt: z.string().nullable(),
})

const iso = (at: Date | null) => at?.toISOString() ?? null
function statusOf({ madeAt, file, failure }: DossierRow): string {
  if (madeAt) return file ? 'made' : 'gone'
  return failure === null ? 'making' : 'failing'
}
const showDossier = (row: DossierRow): z.input<typeof DossierShown> => ({
  ...{ id: row.id, addressee: row.addressee, purpose: row.purpose, status: statusOf(row) },
  ...{ done: row.done, steps: row.steps, size: row.size },
  askedAt: row.askedAt.toISOString(),
  madeAt: iso(row.madeAt),
  expiresAt: iso(row.expiresAt),
  sha256: row.sha256?.toString('hex') ?? null,
  stampedAt: iso(row.stampedAt),
})

export const dossierRoutes: readonly Route[] = [
  post('/claims/:id/dossier', {
    summary: 'Make a dossier of a claim for somebody outside; each is noted / 生成证据卷宗',
    tag: 'claims',
    who: makers,
    params: ById,
    body: Wanted,
    answer: DossierShown,
    status: 202,
    async does({ tx, by, params, body, now }) {
      const row = await claimFor(tx, by, params.id)
      if (!row || by.kind !== 'person') return refuse('case.absent')
      const no = hindranceTo(row.state, body)
      if (no) return no
      if (await hasInterest(tx, { person: by.id, ...row.state.asked })) return refuse('dossier.interest')
      const id = newId()
      addDossier(tx, { id, claim: row.id, ...body, person: by.id, askedAt: new Date(now) })
      note(tx, { now, by, type: 'dossier.asked', body: { claim: row.state.asked.number, dossier: id, ...body } })
      send(tx, [{ job: 'dossier.make', payload: { dossier: id }, dueAt: instant(now) }])
      const kept = await dossierById(tx, id)
      return kept ? showDossier(kept) : refuse('case.absent')
    },
  }),
  get('/claims/:id/dossier', {
    summary: 'Dossiers that were made of a claim, the newest first / 已生成的证据卷宗',
    tag: 'claims',
    who: makers,
    params: ById,
    answer: z.object({ items: z.array(DossierShown) }),
    async does({ tx, by, params }) {
      const row = await claimFor(tx, by, params.id)
      if (!row) return refuse('case.absent')
      return { items: (await dossiersOf(tx, row.id)).map(showDossier) }
    },
  }),
]

const OneFile = z.object({ id: z.uuid(), dossier: z.uuid() })

/** The file, as something to be kept and never to be opened here. */
export const dossierFile: StreamRoute = {
  method: 'GET',
  path: '/claims/:id/dossier/:dossier/file',
  summary: 'The file of a dossier; each download is noted / 下载证据卷宗',
  tag: 'claims',
  who: makers,
  params: OneFile,
  async streams({ deps, by, caller, params, now }, { reply }) {
    const { id, dossier } = params as z.output<typeof OneFile> // parsed by OneFile
    const found = await deps.db.transaction({ tenant: caller.tenant }, async (tx) => {
      const claim = await claimFor(tx, by, id)
      const row = claim && (await dossierById(tx, dossier))
      if (!row || row.claim !== id || by.kind !== 'person') throw new DoorProblem('case.absent')
      if (await hasInterest(tx, { person: by.id, ...claim.state.asked })) throw new DoorProblem('dossier.interest')
      if (!row.madeAt) throw new DoorProblem('dossier.not_ready')
      if (!row.file) throw new DoorProblem('dossier.gone')
      const { buyer, number } = claim.state.asked
      const key = (await deps.private.mediaKey(tx, buyer)) ?? deps.private.key('media')
      note(tx, { now, by, type: 'dossier.downloaded', body: { claim: number, dossier, addressee: row.addressee } })
      return { file: row.file, key, number }
    })
    // Of a buyer who was forgotten since, or a disk that failed: it cannot be opened any more.
    const bytes = await deps.media.read(found.file, found.key).catch(() => {
      throw new DoorProblem('dossier.gone')
    })
    reply
      .header('X-Content-Type-Options', 'nosniff')
      .header('Content-Disposition', `attachment; filename="${fileName(found.number, dossier)}"`)
      .header('Cache-Control', 'no-store')
      .header('Content-Security-Policy', "default-src 'none'")
      .type('application/zip')
    return reply.send(Readable.from(bytes))
  },
}

const fileName = (number: string, dossier: Id) =>
  `anxin-dossier-${number.replace(/[^\w-]/g, '')}-${dossier.slice(-6)}.zip`
