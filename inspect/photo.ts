/** A rectangle of 8-bit samples, rows from the top, channels interleaved. */
export type Pixels = { width: number; height: number; channels: 1 | 3; data: Uint8Array }

/** What the bytes are, told from the bytes alone. */
export type Format = 'jpeg' | 'png' | 'webp' | 'heic' | 'avif'

/** A photo as the probes get it: the bytes as they came, and what they show. `width` and `height` are those of the upright
 *  photo (EXIF orientation applied), in full.
 *  `pixels` is upright, sRGB, without alpha (laid on white), made to fit `analysisSide`; null where nothing here can decode
 *  the format (HEVC in HEIC): the probes that read bytes still answer. `full` decodes it at its own size, each time anew.
 *  `damaged`: the picture's data end too early or are broken; what could be decoded is there. */
export type Photo = {
  name: string
  bytes: Uint8Array
  sha256: string
  format: Format
  width: number
  height: number
  pixels: Pixels | null
  damaged: boolean
  full(): Promise<Pixels | null>
}

/** The longer side of `pixels`: enough to compare by, and a JPEG of 12 MP is decoded at a quarter of its size for it. */
export const analysisSide = 1024
