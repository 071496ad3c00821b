import { fileURLToPath } from 'node:url'
import { type OpenApart, openApart } from '../apart.ts'
import type { Range } from './iso.ts'

/** What a foreign file turned out to be. `hidden`: bytes of the original that nobody else is shown. `shown`: the
 *  upright JPEG copy without metadata, of what can be decoded here. */
export type Seen = {
  kind: 'photo' | 'video'
  mime: string
  width?: number
  height?: number
  /** How long a film lasts. */
  seconds?: number
  hidden: Range[]
  shown?: Uint8Array
}
export type Look = Seen | { refused: 'unreadable' | 'too_many_pixels' | 'too_heavy' }
export type Question = { source: string | Uint8Array }

export type Decoder = {
  /** Looks at a file, by its path or its bytes. When the process dies over it, or takes too long, it is too heavy. */
  look(source: string | Uint8Array): Promise<Look>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('./decode.ts', import.meta.url))

type Given = { lanes?: number; seconds?: number; open?: OpenApart }
/** At most `lanes` processes for foreign pictures and videos. */
export function openDecoder({ lanes = 2, seconds = 10, open = openApart }: Given = {}): Decoder {
  const apart = open<Question, Look>({ program, lanes, seconds, heap: 64 })
  return { look: async (source) => (await apart.ask({ source })) ?? { refused: 'too_heavy' }, stop: apart.stop }
}
