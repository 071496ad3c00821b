import type { Probe } from '../finding.ts'
import { declared } from './declared.ts'
import { cameraData } from './probes/camera.ts'
import { editorTraces } from './probes/editors.ts'
import { messenger } from './probes/messenger.ts'
import { rewritten } from './probes/rewritten.ts'
import { screenshot } from './probes/screenshot.ts'
import { thumbnail } from './probes/thumbnail.ts'
import { times } from './probes/times.ts'
import { trailing } from './probes/trailing.ts'
import { visibleLabel } from './probes/visible-label.ts'

/** Everything that a file says about where it comes from. A new question is a file and a line. */
export const originProbes: readonly Probe[] = [
  ...declared,
  visibleLabel,
  thumbnail,
  editorTraces,
  rewritten,
  times,
  screenshot,
  messenger,
  trailing,
  cameraData,
]
