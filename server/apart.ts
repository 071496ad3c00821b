import { type ChildProcess, fork } from 'node:child_process'

/** `null` once, when the process is ready. */
export type Reply<A> = { answer: A | null }

/** Programs that look at foreign bytes, apart from everything else: they know no secret, and are replaced when they die
 *  or take too long. */
export type Apart<Q, A> = {
  /** The program's answer; null when it died over the question or said nothing in time. */
  ask(question: Q): Promise<A | null>
  stop(): Promise<void>
}

type Lane = { child: ChildProcess | null }
type Given = {
  /** The file of the program: it sends `{ answer: null }` when it is ready, then one reply for each message. */
  program: string
  /** At most so many processes, each started when it is first needed and used for many questions. */
  lanes: number
  seconds: number
  /** MiB of JavaScript's own heap; typed arrays and what libraries take stand outside of it. */
  heap: number
}

export type OpenApart = typeof openApart

export function openApart<Q extends object, A>({ program, lanes, seconds, heap }: Given): Apart<Q, A> {
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
    async ask(question) {
      const lane = await taken()
      try {
        // One that died while nobody asked is replaced.
        if (!lane.child?.connected) lane.child = await started(lane, program, heap)
        return await asked<A>(lane.child, question, seconds)
      } finally {
        giveBack(lane)
      }
    },
    stop: async () => void (await Promise.all(all.map(({ child }) => child && ended(child)))),
  }
}

/** A process that is ready to be asked. It gets none of our settings, and does not keep us from ending while it is idle. */
async function started(lane: Lane, program: string, heap: number): Promise<ChildProcess> {
  const child = fork(program, {
    env: { MALLOC_ARENA_MAX: '2' },
    execArgv: [`--max-old-space-size=${heap}`, '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: 'ignore',
  })
  child.on('error', () => {})
  child.once('exit', () => {
    if (lane.child === child) lane.child = null
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code, signal) => reject(new Error(`${program} does not start: ${code ?? signal}`)))
  })
  child.unref()
  child.channel?.unref()
  return child
}

/** While it is asked, it does keep us from ending: whoever asked waits for its answer, or for its end. */
function asked<A>(child: ChildProcess, question: object, seconds: number): Promise<A | null> {
  child.ref()
  child.channel?.ref()
  return new Promise((resolve) => {
    const answered = (answer: A | null) => {
      clearTimeout(timer)
      child.unref()
      child.channel?.unref()
      child.off('message', hear)
      child.off('exit', died)
      resolve(answer)
    }
    const hear = ({ answer }: Reply<A>) => answered(answer)
    const died = () => answered(null)
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1_000)
    child.once('exit', died)
    child.on('message', hear)
    child.send(question, (error) => error && died())
  })
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    // Waited for, though it was not to keep us from ending.
    child.ref()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
