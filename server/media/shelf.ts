import type { FileHandle } from 'node:fs/promises'

/** Until when a file must not be removed, and whether somebody holds it beyond that. */
export type Guard = { until: number; isHeld: boolean }

/** Where sealed files lie, each under a name of its own that is written once: a folder, or a bucket. */
export type Shelf = {
  /** Keeps what is written; there for good before it returns, and nothing of it where that fails. */
  keep(file: string, write: (to: FileHandle) => Promise<void>): Promise<void>
  /** The bytes from the first on. Throws an error with the code ENOENT when the file is gone, ESTORE when the store could
   *  not be asked: nothing is known of the file then. */
  read(file: string): AsyncIterable<Uint8Array>
  /** Nothing is left of it, no earlier version either; no error when it is gone already. */
  remove(file: string): Promise<void>
  /** Has the store itself refuse to remove a file; null where the store cannot. Asked again, it lengthens only. Throws as
   *  `read` does. */
  guard: ((file: string, guard: Guard) => Promise<void>) | null
  /** A folder on this machine where uploads grow until they are whole. */
  spool: string
}
