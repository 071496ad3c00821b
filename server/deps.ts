import type { Logger } from 'pino'
import type { Auth } from './access/auth.ts'
import type { Callers } from './access/caller.ts'
import type { Config } from './config.ts'
import type { Custodian } from './custodian.ts'
import type { Database } from './db/database.ts'
import type { Live } from './live.ts'
import type { Lookers } from './lookers.ts'
import type { Media } from './media/media.ts'
import type { Private } from './private/private.ts'
import type { Proof } from './proof.ts'

/** A picture that is looked at, and what is laid over it. */
export type { Layers, Source } from './inspection/inspector.ts'
/** A file of a bundle. */
export type { Content } from './proof.ts'

/** What the server was built with, once, in `start.ts`. */
export type Deps = Lookers & {
  config: Config
  db: Database
  log: Logger
  /** Milliseconds since 1970, UTC. Tests move it; nothing else asks a clock. */
  now: () => number
  private: Private
  auth: Auth
  callers: Callers
  media: Media
  live: Live
  proof: Proof
  /** Of CUSTODIAN_KEY. */
  custodian: Custodian | null
}
