import type { Probe } from '../finding.ts'
import { aigcLabel } from './probes/aigc-label.ts'
import { credentials } from './probes/credentials.ts'
import { generatorTraces } from './probes/generators.ts'
import { removedTraces } from './probes/removed.ts'
import { iptcSource } from './probes/source-type.ts'

/** What a file declares about AI, in every form that exists, and what is left of declarations that were taken out. */
export const declared: readonly Probe[] = [aigcLabel, iptcSource, credentials, generatorTraces, removedTraces]
