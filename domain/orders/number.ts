/** Order numbers shown to people: ten digits, the last a check digit, so that a misheard digit is noticed on the phone. */

const space = 1_000_000_000
/** Coprime with 10⁹, so that `n ↦ n·step mod 10⁹` visits every number once: neighbours do not look alike. */
const step = 387_420_489
/** Where the walk begins: the first order is not number nought. */
const start = 271_828_183

/** Damm's quasigroup of order 10 (H. M. Damm 2004): finds every wrong digit and every swap of neighbours. */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
]
const check = (digits: string) => [...digits].reduce((state, digit) => damm[state]?.[Number(digit)] ?? 0, 0)

/** The number of the `n`-th order, n from 0 to 10⁹ − 1. Throws RangeError outside. */
export function orderNumber(n: number): string {
  if (!Number.isSafeInteger(n) || n < 0 || n >= space) throw new RangeError(`no order number for ${n}`)
  const digits = String(Number((BigInt(n) * BigInt(step) + BigInt(start)) % BigInt(space))).padStart(9, '0')
  return digits + check(digits)
}

/** Whether the text can be an order number; spaces and dashes that people put between digits do not matter. */
export const isOrderNumber = (text: string): boolean =>
  /^\d{10}$/.test(plainNumber(text)) && check(plainNumber(text)) === 0

/** The ten digits without what people put between them. */
export const plainNumber = (text: string): string => text.replace(/[\s-]/g, '')
