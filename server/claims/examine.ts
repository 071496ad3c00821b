import { createHash, type KeyObject } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import type { Evidence, Examined, OpenedClaim } from '@anxin/domain/claims/claim.ts'
import type { Grade } from '@anxin/domain/claims/terms.ts'
import { gradeTogether } from '@anxin/domain/evidence/grade.ts'
import type { Flaw } from '@anxin/domain/evidence/quality.ts'
import { showsGoods } from '@anxin/domain/evidence/slots.ts'
import type { Report } from '@anxin/inspect/report.ts'
import { canonical } from '@anxin/record/canonical.ts'
import { z } from 'zod'
import { act, stampOf } from '../act.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../ids.ts'
import { amongThem } from '../inspection/among.ts'
import type { Layers, Source } from '../inspection/inspector.ts'
import { cipherKey, sealText } from '../private/cipher.ts'
import { job } from '../worker.ts'
import { claimCase } from './case.ts'
import { instructionOf, purchaseDates, standingNow, termsNow } from './gather.ts'
import { claimById, type EvidenceFile, filesOf, listingPictures } from './store.ts'

/** Looks at all photos of a claim, beside the merchant's pictures and each other, and reports back. May run twice: a report
 *  is kept under claim and photo, and the same photos give the same one. */

type Looked = { media: Id; report: Report & { flaws: readonly Flaw[] }; layers: Layers | null }
type Picture = Source & { media: Id; isLive: boolean }

export const examineJob = job({
  name: 'claim.examine',
  payload: z.object({ claim: z.uuid() }),
  // Each takes a processor for seconds: what photos are waiting must not keep the pages waiting.
  atOnce: 2,
  receiver: 'claim',
  async outward({ tenant, payload: { claim }, deps }) {
    const gathered = await deps.db.transaction({ tenant }, (tx) => gather(tx, deps, claim))
    if (!gathered) return
    const { photos, goods, key } = gathered
    const looked = await inspectAll(deps, photos, goods)
    await deps.db.transaction({ tenant }, (tx) => report(tx, deps, { claim, looked, key }))
  },
})

type Gathered = { photos: Picture[]; goods: Picture[]; key: KeyObject | null }

/** The photos of the buyer, and what they are held against: the listing and the merchant's own packing pictures. Files that
 *  cannot be opened any more (their person was forgotten) are left out. */
async function gather(tx: Tx, deps: Deps, claim: Id): Promise<Gathered | null> {
  const row = await claimById(tx, claim)
  if (!row) return null
  const { evidence, asked } = row.state
  const own = evidence.filter(({ side }) => side === 'buyer')
  const packing = evidence.filter(({ side, slot }) => side === 'merchant' && showsGoods(slot))
  const listing = await listingPictures(tx, asked)
  const goodsIds = [...listing, ...packing.map(({ media }) => media)]
  const files = await filesOf(tx, [...own.map(({ media }) => media), ...goodsIds])
  const key = await deps.private.mediaKey(tx, asked.buyer)
  const isLive = (media: Id) => own.some((piece) => piece.media === media && piece.isLive)
  const pictures = (ids: readonly Id[]) => picturesOf(deps, { files, ids, key, isLive })
  return { photos: await pictures(own.map(({ media }) => media)), goods: await pictures(goodsIds), key }
}

type Opening = { files: readonly EvidenceFile[]; ids: readonly Id[]; key: KeyObject | null; isLive(media: Id): boolean }

async function picturesOf(deps: Deps, { files, ids, key, isLive }: Opening): Promise<Picture[]> {
  const found: Picture[] = []
  for (const id of ids) {
    const file = files.find((one) => one.id === id)
    const under = file?.person ? key : deps.private.key('media')
    if (file?.kind !== 'photo' || !under) continue
    const bytes = await deps.media.get(file.file, under)
    // The name stands in sentences: people count pictures.
    found.push({
      media: id,
      name: `#${found.length + 1}`,
      bytes,
      sha256: file.sha256.toString('hex'),
      isLive: isLive(id),
    })
  }
  return found
}

