import { createHash, randomUUID } from 'node:crypto'
import { instant } from '@anxin/domain/basics.ts'
import type { Piece } from '@anxin/domain/recordings/film.ts'
import { anyPhoto, type Court, uploaded } from '../claims/testing.ts'
import { webmPieces } from '../media/pictures.ts'
import { headOf } from '../recordings/links.ts'

export const waybill = 'SF1234567890'

export type Changes = { film?: (pieces: Buffer[]) => Buffer[]; pieces?: (pieces: Piece[]) => Piece[]; body?: object }

/** What a station does with one parcel: it begins, films, and hands in; `changes` are what went wrong meanwhile. */
export async function packed(
  { world, merchant, merchantId }: Pick<Court, 'world' | 'merchant' | 'merchantId'>,
  changes: Changes = {},
  more: object = {},
) {
  const start = {
    ...{ id: randomUUID(), merchant: merchantId, waybill, order: null, device: randomUUID() },
    ...{ startedAt: world.now() - 60_000, offset: 0, ...more },
  }
  const begun = await merchant.post('/recordings', start)
  const films = webmPieces([0, 1_000, 2_000, 3_000])
  const taken = films.map(
    (bytes, i): Piece => ({
      ...{ at: i * 1_000, clock: instant(start.startedAt + i * 1_000), size: bytes.length },
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }),
  )
  const pieces = changes.pieces?.(taken) ?? taken
  const bytes = Buffer.concat(changes.film?.(films) ?? films)
  const body = {
    media: await uploaded(world, bytes, 'video'),
    pieces,
    head: headOf({ recording: start.id, ...start, startedAt: instant(start.startedAt) }, pieces),
    ...{ length: 4_000, offset: start.offset, ending: 'scan', pictures: [await anyPhoto(world)] },
    ...changes.body,
  }
  const handIn = () => merchant.post(`/recordings/${start.id}/film`, body)
  const answer = begun.status === 201 ? await handIn() : begun
  await world.settle()
  return { start, begun, body, answer, handIn, seen: async () => (await merchant.get(`/recordings/${start.id}`)).body }
}
