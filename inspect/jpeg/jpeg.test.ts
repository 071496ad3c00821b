import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { readCoefficients } from './coefficients.ts'
import { zigzag } from './headers.ts'
import { brightnessOf } from './luma.ts'

const [width, height] = [203, 117]

/** Light, an edge and grain: every frequency occurs. */
const scene = (channels: 1 | 3) => {
  const data = new Uint8Array(width * height * channels)
  let seed = 7
  for (let i = 0; i < data.length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)]
    data[i] = 60 + x / 4 + (x + 2 * y > 190 ? 70 : 0) + (i % channels) * 20 + (seed >>> 28)
  }
  return sharp(data, { raw: { width, height, channels } })
}

/** The mean and largest difference between our brightness and that of libjpeg's pixels. */
async function against(bytes: Buffer): Promise<{ mean: number; worst: number }> {
  const read = readCoefficients(bytes)
  const ours = read?.components[0] && brightnessOf(read.components[0])
  assert.ok(read?.isWhole && ours)
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  let [sum, worst] = [0, 0]
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++) {
      const [r = 0, g = r, b = r] = data.subarray((y * info.width + x) * info.channels)
      const theirs = info.channels === 1 ? r : 0.299 * r + 0.587 * g + 0.114 * b
      const difference = Math.abs(Math.min(255, Math.max(0, ours.data[y * ours.width + x] ?? 0)) - theirs)
      sum += difference
      worst = Math.max(worst, difference)
    }
  return { mean: sum / info.width / info.height, worst }
}

test('coefficients stand for the pixels that libjpeg shows, in every kind of file', async () => {
  for (const progressive of [false, true])
    for (const chromaSubsampling of ['4:4:4', '4:2:0'])
      for (const quality of [40, 92]) {
        const bytes = await scene(3).jpeg({ progressive, chromaSubsampling, quality }).toBuffer()
        const { mean, worst } = await against(bytes)
        assert.ok(mean < 0.4 && worst <= 2, `${progressive} ${chromaSubsampling} ${quality}: ${mean}, ${worst}`)
      }
  const kinds = [
    scene(3).jpeg({ mozjpeg: true }),
    scene(1).toColourspace('b-w').jpeg({ progressive: true }),
    scene(1).toColourspace('b-w').jpeg(),
  ]
  for (const kind of kinds) assert.ok((await against(await kind.toBuffer())).worst <= 2)
})

type Made = { across: number; down: number; data: Int16Array }

/** A baseline file written the slow and obvious way, one bit after the other: codes of 8 and of 14 bits, restarts. */
function written(
  parts: Made[],
  { columns, rows, interval }: { columns: number; rows: number; interval: number },
): Buffer {
  const symbols = Array.from({ length: 176 }, (_, i) => (Math.floor(i / 11) << 4) | (i % 11))
  const code = (symbol: number) => {
    const i = symbols.indexOf(symbol)
    return i < 120 ? i.toString(2).padStart(8, '0') : ((120 << 6) + i - 120).toString(2).padStart(14, '0')
  }
  const amount = (value: number) =>
    value === 0
      ? ''
      : (value > 0 ? value : value + 2 ** Math.abs(value).toString(2).length - 1)
          .toString(2)
          .padStart(Math.abs(value).toString(2).length, '0')
  const sizeOf = (value: number) => (value === 0 ? 0 : Math.abs(value).toString(2).length)
  const last = parts.map(() => 0)
  const block = (part: number, at: number) => {
    const values = Array.from({ length: 64 }, (_, k) => parts[part]?.data[at * 64 + (zigzag[k] ?? 0)] ?? 0)
    const [first = 0] = values
    const mean = first - (last[part] ?? 0)
    last[part] = first
    let [bits, run] = [code(sizeOf(mean)) + amount(mean), 0]
    for (const value of values.slice(1)) {
      if (value === 0) run++
      else {
        bits += code(0xf0).repeat(Math.floor(run / 16)) + code(((run % 16) << 4) | sizeOf(value)) + amount(value)
        run = 0
      }
    }
    return run > 0 ? bits + code(0) : bits
  }
  const chunks: number[][] = []
  for (let unit = 0; unit < columns * rows; ) {
    last.fill(0)
    let bits = ''
    for (const end = Math.min(columns * rows, unit + (interval || columns * rows)); unit < end; unit++)
      parts.forEach(({ across, down }, part) => {
        for (let i = 0; i < across * down; i++) {
          const row = Math.floor(unit / columns) * down + Math.floor(i / across)
          bits += block(part, row * columns * across + (unit % columns) * across + (i % across))
        }
      })
    bits = bits.padEnd(8 * Math.ceil(bits.length / 8), '1')
    const bytes = Array.from({ length: bits.length / 8 }, (_, i) => Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2))
    chunks.push(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])))
  }
  const coded = chunks.flatMap((chunk, i) => (i === 0 ? chunk : [0xff, 0xd0 + ((i - 1) % 8), ...chunk]))
  const counts = Array.from({ length: 16 }, (_, i) => (i === 7 ? 120 : i === 13 ? 56 : 0))
  const widest = Math.max(...parts.map(({ across }) => across))
  const tallest = Math.max(...parts.map(({ down }) => down))
  const [w, h] = [columns * 8 * widest, rows * 8 * tallest]
  const segment = (marker: number, body: number[]) => [
    0xff,
    marker,
    (body.length + 2) >> 8,
    (body.length + 2) & 255,
    ...body,
  ]
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, (_, i) => i + 1)]),
    ...segment(0xc0, [
      8,
      h >> 8,
      h & 255,
      w >> 8,
      w & 255,
      parts.length,
      ...parts.flatMap(({ across, down }, i) => [i + 1, (across << 4) | down, 0]),
    ]),
    ...segment(0xc4, [0, ...counts, ...symbols]),
    ...segment(0xc4, [0x10, ...counts, ...symbols]),
    ...segment(0xdd, [interval >> 8, interval & 255]),
    ...segment(0xda, [parts.length, ...parts.flatMap((_, i) => [i + 1, 0]), 0, 63, 0]),
    ...coded,
    ...[0xff, 0xd9],
  ])
}

