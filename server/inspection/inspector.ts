import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Flaw } from '@anxin/domain/evidence/quality.ts'
import type { Refusal } from '@anxin/inspect/decode.ts'
import type { Finding } from '@anxin/inspect/finding.ts'
import type { Sheet } from '@anxin/inspect/page.ts'
import type { Report } from '@anxin/inspect/report.ts'
import type { Looks } from '@anxin/inspect/reuse/looks.ts'
import type { Trace } from '@anxin/inspect/trace.ts'
import { type OpenApart, openApart } from '../apart.ts'
import { amongThem } from './among.ts'
import type { Layers } from './layers.ts'

export type { Layers }

/** A picture by its file, or by its bytes with their hash. `name` stands in the report. */
export type Source =
  | { name: string; path: string; bytes?: undefined }
  | { name: string; bytes: Uint8Array; sha256: string; path?: undefined }

export type Question =
  | ({ ask: 'photo'; photo: Source; against: readonly Source[] } & Wanted)
  | { ask: 'pair'; first: Source; second: Source }
  | { ask: 'looks'; photo: Source }

/** What is wanted beside the report. `isLive`: the photo was taken on our page, with its random task fulfilled. */
type Wanted = { isLive: boolean; isDrawn: boolean; isShown: boolean; isLayered: boolean }

/** `mask`: PNG, 8-bit grey, of the photo's size, where it was asked for and can be drawn. `sheet`: what a page shows.
 *  `layers`: what is laid over the photo, each by itself; with them `flaws`: what keeps it from being seen well. */
export type Inspected = {
  report: Report
  trace: Trace
  mask?: Uint8Array | null
  sheet?: Sheet
  layers?: Layers
  flaws?: Flaw[]
}
export type Refused = { refused: Refusal | 'too_heavy'; name: string }
export type Answer = Inspected | Refused | { between: Finding | null } | { looks: Looks }

export type Inspector = {
  /** Looks at a photo, alone and against the merchant's pictures. */
  photo(photo: Source, given?: { against?: readonly Source[] } & Partial<Wanted>): Promise<Inspected | Refused>
  /** What two photos of one claim say of each other; null where nothing, or where one cannot be looked at. */
  pair(first: Source, second: Source): Promise<Finding | null>
  /** What a photo is found again by, to be kept (`server/reuse`) or compared. */
  looks(photo: Source): Promise<Looks | Refused>
  /** The reports of photos that were looked at, with what they say of each other. */
  among(photos: readonly (Inspected & { photo: Source })[]): Promise<Report[]>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('./inspecting.ts', import.meta.url))

type Given = { lanes?: number; seconds?: number; open?: OpenApart }
/** At most `lanes` processes for looking at foreign photos, each ended at 480 MiB or after `seconds` over one question. */
export function openInspector({
  lanes = availableParallelism(),
  seconds = 60,
  open = openApart,
}: Given = {}): Inspector {
  const apart = open<Question, Answer>({ program, lanes, seconds, heap: 200 })
  const inspector: Inspector = {
    async photo(photo, { against = [], ...wanted } = {}) {
      const nothing = { isLive: false, isDrawn: false, isShown: false, isLayered: false }
      const answer = await apart.ask({ ask: 'photo', photo, against, ...nothing, ...wanted })
      return answer && ('report' in answer || 'refused' in answer) ? answer : tooHeavy(photo)
    },
    async pair(first, second) {
      const answer = await apart.ask({ ask: 'pair', first, second })
      return answer !== null && 'between' in answer ? answer.between : null
    },
    async looks(photo) {
      const answer = await apart.ask({ ask: 'looks', photo })
      if (answer && 'looks' in answer) return answer.looks
      return answer && 'refused' in answer ? answer : tooHeavy(photo)
    },
    among: (photos) => amongThem(photos, inspector),
    stop: apart.stop,
  }
  return inspector
}

/** The process died over it, or gave no answer in time. */
const tooHeavy = ({ name }: Source): Refused => ({ refused: 'too_heavy', name })
