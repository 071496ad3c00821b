import type { Probe } from '../finding.ts'
import { aigcLabel } from './probes/aigc-label.ts'
import { cameraData } from './probes/camera.ts'
import { credentials } from './probes/credentials.ts'
import { editorTraces } from './probes/editors.ts'
import { generatorTraces } from './probes/generators.ts'
import { messenger } from './probes/messenger.ts'
import { removedTraces } from './probes/removed.ts'
import { rewritten } from './probes/rewritten.ts'
import { screenshot } from './probes/screenshot.ts'
import { iptcSource } from './probes/source-type.ts'
import { thumbnail } from './probes/thumbnail.ts'
import { times } from './probes/times.ts'
import { trailing } from './probes/trailing.ts'

/** Everything that a file says about where it comes from. A new question is a file and a line. */
export const originProbes: readonly Probe[] = [
  aigcLabel,
  iptcSource,
  credentials,
  generatorTraces,
  removedTraces,
  editorTraces,
  thumbnail,
  rewritten,
  times,
  screenshot,
  messenger,
  trailing,
  cameraData,
]