test('any coefficients, sampling and restart interval come back as they were written', () => {
  const sampling = fc.constantFrom<number[][]>(
    [[1, 1]],
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    [
      [2, 2],
      [1, 1],
      [1, 1],
    ],
    [
      [2, 1],
      [1, 1],
      [1, 1],
    ],
    [
      [1, 2],
      [1, 1],
      [1, 1],
    ],
  )
  const value = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -500, max: 500 }))
  const shape = fc.record({
    sampling,
    columns: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 3 }),
    interval: fc.nat(5),
    some: fc.array(value, { minLength: 1, maxLength: 200 }),
  })
  fc.assert(
    fc.property(shape, ({ sampling, columns, rows, interval, some }) => {
      const parts = sampling.map(([across = 1, down = 1], p) => ({
        across,
        down,
        data: Int16Array.from(
          { length: columns * rows * across * down * 64 },
          (_, i) => some[(i * (p + 1)) % some.length] ?? 0,
        ),
      }))
      const read = readCoefficients(written(parts, { columns, rows, interval }))
      assert.equal(read?.isWhole, true)
      assert.deepEqual(
        read?.components.map(({ data }) => [...data]),
        parts.map(({ data }) => [...data]),
      )
      assert.deepEqual(
        [...(read?.components[0]?.steps ?? [])].map((step, i) => zigzag.indexOf(i) + 1 - step).filter(Boolean),
        [],
      )
    }),
    { numRuns: 60, seed: 3 },
  )
})

test('a file that ends too early is read as far as it goes', async () => {
  for (const progressive of [false, true]) {
    const bytes = await scene(3).jpeg({ quality: 90, progressive }).toBuffer()
    const [whole, half] = [readCoefficients(bytes), readCoefficients(bytes.subarray(0, bytes.length / 2))]
    assert.equal(half?.isWhole, false)
    assert.deepEqual(half?.components[0]?.data.slice(0, 8).some(Boolean), true)
    if (!progressive)
      assert.deepEqual(half?.components[0]?.data.slice(0, 640), whole?.components[0]?.data.slice(0, 640))
  }
})

test('what is no such file is none; broken bytes end in a picture or in none, soon', async () => {
  assert.equal(readCoefficients(new Uint8Array(0)), null)
  assert.equal(readCoefficients(Buffer.from('not a picture')), null)
  const files = [await scene(3).jpeg({ progressive: true }).toBuffer(), await scene(3).jpeg().toBuffer()]
  const huge = Buffer.from(files[1] ?? [])
  const frame = huge.indexOf(Buffer.from([0xff, 0xc0]))
  huge.fill(0xff, frame + 5, frame + 9)
  assert.equal(readCoefficients(huge), null)
  fc.assert(
    fc.property(
      fc.nat(1),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (which, changes, cut) => {
        const bytes = Buffer.from(files[which] ?? [])
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        // A size that grew stays small here, so that the test is fast; the limits are tested above.
        const at = bytes.indexOf(Buffer.from([0xff, which === 0 ? 0xc2 : 0xc0]))
        if (at >= 0) bytes.set([0, height, 0, width], at + 5)
        const read = readCoefficients(bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length))
        assert.ok(read === null || read.components.length > 0)
      },
    ),
    { numRuns: 400, seed: 11 },
  )
})
