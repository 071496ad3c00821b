import { type Verifier, verifierOf } from '@anxin/record/checkpoint.ts'

/** Throws one sentence for a text that is no key. */
export function verifiersOf(texts: readonly string[]): Verifier[] {
  return texts.map((text) => {
    const verifier = verifierOf(text)
    if (!verifier) throw new Error(`${text} is no key: <name>+<id>+<base64> was expected, as an export has it.`)
    return verifier
  })
}
