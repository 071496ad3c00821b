/** What a claim photo of 12 MP costs against three pictures of 12 MP, one of them its source: processor time of each step,
 *  the fastest of some rounds, beside the bare decoding of the same files at full size. */
import sharp from 'sharp'
import { compare } from '../../inspect/compare/compare.ts'
import { viewOf } from '../../inspect/compare/view.ts'
import { decode } from '../../inspect/decode.ts'

export async function largePhotos(claim: string, goods: readonly string[]): Promise<string> {
  const large = async (file: string) => sharp(file).resize(4000, 3000, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer()
  const files = await Promise.all([claim, ...goods].map(large))
  const best: Record<string, number> = {}
  const timed = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    const began = process.cpuUsage()
    const result = await work()
    const { user, system } = process.cpuUsage(began)
    best[what] = Math.min(best[what] ?? Number.POSITIVE_INFINITY, (user + system) / 1000)
    return result
  }
  const seen = async (bytes: Buffer) => {
    const photo = await decode('photo', bytes)
    if ('refused' in photo || !photo.pixels) throw new Error('not decoded')
    return { photo, view: viewOf(photo.pixels) }
  }
  for (let round = 0; round < 4; round++) {
    await timed('bare decoding, four files', async () => {
      for (const bytes of files) await sharp(bytes).raw().toBuffer()
    })
    await timed('decoding to size, one file', () => decode('photo', files[0] ?? Buffer.alloc(0)))
    await timed('everything, three pictures', async () => {
      const [mine, ...theirs] = await Promise.all(files.map(seen))
      if (!mine) throw new Error('no claim')
      for (const { view } of theirs)
        await timed('comparing, each the fastest', () => compare(mine.view, view, mine.photo))
    })
  }
  return Object.entries(best)
    .map(([what, ms]) => `${what}: ${ms.toFixed(0)} ms`)
    .join('; ')
}
