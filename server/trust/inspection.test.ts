import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  dice,
  exifSegment,
  packet,
  plainJpeg,
  plainPng,
  plainWebp,
  tiff,
  withSegments,
  xmpSegment,
} from '@anxin/inspect/origin/specimens.ts'
import sharp from 'sharp'
import { openInspector } from '../inspection/inspector.ts'
import { heic } from '../media/pictures.ts'
import { full } from './process.ts'
import { spoiled } from './spoiled.ts'

/** T5, for the inspection: malformed files end no process, hang none, and every refusal says why. */

// A file that takes ten seconds hangs; on a machine that others use as well it may wait for its turn as long again.
const inspector = openInspector({ lanes: 2, seconds: 30 })
after(() => inspector.stop())
const random = dice(20_261_127)

/** Whole files of every kind that is read, small, with something in their metadata. */
async function seeds(): Promise<Uint8Array[]> {
  const jpeg = await plainJpeg()
  const small = (kind: 'jpeg' | 'png' | 'webp' | 'avif', options = {}) =>
    sharp(jpeg).resize(96).toFormat(kind, options).toBuffer()
  const tagged = withSegments(await small('jpeg'), [
    exifSegment(tiff({ main: { 271: 'Maker', 274: 6 }, photo: { 36867: '2026:11:20 10:00:00' } })),
    xmpSegment(packet('<TC260:AIGC>{"Label":"1","ProduceID":"7"}</TC260:AIGC>')),
  ])
  return [
    tagged,
    await small('jpeg', { progressive: true }),
    await small('png', { progressive: true }),
    await small('webp'),
    await small('avif', { effort: 0 }),
    await plainPng(),
    await plainWebp(),
    await heic(96, 96),
  ]
}

test('malformed pictures end no process, hang none, and every refusal says why', { timeout: 900_000 }, async (t) => {
  const whole = await seeds()
  const files = Array.from({ length: full ? 5_000 : 240 }, (_, i) =>
    spoiled(whole[i % whole.length] ?? new Uint8Array(), random),
  )
  const outcomes: Record<string, number> = {}
  let longest = 0
  const ask = async (bytes: Uint8Array, i: number) => {
    const began = performance.now()
    const answer = await inspector.photo({ name: `${i}`, bytes, sha256: `${i}` })
    longest = Math.max(longest, performance.now() - began)
    const outcome = 'refused' in answer ? answer.refused : 'report'
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if ('report' in answer) for (const { zh, en } of answer.report.findings) assert.ok(zh && en, `file ${i}`)
  }
  // Two at a time, so that a time is that of a file and not of a queue.
  for (let i = 0; i < files.length; i += 2)
    await Promise.all(files.slice(i, i + 2).map((bytes, k) => ask(bytes, i + k)))
  t.diagnostic(`${files.length} files, ${JSON.stringify(outcomes)}, longest ${Math.round(longest)} ms`)
  assert.equal(outcomes.too_heavy ?? 0, 0, 'a process died or hung')
  assert.ok((outcomes.report ?? 0) > 0 && (outcomes.unreadable ?? 0) + (outcomes.not_a_picture ?? 0) > 0)
  // Good pictures are none the worse for what came before.
  for (const [i, bytes] of whole.entries()) {
    const answer = await inspector.photo({ name: `good ${i}`, bytes, sha256: `good ${i}` })
    assert.ok('report' in answer, `good file ${i}`)
  }
})
