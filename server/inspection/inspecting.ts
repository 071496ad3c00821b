/** The process that inspects foreign photos, and nothing else does: it knows no secret, answers one question at a time, and
 *  is ended when it takes too much memory (here) or time (`inspector.ts`). */
import { look, type Mask } from '@anxin/inspect/look.ts'
import type { Photo } from '@anxin/inspect/photo.ts'
import { looksOf } from '@anxin/inspect/reuse/looks.ts'
import { traceOf } from '@anxin/inspect/trace.ts'
import sharp from 'sharp'
import type { Reply } from '../apart.ts'
import { between } from './between.ts'
import type { Answer, Question, Source } from './inspector.ts'
import { layersOf } from './layers.ts'
import { photoOf, readied } from './ready.ts'
import { type Shelved, sheetOf } from './sheet.ts'

sharp.cache(false)
sharp.concurrency(1)

const mostMemory = 480 * 1024 * 1024
async function answerTo(question: Question): Promise<Answer> {
  if (question.ask === 'pair') return { between: await between(question.first, question.second) }
  if (question.ask === 'looks') return looking(question.photo)
  const { isDrawn, isShown, isLive, isLayered } = question
  const photo = await photoOf(question.photo)
  if ('refused' in photo) return { refused: photo.refused, name: question.photo.name }
  const goods: Shelved[] = []
  for (const source of question.against) {
    const one = await readied(source)
    if ('refused' in one) return { refused: one.refused, name: source.name }
    goods.push(one)
  }
  const looked = await look(photo, goods, { isLive })
  return {
    report: looked.report,
    trace: traceOf(photo),
    ...(isDrawn ? { mask: await png(looked.mask() ?? blank(photo)) } : {}),
    ...(isShown ? { sheet: await sheetOf(photo, looked, goods) } : {}),
    ...(isLayered ? await layersOf(photo, looked, goods) : {}),
  }
}

async function looking(source: Source): Promise<Answer> {
  const photo = await photoOf(source)
  if ('refused' in photo) return { refused: photo.refused, name: source.name }
  const looks = looksOf(photo)
  return looks ? { looks } : { refused: 'unreadable', name: source.name }
}

/** Nothing can be told of any place. */
const blank = ({ width, height }: Photo): Mask => ({ width, height, data: new Uint8Array(width * height) })

async function png(mask: Mask): Promise<Uint8Array | null> {
  if (mask.data.length === 0) return null
  const { width, height, data } = mask
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}

// Pictures are decoded on threads of libvips; this one is free to watch.
setInterval(() => process.memoryUsage.rss() > mostMemory && process.kill(process.pid, 'SIGKILL'), 10).unref()
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', async (question: Question) => {
  const name = question.ask === 'pair' ? question.first.name : question.photo.name
  const answer = await answerTo(question).catch((): Answer => ({ refused: 'unreadable', name }))
  process.send?.({ answer } satisfies Reply<Answer>)
})
process.send?.({ answer: null } satisfies Reply<Answer>)
