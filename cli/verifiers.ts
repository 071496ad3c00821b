import { type Verifier, verifierOf } from '@anxin/record/checkpoint.ts'
import { witnessOf } from '@anxin/record/cosignature.ts'

const read = (texts: readonly string[], of: (text: string) => Verifier | null, wanted: string): Verifier[] =>
  texts.map((text) => {
    const verifier = of(text)
    if (!verifier) throw new Error(`${text} is no ${wanted}`)
    return verifier
  })

/** Throws one sentence for a text that is no key. */
export const verifiersOf = (texts: readonly string[]): Verifier[] =>
  read(texts, verifierOf, 'key: <name>+<id>+<base64> was expected, as an export has it.')

/** The same for the key of a witness, which is of another kind. */
export const witnessesOf = (texts: readonly string[]): Verifier[] =>
  read(texts, witnessOf, 'key of a witness: <name>+<id>+<base64> was expected, as the witness gives it.')
