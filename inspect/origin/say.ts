import type { Finding, Polygon } from '../finding.ts'

type Sentences = { zh: string; en: string }

/** A finding about where a file comes from. */
export const origin = (code: string, strength: number, says: Sentences & { region?: Polygon }): Finding => ({
  code: `origin.${code}`,
  family: 'origin',
  strength,
  zh: says.zh,
  en: says.en,
  region: says.region ?? null,
})

/** Foreign words for a sentence of ours: in one line, without what could steer a terminal or turn the text round, short. */
export function quoted(words: string, most = 60): string {
  const plain = words
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const letters = [...plain]
  return letters.length > most ? `${letters.slice(0, most).join('')}…` : plain
}

/** Several names of places or things, each once. */
export const listed = (names: readonly string[], between: string): string => [...new Set(names)].join(between)
