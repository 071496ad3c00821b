/** What inspecting a claim photo of 12 MP costs, alone and against three pictures of 12 MP, one of them its source:
 *  processor time of each step, the fastest of some rounds, beside the bare decoding of the same files at full size; and the
 *  most memory that the process held. */
import sharp from 'sharp'
import { compare } from '../../inspect/compare/compare.ts'
import { viewOf } from '../../inspect/compare/view.ts'
import { decode } from '../../inspect/decode.ts'
import { look } from '../../inspect/look.ts'
import type { Photo } from '../../inspect/photo.ts'
import type { Goods } from '../../inspect/reporting.ts'

const best: Record<string, number> = {}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const began = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(began)
  best[what] = Math.min(best[what] ?? Number.POSITIVE_INFINITY, (user + system) / 1000)
  return result
}

async function photoOf(bytes: Buffer): Promise<Photo> {
  const photo = await decode('photo', bytes)
  if ('refused' in photo) throw new Error('not decoded')
  return photo
}

async function goodsOf(bytes: Buffer, i: number): Promise<Goods> {
  const { sha256, pixels } = await photoOf(bytes)
  return { file: `goods ${i}`, sha256, view: pixels && viewOf(pixels) }
}

/** One line of figures. */
export async function largePhotos(claim: string, goods: readonly string[]): Promise<string> {
  const large = async (file: string) => sharp(file).resize(4000, 3000, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer()
  const [mine = Buffer.alloc(0), ...theirs] = await Promise.all([claim, ...goods].map(large))
  for (let round = 0; round < 6; round++) {
    await timed('bare decoding, one file', () => sharp(mine).raw().toBuffer())
    await timed('inspected alone', async () => look(await photoOf(mine), []))
    await timed('inspected against three, with its map', async () => {
      const looked = await look(await photoOf(mine), await Promise.all(theirs.map(goodsOf)))
      looked.mask()
    })
    const photo = await photoOf(mine)
    const views = await Promise.all(theirs.map(goodsOf))
    const view = photo.pixels && viewOf(photo.pixels)
    for (const [i, one] of views.entries())
      await timed(i === 0 ? 'compared with its source' : 'compared with another', () => {
        if (view && one.view) compare(view, one.view, photo)
      })
  }
  const memory = `memory at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`
  return [...Object.entries(best).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`), memory].join('; ')
}
