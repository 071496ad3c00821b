import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'

// libvips chooses its loader from the bytes, whatever the name says (CVE-2026-66066): all are off but these four.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
})

/** `whole`: bytes of a picture that has to be unpacked as a whole before its first row is known. */
const most = { pixels: 50_000_000, side: 20_000, whole: 200 * 1024 * 1024 }

/** A foreign picture by its bytes or its path, of which nothing is read yet: the first frame of several, of at most 50 MP.
 *  `failOn: 'truncated'` lets odd but whole files pass, 'none' takes what there is. */
export const opened = (source: Uint8Array | string, options: Pick<SharpOptions, 'failOn' | 'ignoreIcc'> = {}): Sharp =>
  sharp(source, { limitInputPixels: most.pixels, failOn: 'truncated', pages: 1, ...options })

/** What the head of the file says, if it can be read and is within the limits (50 MP, 20,000 samples a side, 200 MiB once
 *  unpacked where that has to happen at once): to be asked before anything is decoded. */
export async function headOf(picture: Sharp): Promise<Metadata | { refused: 'unreadable' | 'too_large' }> {
  const found = await picture.metadata().catch((error: Error) => error)
  if (found instanceof Error)
    return { refused: /pixel limit|too large|exceed/i.test(found.message) ? 'too_large' : 'unreadable' }
  return isTooLarge(found) ? { refused: 'too_large' } : found
}

/** Whether a picture of this size is beyond the limits, whatever its format. */
export const isOversized = ({ width, height }: { width: number; height: number }): boolean =>
  width > most.side || height > most.side || width * height > most.pixels

function isTooLarge({ width, height, channels, depth, format, isProgressive }: Metadata): boolean {
  if (isOversized({ width, height })) return true
  const isWhole = format === 'heif' || (format === 'png' && isProgressive)
  return isWhole && width * height * channels * (depth === 'uchar' ? 1 : 2) > most.whole
}
