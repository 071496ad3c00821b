/** 统一社会信用代码, the number of a business licence: 18 characters, the last of which checks the others (GB 32100-2015). */

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Whether a text is such a number. */
export function isCreditCode(text: string): boolean {
  const values = [...text].map((letter) => alphabet.indexOf(letter))
  if (values.length !== 18 || values.includes(-1)) return false
  const sum = weights.reduce((all, weight, i) => all + weight * (values[i] ?? 0), 0)
  return (31 - (sum % 31)) % 31 === values[17]
}
