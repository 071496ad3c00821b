/** A 256-bit PDQ hash: eight 32-bit words in the order in which its 64 hex digits are printed. Many of them lie one after
 *  the other in one array. */
export type Hash = Uint32Array

/** How many words a hash has. */
export const hashWords = 8
/** How many hex digits it is printed as. */
export const hashDigits = 64

/** The hash as Meta's tools print it: 64 lower-case hex digits. */
export function hexOf(hash: Hash): string {
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('')
}

const notADigit = 16
const digitOf = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(digit) ? notADigit : digit
})

/** Reads the 64 hex digits at `at` of ASCII text into `words`; false when one of them is none. */
export function readHash(text: Uint8Array, at: number, words: Hash): boolean {
  let seen = 0
  for (let word = 0, next = at; word < hashWords; word++) {
    let value = 0
    for (const end = next + 8; next < end; next++) {
      const digit = digitOf[text[next] ?? 0] ?? notADigit
      seen |= digit
      value = (value << 4) | digit
    }
    words[word] = value
  }
  return seen < notADigit
}

/** How many bits of a word are set. */
export function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** In how many bits a hash differs from the one at word `at` of `many`. Where the first half already differs in more than
 *  `most`, as nearly always, the second is not looked at. */
export function distanceUpTo(most: number, hash: Hash, { many, at }: { many: Uint32Array; at: number }): number {
  // Written out, because the compiler leaves a loop of four rounds a loop: three times as fast.
  const half =
    bitsIn((hash[0] ?? 0) ^ (many[at] ?? 0)) +
    bitsIn((hash[1] ?? 0) ^ (many[at + 1] ?? 0)) +
    bitsIn((hash[2] ?? 0) ^ (many[at + 2] ?? 0)) +
    bitsIn((hash[3] ?? 0) ^ (many[at + 3] ?? 0))
  if (half > most) return half
  return (
    half +
    bitsIn((hash[4] ?? 0) ^ (many[at + 4] ?? 0)) +
    bitsIn((hash[5] ?? 0) ^ (many[at + 5] ?? 0)) +
    bitsIn((hash[6] ?? 0) ^ (many[at + 6] ?? 0)) +
    bitsIn((hash[7] ?? 0) ^ (many[at + 7] ?? 0))
  )
}
