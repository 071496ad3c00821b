import { v7 } from 'uuid'
import { drawn } from './random.ts'

let last = { msecs: 0, seq: 0 }

/** A new id: UUIDv7 (RFC 9562), so that rows sort by when they were made, those of one process also within a
 *  millisecond (§6.2, method 1: a counter that starts at random). Not a secret: it holds the time. */
export function newId(): string {
  const msecs = Math.max(Date.now(), last.msecs)
  // Half of the counter's 32 bits stay free to be counted up.
  last = { msecs, seq: msecs > last.msecs ? drawn(2).readUInt16BE() : last.seq + 1 }
  return v7({ random: drawn(16), ...last })
}
