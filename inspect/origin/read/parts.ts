import type { Piece, Text } from './bytes.ts'
import type { JpegStructure } from './jpeg.ts'

/** What kind of file it is by its own structure, whatever its name says. */
export type Container = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif' | 'mp4' | 'other'

/** What a file says about itself, gathered from wherever its kind keeps it. Readers fill it; probes ask it. */
export type Parts = {
  container: Container
  /** As the container states it, before any rotation; null where it states none. */
  size: { width: number; height: number } | null
  /** TIFF streams. */
  exif: Piece[]
  /** XMP packets; the parts of an extended one joined. */
  xmp: Piece[]
  /** Photoshop's resource blocks, with IPTC inside. */
  resources: Piece[]
  /** JUMBF superboxes (content credentials). */
  jumbf: Piece[]
  /** Where the bytes of those stand in the file: a signature cannot cover itself. */
  jumbfRanges: [from: number, to: number][]
  /** Free texts with their keywords: comments, PNG text, keys of a video. */
  texts: Text[]
  icc: Piece[]
  /** What follows the end of the picture. */
  tail: Piece | null
  jpeg: JpegStructure | null
  /** What could not be read as it should: it begins and does not end, or there is more of it than is looked at. */
  faults: Fault[]
}

/** `cut`: the file ends before its own structure does. `much`: more pieces or bytes than are looked at. */
export type Fault = 'cut' | 'much' | 'broken'

/** Limits of all readers: far above what honest files have, low enough to end in milliseconds. */
export const most = {
  /** Segments, chunks, boxes of one file. */
  pieces: 20_000,
  /** Bytes of one text or packet that are looked at. */
  text: 16 << 20,
  /** Texts of one file. */
  texts: 500,
  /** Boxes in boxes. */
  depth: 12,
}

export function emptyParts(container: Container): Parts {
  return {
    container,
    size: null,
    exif: [],
    xmp: [],
    resources: [],
    jumbf: [],
    jumbfRanges: [],
    texts: [],
    icc: [],
    tail: null,
    jpeg: null,
    faults: [],
  }
}

/** Adds a fault once. */
export function note(parts: Parts, fault: Fault): void {
  if (!parts.faults.includes(fault)) parts.faults.push(fault)
}

/** Adds a text, as long as there is room. */
export function addText(parts: Parts, text: Text): void {
  if (parts.texts.length >= most.texts) note(parts, 'much')
  else if (text.value.trim() !== '') parts.texts.push(text)
}
