/** Money as people type it, in yuan, to whole fen: `199`, `199.9`, `¥1,299.00`. Null where it is no amount. Works on the
 *  digits, since 1.15 × 100 is not 115. */
export function fenOf(text: string): number | null {
  const plain = text.replace(/[¥￥,，\s]/g, '')
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain)
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : null
}

/** 19900 → `199.00`, to be edited. */
export const typedYuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
