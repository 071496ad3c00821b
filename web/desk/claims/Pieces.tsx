import type { Slot } from '@anxin/domain/evidence/slots.ts'
import { UploadList, type Uploads, useUploads } from '../../kit/Uploads.tsx'

type Piece = { media: string; slot: Slot }

/** Files of the merchant: how the goods were packed, and whatever else. They are sent in pieces while the statement is
 *  written, and go on where they were cut off. */
export function usePieces() {
  const packing = useUploads([])
  const other = useUploads([])
  return {
    packing,
    other,
    /** All that arrived, each with what it shows; null where one did not. */
    async settled(): Promise<Piece[] | null> {
      const [packed, rest] = await Promise.all([packing.settled(), other.settled()])
      if (!packed || !rest) return null
      const slotOf = (uploads: Uploads, i: number): Slot =>
        uploads.items[i]?.file?.type.startsWith('video/') ? 'packing-video' : 'packing'
      return [
        ...packed.map((media, i) => ({ media, slot: slotOf(packing, i) })),
        ...rest.map((media) => ({ media, slot: 'other' as const })),
      ]
    },
  }
}

export function PieceLists({ pieces, t }: { pieces: ReturnType<typeof usePieces>; t: (key: string) => string }) {
  return (
    <div className="pieces">
      <UploadList label={t('cl.pieces.packing')} uploads={pieces.packing} />
      <UploadList label={t('cl.pieces.other')} uploads={pieces.other} />
    </div>
  )
}
