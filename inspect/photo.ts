/** A rectangle of 8-bit samples, rows from the top, channels interleaved. */
export type Pixels = { width: number; height: number; channels: 1 | 3; data: Uint8Array }

/** What the bytes are, told from the bytes alone. */
export type Format = 'jpeg' | 'png' | 'webp' | 'heic' | 'avif'

/** A photo as the probes get it: the bytes as they came, and what they show.
 *  `pixels` is upright (EXIF orientation applied), sRGB, without alpha (laid on white); null where nothing here can decode
 *  the format (HEVC in HEIC): the probes that read bytes still answer. */
export type Photo = { name: string; bytes: Uint8Array; sha256: string; format: Format; pixels: Pixels | null }
