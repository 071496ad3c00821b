/** Cosignatures: a witness, who keeps no log of its own, has seen that a checkpoint goes on from the one that it saw before,
 *  and says when. Its line stands under the note beside the log's own, so that two different logs cannot be shown to two
 *  people. The format is that of C2SP: https://c2sp.org/tlog-cosignature, with Ed25519 (`cosignature/v1`). */
import { sign, verify } from 'node:crypto'
import {
  claimsToBeBy,
  partsOf,
  type Signature,
  type Signer,
  signatureLine,
  type Verifier,
  verifierOf,
  verifierText,
} from './checkpoint.ts'

const kind = 0x04

/** The key of a witness as text and back, as those of logs are written, of a kind of their own. */
export const witnessText = ({ name, key }: Signer): string => verifierText(name, key, kind)
export const witnessOf = (text: string): Verifier | null => verifierOf(text, kind)

const message = (text: string, seconds: bigint): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`)

/** The line by which a witness says that it saw this checkpoint (the text above the signatures). `time`: Unix seconds. */
export function cosignature(text: string, witness: Signer, time: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(time))
  const signature = sign(null, message(text, BigInt(time)), witness.key)
  return signatureLine(witness, kind, Buffer.concat([bytes, signature]))
}

/** Who saw a checkpoint, and when by their own clock, in Unix seconds. */
export type Sighting = { by: string; time: number }

/** What these witnesses say under a note; null when a line that claims to be by one of them is not. */
export function sightings(note: string, witnesses: readonly Verifier[]): Sighting[] | null {
  const parts = partsOf(note)
  const all = parts?.signatures.flatMap((signature) => {
    const witness = witnesses.find((key) => claimsToBeBy(signature, key))
    return witness ? [sighting(parts.text, signature, witness)] : []
  })
  return all?.every((one) => one !== null) ? all : null
}

/** The last second that a date of JavaScript can be. */
const latest = 8_640_000_000_000n
function sighting(text: string, { bytes }: Signature, { name, key }: Verifier): Sighting | null {
  if (bytes.length !== 8 + 64) return null
  const seconds = bytes.readBigUInt64BE()
  if (seconds > latest || !verify(null, message(text, seconds), key, bytes.subarray(8))) return null
  return { by: name, time: Number(seconds) }
}
