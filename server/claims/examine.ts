import type { KeyObject } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import type { Examined } from '@anxin/domain/claims/claim.ts'
import { showsGoods } from '@anxin/domain/evidence/slots.ts'
import { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import { job } from '../worker.ts'
import { giveGrade } from './grading.ts'
import { hashOf, keepLayers, keepReports, type Looked } from './looked.ts'
import { lookAtAll, type Picture } from './looking.ts'
import { claimById, type EvidenceFile, filesOf, goodsPictures } from './store.ts'

/** Looks at all photos of a claim, beside the merchant's pictures and each other, and reports back. May run twice: a report
 *  is kept under claim and photo, and the same photos give the same one. */
export const examineJob = job({
  name: 'claim.examine',
  payload: z.object({ claim: z.uuid() }),
  // Each takes a processor for seconds: what photos are waiting must not keep the pages waiting.
  atOnce: 2,
  async outward({ tenant, payload: { claim }, deps }) {
    const gathered = await deps.db.transaction({ tenant }, (tx) => gather(tx, deps, claim))
    if (!gathered) return
    const { key, buyer, photos, goods } = gathered
    const looked = await lookAtAll(deps, { tenant, claim, buyer, photos, goods })
    await deps.db.transaction({ tenant }, (tx) => report(tx, deps, { claim, looked, key }))
    // Each for itself: whoever adds to the index holds up the others of the tenant until it is over.
    for (const { media, looks } of looked)
      if (looks)
        await deps.db.transaction({ tenant }, (tx) => deps.reuse.remember(tx, { media, claim, person: buyer, looks }))
  },
})

type Gathered = { photos: Picture[]; goods: Picture[]; key: KeyObject | null; buyer: Id }

/** The photos of the buyer, and what they are held against: the listing, the packing film and the merchant's own packing
 *  pictures. Files that cannot be opened any more (their person was forgotten) are left out. */
async function gather(tx: Tx, deps: Deps, claim: Id): Promise<Gathered | null> {
  const row = await claimById(tx, claim)
  if (!row) return null
  const { evidence, asked } = row.state
  const own = evidence.filter(({ side }) => side === 'buyer')
  const packing = evidence.filter(({ side, slot }) => side === 'merchant' && showsGoods(slot))
  const { listing, packed } = await goodsPictures(tx, asked)
  const goodsIds = [...listing, ...packed, ...packing.map(({ media }) => media)]
  const files = await filesOf(tx, [...own.map(({ media }) => media), ...goodsIds])
  const key = await deps.private.mediaKey(tx, asked.buyer)
  const isLive = (media: Id) => own.some((piece) => piece.media === media && piece.isLive)
  const pictures = (ids: readonly Id[]) => picturesOf(deps, { files, ids, key, isLive })
  const photos = await pictures(own.map(({ media }) => media))
  return { photos, goods: await pictures(goodsIds), key, buyer: asked.buyer }
}

type Opening = { files: readonly EvidenceFile[]; ids: readonly Id[]; key: KeyObject | null; isLive(media: Id): boolean }

async function picturesOf(deps: Deps, { files, ids, key, isLive }: Opening): Promise<Picture[]> {
  const found: Picture[] = []
  for (const id of ids) {
    const file = files.find((one) => one.id === id)
    const under = file?.person ? key : deps.private.key('media')
    if (file?.kind !== 'photo' || !under) continue
    const bytes = await deps.media.get(file.file, under)
    found.push({ media: id, name: id, bytes, sha256: file.sha256.toString('hex'), isLive: isLive(id) })
  }
  return found
}

type Reporting = { claim: Id; looked: readonly Looked[]; key: KeyObject | null }

/** Keeps the reports and sends the claim its grade. */
async function report(tx: Tx, deps: Deps, { claim, looked, key }: Reporting): Promise<void> {
  const row = await claimById(tx, claim)
  if (!row) return
  await keepReports(tx, { claim, looked, at: deps.now() })
  if (key) await keepLayers(tx, { claim, looked, key })
  const photos = looked.map(
    ({ media, report }): Examined => ({ media, grade: report.grade, report: hashOf(report).toString('hex') }),
  )
  await giveGrade({ tx, deps }, { claim, state: row.state, photos })
}
