import { readFile } from 'node:fs/promises'
import { viewOf } from '@anxin/inspect/compare/view.ts'
import { decode, type Refusal } from '@anxin/inspect/decode.ts'
import type { Photo } from '@anxin/inspect/photo.ts'
import type { Source } from './inspector.ts'
import type { Shelved } from './sheet.ts'

export const photoOf = async (source: Source): Promise<Photo | { refused: Refusal }> =>
  decode(source.name, source.bytes ?? (await readFile(source.path)))

/** A photo with what is needed to compare it. */
export type Ready = Shelved & { photo: Photo }

/** The same pictures are compared with photo after photo: the last few are kept ready. */
const mostKept = 6
const kept = new Map<string, Ready>()

/** A picture ready to be compared, under the name it has in this question. */
export async function readied(source: Source): Promise<Ready | { refused: Refusal }> {
  const key = source.path ?? source.sha256
  const known = kept.get(key)
  if (known) return { ...known, file: source.name }
  const photo = await photoOf(source)
  if ('refused' in photo) return photo
  const { sha256, pixels } = photo
  const one = { file: source.name, sha256, pixels, view: pixels && viewOf(pixels), photo }
  const [oldest] = kept.keys()
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest)
  kept.set(key, one)
  return one
}
