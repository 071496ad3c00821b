import { createCipheriv, createDecipheriv, createSecretKey, getCiphers, type KeyObject } from 'node:crypto'
import { drawn } from '../random.ts'

export const ciphers = { 'aes-256-gcm': 32, 'sm4-gcm': 16 } as const
export type CipherName = keyof typeof ciphers

/** Throws one sentence when this runtime does not have the cipher that the settings ask for. */
export function requireCipher(name: CipherName): void {
  if (!getCiphers().includes(name))
    throw new Error(`CIPHER=${name}: this Node.js has no ${name}; use CIPHER=aes-256-gcm.`)
}

const tagLength = 16
const nonceLength = 12

/** The key for a cipher out of 32 bytes (SM4 takes the first 16), made once and used often: making it costs as much as
 *  sealing a line of text. */
export const cipherKey = (name: CipherName, bytes: Buffer): KeyObject =>
  createSecretKey(bytes.subarray(0, ciphers[name]))

type Under = { key: KeyObject; place: string }

/** Encrypts; `place` is authenticated with it, so that the value cannot
 *  be moved. Nonce, tag and text are one after the other in the result. */
export function sealText(name: CipherName, { key, place, text }: Under & { text: string }): Buffer {
  const nonce = drawn(nonceLength)
  const cipher = createCipheriv(name as 'aes-256-gcm', key, nonce, {
    authTagLength: tagLength,
  }) // both are GCM
  cipher.setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** The text again. Throws when the key is another, when a bit was changed, or when the value was moved. */
export function openText(name: CipherName, { key, place, bytes }: Under & { bytes: Buffer }): string {
  const nonce = bytes.subarray(0, nonceLength)
  const decipher = createDecipheriv(name as 'aes-256-gcm', key, nonce, {
    authTagLength: tagLength,
  }) // both are GCM
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
  return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8')
}
