import { createHash } from 'node:crypto'

/** A call-back code as it is kept: good for this entry only. It lives for a quarter of an hour and five tries. */
export const codeHash = (id: string, code: string): string => createHash('sha256').update(`${id}/${code}`).digest('hex')
