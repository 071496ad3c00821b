import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Range } from './iso.ts'

/** What a foreign file turned out to be. `hidden`: bytes of the original that nobody else is shown. `shown`: the
 *  upright JPEG copy without metadata, of what can be decoded here. */
export type Seen = {
  kind: 'photo' | 'video'
  mime: string
  width?: number
  height?: number
  hidden: Range[]
  shown?: Uint8Array
}
export type Look = Seen | { refused: 'unreadable' | 'too_many_pixels' | 'too_heavy' }
export type Question = { source: string | Uint8Array }
/** `null` once, when the process is ready. */
export type Reply = { answer: Look | null }

/** Foreign files are looked at by processes of their own, which are replaced when they die or take too long. */
export type Decoder = {
  /** Looks at a file, by its path or its bytes. */
  look(source: string | Uint8Array): Promise<Look>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('./decode.ts', import.meta.url))
type Lane = { child: ChildProcess | null }

/** At most `lanes` processes, each started when it is first needed and used for many files. */
export function openDecoder({ lanes = 2, seconds = 10 } = {}): Decoder {
  const all: Lane[] = Array.from({ length: lanes }, () => ({ child: null }))
  // The one that was used last is taken first: a quiet server keeps one process.
  const free = [...all]
  const waiting: ((lane: Lane) => void)[] = []
  const taken = () => {
    const lane = free.pop()
    return lane ? Promise.resolve(lane) : new Promise<Lane>((resolve) => waiting.push(resolve))
  }
  const giveBack = (lane: Lane) => {
    const next = waiting.shift()
    if (next) next(lane)
    else free.push(lane)
  }
  return {
    async look(source) {
      const lane = await taken()
      try {
        // One that died while nobody asked is replaced.
        if (!lane.child?.connected) lane.child = await started(lane)
        return await asked(lane.child, source, seconds)
      } finally {
        giveBack(lane)
      }
    },
    stop: async () => void (await Promise.all(all.map(({ child }) => child && ended(child)))),
  }
}

/** A process that is ready to be asked. It gets none of our settings, and does not keep us from ending. */
async function started(lane: Lane): Promise<ChildProcess> {
  const child = fork(program, {
    env: { MALLOC_ARENA_MAX: '2' },
    execArgv: ['--max-old-space-size=64', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: 'ignore',
  })
  child.on('error', () => {})
  child.once('exit', () => {
    if (lane.child === child) lane.child = null
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code, signal) => reject(new Error(`the decoder does not start: ${code ?? signal}`)))
  })
  child.unref()
  child.channel?.unref()
  return child
}

/** The answer of the process; when it dies over the question, or says nothing in time, the file is too heavy. */
function asked(child: ChildProcess, source: string | Uint8Array, seconds: number): Promise<Look> {
  return new Promise((resolve) => {
    const answered = (look: Look) => {
      clearTimeout(timer)
      child.off('message', hear)
      child.off('exit', died)
      resolve(look)
    }
    const hear = ({ answer }: Reply) => answered(answer ?? { refused: 'unreadable' })
    const died = () => answered({ refused: 'too_heavy' })
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1_000)
    child.once('exit', died)
    child.on('message', hear)
    child.send({ source } satisfies Question, (error) => error && died())
  })
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    // Waited for, though it was not to keep us from ending.
    child.ref()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
