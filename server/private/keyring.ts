import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Keys } from './keys.ts'

/** The initial value that RFC 3394 §2.2.3.1 prescribes. */
const rfc3394 = Buffer.alloc(8, 0xa6)

/** What is done with keys once they are at hand, wherever they come from. Node takes a key as bytes too, but looks at
 *  them for longer than it encrypts. */
export function keyring(secret: Buffer, kek: (generation: number) => Buffer): Pick<Keys, 'wrap' | 'unwrap' | 'derive'> {
  const derived = new Map<string, KeyObject>()
  return {
    wrap(generation, key) {
      const cipher = createCipheriv('id-aes256-wrap', createSecretKey(kek(generation)), rfc3394)
      return Buffer.concat([cipher.update(key), cipher.final()])
    },
    unwrap(generation, wrapped) {
      const decipher = createDecipheriv('id-aes256-wrap', createSecretKey(kek(generation)), rfc3394)
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    },
    derive(purpose) {
      const known = derived.get(purpose)
      if (known) return known
      const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'anxin', purpose, 32)))
      derived.set(purpose, key)
      return key
    },
  }
}
