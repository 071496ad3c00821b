import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { analysisSide, type Pixels } from '../photo.ts'
import { luma } from '../pixels/plane.ts'
import { photographed, sceneOf } from '../pixels/testing.ts'
import { fontIn } from './make/words.ts'
import { visibleLabel } from './probes/visible-label.ts'
import { look } from './specimens.ts'
import { clear, likeliestWords } from './words.ts'

const dir = mkdtempSync(join(tmpdir(), 'anxin-words-'))
after(() => rmSync(dir, { recursive: true }))
const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('@fontsource/noto-sans-sc/package.json'))
/** A weight that the compared glyphs were not drawn in. */
const fontfile = join(dir, 'medium.otf')
writeFileSync(fontfile, fontIn(readFileSync(join(folder, 'files/noto-sans-sc-chinese-simplified-500-normal.woff'))))

const scene = photographed(sceneOf(31), { width: 800, height: 600 })
const open = ({ data, width, height }: Pixels) => sharp(data, { raw: { width, height, channels: 3 } })

/** The scene with words in its corner, through a messenger. */
async function bearing(
  words: string,
  { colour = 'white', height = 34, right = 20, bottom = 18 } = {},
): Promise<Pixels> {
  const text = {
    text: `<span foreground="${colour}">${words}</span>`,
    font: 'Noto Sans SC Medium 90',
    fontfile,
    rgba: true,
  }
  const inked = await sharp(await sharp({ text }).png().toBuffer())
    .trim()
    .png()
    .toBuffer()
  const label = await sharp(inked).resize(null, height).png().toBuffer({ resolveWithObject: true })
  const [left, top] = [800 - label.info.width - right, 600 - height - bottom]
  const sent = await open(scene)
    .composite([{ input: label.data, left, top }])
    .jpeg({ quality: 75 })
    .toBuffer()
  const { data, info } = await sharp(sent).raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) }
}
const said = (pixels: Pixels) =>
  look(visibleLabel, new Uint8Array(), { pixels, width: pixels.width, height: pixels.height })

test('the words in a corner are found, light or dark, and the place is marked', async () => {
  for (const colour of ['white', 'black']) {
    const [finding] = await said(await bearing('豆包AI生成', { colour }))
    assert.equal(finding?.code, 'origin.visible-label')
    const [[left = 0, top = 0] = [], , [right = 0, bottom = 0] = []] = finding?.region ?? []
    assert.ok(Math.abs(right - 780) < 12 && Math.abs(bottom - 582) < 8, `${right}, ${bottom}`)
    assert.ok(Math.abs(top - 548) < 8 && left > 620 && left < 690, `${left}, ${top}`)
  }
})

test('the region is on the upright photo at its own size', async () => {
  const pixels = await bearing('AI生成')
  const [small] = await said(pixels)
  const [large] = await look(visibleLabel, new Uint8Array(), {
    pixels,
    width: 4 * pixels.width,
    height: 4 * pixels.height,
  })
  assert.ok((small?.region?.[2]?.[0] ?? 0) > 700)
  const expected = small?.region?.map(([x, y]) => [4 * x, 4 * y])
  large?.region?.forEach(([x, y], i) => {
    assert.ok(Math.abs(x - (expected?.[i]?.[0] ?? 0)) <= 2 && Math.abs(y - (expected?.[i]?.[1] ?? 0)) <= 2)
  })
})

test('other words, words in the middle, and no words are none', async () => {
  for (const words of ['有机生菜', 'AIR 2026', '生成']) assert.deepEqual(await said(await bearing(words)), [], words)
  assert.deepEqual(await said(await bearing('AI生成', { right: 300, bottom: 280 })), [])
  assert.deepEqual(await said(scene), [])
  assert.deepEqual(await look(visibleLabel, new Uint8Array()), [])
  assert.ok(analysisSide >= 800)
})

test('pictures with nothing in them, and too small ones, have no words', () => {
  for (const [width, height] of [
    [1, 1],
    [40, 4],
    [300, 200],
  ] as const) {
    const words = likeliestWords(luma({ width, height, channels: 1, data: new Uint8Array(width * height).fill(9) }))
    assert.ok((words?.score ?? 0) < clear)
  }
})
