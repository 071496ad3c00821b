import type { StreamRoute } from './route.ts'

const heartbeat = 20_000

/** Server-sent events: `change` whenever the watched thing changed; the page then reads it anew. */
export function push(http: Parameters<StreamRoute['streams']>[1], watch: (say: () => void) => () => void): void {
  const { reply } = http
  reply.hijack()
  const { raw } = reply
  // Gone while it was found out who they are: nobody would say so any more, and they would be watched for ever.
  if (raw.closed) return
  raw.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  })
  raw.write('retry: 2000\n\nevent: change\ndata: {}\n\n')
  const stop = watch(() => raw.write('event: change\ndata: {}\n\n'))
  const beat = setInterval(() => raw.write(': still here\n\n'), heartbeat)
  raw.once('close', () => {
    clearInterval(beat)
    stop()
  })
}