/** What each photo gave; one that could not be looked at gives nothing, which the grade knows. */
async function inspectAll({ inspector }: Deps, photos: readonly Picture[], goods: readonly Picture[]) {
  const answers = await Promise.all(
    photos.map(async (photo) => {
      const { isLive } = photo
      const answer = await inspector.photo(photo, { against: goods, isLive, isLayered: true })
      return 'refused' in answer ? [] : [{ photo, ...answer }]
    }),
  )
  const looked = answers.flat()
  const reports = await amongThem(looked, inspector)
  return looked.flatMap(({ photo, layers, flaws = [] }, i): Looked[] => {
    const report = reports[i]
    if (!report) return []
    const against = report.against.map((one, k) => ({ ...one, file: goods[k]?.media ?? one.file }))
    return [{ media: photo.media, report: { ...report, file: photo.media, against, flaws }, layers: layers ?? null }]
  })
}

const hashOf = (report: Report): Buffer =>
  createHash('sha256')
    .update(canonical(asText(report)))
    .digest()
/** Facts and hashes hold whole numbers and text; strengths are told to four places. */
const asText = (value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(4)
  if (Array.isArray(value)) return value.map(asText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asText(field)]))
}

type Reporting = { claim: Id; looked: readonly Looked[]; key: KeyObject | null }

/** Keeps the reports and sends the claim its grade, with what the rules in force say of it now. */
async function report(tx: Tx, deps: Deps, { claim, looked, key }: Reporting): Promise<void> {
  const row = await claimById(tx, claim)
  if (!row) return
  const { state } = row
  const now = deps.now()
  await keepReports(tx, { claim, looked, at: now })
  if (key) await keepLayers(tx, { claim, looked, key })
  const photos = looked.map(
    ({ media, report }): Examined => ({ media, grade: report.grade, report: hashOf(report).toString('hex') }),
  )
  const here = { tx, deps, now }
  const grade = gradeOf(state, photos)
  const terms = await termsNow(here, { asked: state.asked, ...(await purchaseDates(tx, state)), grade })
  const instruction = (await instructionOf(tx, state.asked.merchant)) ?? null
  await act(
    tx,
    claimCase,
    { id: claim },
    {
      type: 'claim.grade',
      ...stampOf('reaction', now),
      ...{ grade, photos, terms, instruction },
      standing: await standingNow(here, state.asked.buyer),
      hearing: newId(),
      calendar: await deps.rules.calendar(tx),
    },
  )
}

function gradeOf({ evidence }: OpenedClaim, photos: readonly Examined[]): Grade {
  const isPhoto = ({ slot, side }: Evidence) => side === 'buyer' && slot !== 'video'
  return gradeTogether(
    evidence.filter(isPhoto).map(({ media, slot }) => ({
      slot,
      grade: photos.find((one) => one.media === media)?.grade ?? null,
    })),
  )
}

async function keepReports(tx: Tx, { claim, looked, at }: { claim: Id; looked: readonly Looked[]; at: number }) {
  await tx.rows(sql`delete from inspections where claim_id = ${claim}`)
  const { tenant } = tx
  tx.write(
    rowsInto(
      'inspections',
      looked.map(({ media, report }) => ({
        ...{ tenant, claim_id: claim, media, report, sha256: hashOf(report), at: new Date(at) },
      })),
    ),
  )
}

/** Where layers of a photo lie: authenticated with them, so that none can be moved. */
export const layerPlace = (tenant: Id, { claim, media, goods }: { claim: Id; media: Id; goods: Id }): string =>
  `${tenant}/layer/${claim}/${media}/${goods}`

async function keepLayers(tx: Tx, { claim, looked, key }: { claim: Id; looked: readonly Looked[]; key: KeyObject }) {
  await tx.rows(sql`delete from inspection_layers where claim_id = ${claim}`)
  const { tenant } = tx
  const under = cipherKey('aes-256-gcm', key.export())
  const seal = (media: Id, goods: Id, bytes: Uint8Array) => {
    const place = layerPlace(tenant, { claim, media, goods })
    const text = Buffer.from(bytes).toString('base64')
    return { tenant, claim_id: claim, media, goods, bytes: sealText('aes-256-gcm', { key: under, place, text }) }
  }
  const rows = looked.flatMap(({ media, report, layers }) => [
    ...(layers?.heat ? [seal(media, media, layers.heat)] : []),
    ...(layers?.laid ?? []).flatMap((bytes, i) => {
      const goods = report.against[i]?.file
      return bytes && goods ? [seal(media, goods, bytes)] : []
    }),
  ])
  tx.write(rowsInto('inspection_layers', rows))
}
