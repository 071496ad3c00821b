import type { Logger } from 'pino'
import type { Auth } from './access/auth.ts'
import type { Callers } from './access/caller.ts'
import type { Printer } from './claims/dossier/printed.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Inspector, Layers, Source } from './inspection/inspector.ts'
import type { Live } from './live.ts'
import type { Decoder } from './media/decoder.ts'
import type { Media } from './media/media.ts'
import type { Private } from './private/private.ts'
import type { Content, Proof } from './proof.ts'
import type { Reuse } from './reuse/reuse.ts'
import type { Rules } from './rules/rules.ts'

/** A picture that is looked at, and what is laid over it. */
/** A file of a bundle. */
export type { Content, Layers, Source }

/** What the server was built with, once, in `start.ts`. */
export type Deps = {
  config: Config
  db: Database
  log: Logger
  /** Milliseconds since 1970, UTC. Tests move it; nothing else asks a clock. */
  now: () => number
  private: Private
  auth: Auth
  callers: Callers
  media: Media
  decoder: Decoder
  inspector: Inspector
  rules: Rules
  reuse: Reuse
  live: Live
  proof: Proof
  printer: Printer
}
