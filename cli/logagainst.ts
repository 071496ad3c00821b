import type { Trusted } from '@anxin/record/attested.ts'
import type { Verifier } from '@anxin/record/checkpoint.ts'
import type { Note } from '@anxin/record/logfile.ts'
import { notesIn } from './logparts.ts'
import { rootsIn } from './tsaroots.ts'
import { verifiersOf, witnessesOf } from './verifiers.ts'

/** What a log is checked against beside itself: checkpoints that lay elsewhere, and who is trusted. */
export type Against = { notes: readonly Note[]; keys: readonly Verifier[]; trusted: Trusted }
export type AgainstOptions = { checkpoint?: string[]; key?: string[]; tsaRoot?: string[]; witness?: string[] }

/** Reads it from the options of the command. Throws one sentence for a file or a key that cannot be read. */
export async function againstOf({
  checkpoint = [],
  key = [],
  tsaRoot = [],
  witness = [],
}: AgainstOptions): Promise<Against> {
  const trusted = { roots: await rootsIn(tsaRoot), witnesses: witnessesOf(witness) }
  return { notes: await notesIn(checkpoint), keys: verifiersOf(key), trusted }
}

/** With one more witness, where there is one. */
export const alsoSeenBy = (against: Against, witness: Verifier | null | undefined): Against => ({
  ...against,
  trusted: { ...against.trusted, witnesses: [...against.trusted.witnesses, ...(witness ? [witness] : [])] },
})
