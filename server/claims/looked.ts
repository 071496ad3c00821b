import { createHash, type KeyObject } from 'node:crypto'
import type { Id } from '@anxin/domain/basics.ts'
import type { Flaw } from '@anxin/domain/evidence/quality.ts'
import type { Report } from '@anxin/inspect/report.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import { canonical } from '@anxin/record/canonical.ts'
import { sql, type Tx } from '../db/database.ts'
import { rowsInto } from '../db/rows.ts'
import type { Layers } from '../deps.ts'
import { cipherKey, sealText } from '../private/cipher.ts'

/** What looking at one photo of a claim gave: the report, what is laid over the photo, and what it is found again by. */
export type Looked = {
  media: Id
  report: Report & { flaws: readonly Flaw[] }
  layers: Layers | null
  looks: Looks | null
}

/** SHA-256 of a report as it is kept: what the claim's facts name. */
export const hashOf = (report: Looked['report']): Buffer => createHash('sha256').update(reportText(report)).digest()

/** The bytes of a report that its hash is of. */
export const reportText = (report: unknown): string => canonical(asText(report))

/** Hashes hold whole numbers and text (`canonical`); strengths are told to four places. */
function asText(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(4)
  if (Array.isArray(value)) return value.map(asText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asText(field)]))
}

type Keeping = { claim: Id; looked: readonly Looked[]; at: number }

/** The newest look counts: what an earlier one said stands in the facts by its hash. */
export async function keepReports(tx: Tx, { claim, looked, at }: Keeping): Promise<void> {
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

type Sealing = { claim: Id; looked: readonly Looked[]; key: KeyObject }

/** Under the key of the buyer, like the photos themselves. */
export async function keepLayers(tx: Tx, { claim, looked, key }: Sealing): Promise<void> {
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
