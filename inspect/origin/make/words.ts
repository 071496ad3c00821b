/** Draws the glyphs of the words of a visible label (`words.ts`) from Noto Sans SC (SIL Open Font License 1.1, the npm package
 *  @fontsource/noto-sans-sc): `node inspect/origin/make/words.ts` writes data/glyphs.json anew. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateSync } from 'node:zlib'
import sharp from 'sharp'

const require = createRequire(import.meta.url)
const side = 16
const weights = { 400: 'Regular', 700: 'Bold' }

/** The font inside a WOFF file (W3C, WOFF File Format 1.0): the same tables, each deflated. */
export function fontIn(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const directory = Buffer.alloc(12 + 16 * count)
  woff.copy(directory, 0, 4, 8)
  directory.writeUInt16BE(count, 4)
  const parts = [directory]
  let end = directory.length
  for (let i = 0; i < count; i++) {
    const entry = woff.subarray(44 + 20 * i, 64 + 20 * i)
    const [offset, packed, length] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)]
    const bytes = woff.subarray(offset, offset + packed)
    const table = Buffer.alloc((length + 3) & ~3)
    table.set(packed < length ? inflateSync(bytes) : bytes)
    const to = 12 + 16 * i
    entry.copy(directory, to, 0, 4)
    directory.writeUInt32BE(entry.readUInt32BE(16), to + 4)
    directory.writeUInt32BE(end, to + 8)
    directory.writeUInt32BE(length, to + 12)
    parts.push(table)
    end += table.length
  }
  return Buffer.concat(parts)
}

/** A glyph cut to its ink, and how wide that is by how high. */
async function drawn(
  glyph: string,
  style: string,
  fontfile: string,
): Promise<{ png: Buffer; width: number; height: number }> {
  const text = {
    text: `<span foreground="white">${glyph}</span>`,
    font: `Noto Sans SC ${style} 200`,
    fontfile,
    rgba: true,
  }
  const picture = await sharp({ text }).flatten({ background: '#000' }).png().toBuffer()
  const { data, info } = await sharp(picture).trim({ background: '#000' }).png().toBuffer({ resolveWithObject: true })
  return { png: data, width: info.width, height: info.height }
}

async function glyphs(): Promise<object> {
  const folder = dirname(require.resolve('@fontsource/noto-sans-sc/package.json'))
  const dir = mkdtempSync(join(tmpdir(), 'anxin-glyphs-'))
  const all: Record<string, { aspect: number; samples: string }[]> = {}
  for (const [weight, style] of Object.entries(weights))
    for (const [subset, letters] of [
      ['chinese-simplified', '生成'],
      ['latin', 'AI'],
    ] as const) {
      const fontfile = join(dir, `${subset}-${weight}.otf`)
      const woff = join(folder, `files/noto-sans-sc-${subset}-${weight}-normal.woff`)
      writeFileSync(fontfile, fontIn(readFileSync(woff)))
      for (const glyph of letters) {
        const { png, width, height } = await drawn(glyph, style, fontfile)
        const samples = await sharp(png).resize(side, side, { fit: 'fill' }).extractChannel(0).raw().toBuffer()
        all[glyph] ??= []
        all[glyph].push({ aspect: Math.round((100 * width) / height) / 100, samples: samples.toString('base64') })
      }
    }
  rmSync(dir, { recursive: true })
  return all
}

if (process.argv[1]?.endsWith('make/words.ts'))
  writeFileSync(new URL('../data/glyphs.json', import.meta.url), `${JSON.stringify(await glyphs(), null, 2)}\n`)
