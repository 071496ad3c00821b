import sharp from 'sharp'

// libvips chooses its loader from the bytes, whatever the name says (CVE-2026-66066): all are off but these four.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
})
sharp.cache(false)
sharp.concurrency(1)

export type Photo = { mime: string; width: number; height: number }
export type NotAPhoto = 'unreadable' | 'too_many_pixels'

const most = { pixels: 50_000_000, side: 20_000, seconds: 10 }
const mimes: Record<string, string> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heif: 'image/heif' }

/** Whether the bytes are a picture that can be shown: decoded whole once, small, within limits of size and time. */
export async function inspectPhoto(bytes: Buffer): Promise<Photo | NotAPhoto> {
  try {
    const picture = sharp(bytes, { limitInputPixels: most.pixels, failOn: 'error' }).timeout({ seconds: most.seconds })
    const { format, width, height } = await picture.metadata()
    if (width > most.side || height > most.side || width * height > most.pixels) return 'too_many_pixels'
    await picture.resize(64, 64, { fit: 'inside' }).raw().toBuffer()
    const mime = mimes[format]
    return mime ? { mime, width, height } : 'unreadable'
  } catch (error) {
    return error instanceof Error && /pixel limit/i.test(error.message) ? 'too_many_pixels' : 'unreadable'
  }
}

/** The picture as another party may see it: turned upright, without metadata (no place, no camera), at most 1,600 px. */
export const forShowing = (bytes: Buffer, side = 1_600): Promise<Buffer> =>
  sharp(bytes, { limitInputPixels: most.pixels })
    .timeout({ seconds: most.seconds })
    .rotate()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer()
