import type { Features } from '../compare/features.ts'

/** A feature kept: place and size as shares (16 bits each), angle (16 bits), then the signs of its descriptor. */
export const keptBytes = 8 + 16
/** So many features of a picture are kept. */
export const mostKept = 300

/** The strongest features of a picture in few bytes: at most 7,200. */
export function compacted(features: Features): Uint8Array {
  const count = Math.min(features.count, mostKept)
  const bytes = new Uint8Array(count * keptBytes)
  const view = new DataView(bytes.buffer)
  const share = (value: number) => Math.max(0, Math.min(65_535, Math.round(value * 65_535)))
  for (let i = 0; i < count; i++) {
    const at = i * keptBytes
    view.setUint16(at, share(features.x[i] ?? 0))
    view.setUint16(at + 2, share(features.y[i] ?? 0))
    view.setUint16(at + 4, share(4 * (features.scale[i] ?? 0)))
    view.setUint16(at + 6, share((features.angle[i] ?? 0) / (2 * Math.PI)))
    for (let k = 0; k < 4; k++) view.setInt32(at + 8 + 4 * k, features.bits[4 * i + k] ?? 0)
  }
  return bytes
}

/** The features again; each bit stands for its number of the descriptor. */
export function uncompacted(bytes: Uint8Array): Features {
  const count = Math.floor(bytes.length / keptBytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const of = (offset: number, unit: number) =>
    Float32Array.from({ length: count }, (_, i) => (view.getUint16(i * keptBytes + offset) / 65_535) * unit)
  const bits = Int32Array.from({ length: 4 * count }, (_, k) => view.getInt32((k >> 2) * keptBytes + 8 + 4 * (k & 3)))
  return {
    count,
    x: of(0, 1),
    y: of(2, 1),
    scale: of(4, 0.25),
    angle: of(6, 2 * Math.PI),
    bits,
    descriptors: Uint8Array.from({ length: 128 * count }, (_, j) => (((bits[j >> 5] ?? 0) >>> (j & 31)) & 1) * 64),
  }
}
