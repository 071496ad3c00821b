/** The cosine basis of JPEG: `basis[x * 8 + u]` is what frequency u adds at place x. */
export const basis = Float32Array.from(
  { length: 64 },
  (_, i) => ((i & 7) === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * (i >> 3) + 1) * (i & 7) * Math.PI) / 16),
)
