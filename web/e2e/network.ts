import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The network between phones and a site: it can be cut, can lose an answer, and can bring a newer page. */
export type Network = {
  url: string
  /** Nobody listens any more: connections are refused and open ones break. */
  cut(): Promise<void>
  mend(): Promise<void>
  /** The next request whose address ends so reaches the server, and its answer is lost; then the network is cut.
   *  Resolves when that has happened. */
  loseAnswerTo(ending: string): Promise<void>
  /** From now on the service worker is another one than before, as after an update of the server. */
  update(): void
  /** Each request that reached the site: method and address. */
  passed: string[]
}

/** A network in front of the site, on a port of its own. */
export async function openNetwork(site: string): Promise<Network> {
  let losing: { ending: string; lost: () => void } | null = null
  let isUpdated = false
  const passed: string[] = []
  let server: Server
  const pass = (asked: IncomingMessage, reply: ServerResponse) => {
    const { method, url: path = '', headers } = asked
    passed.push(`${method} ${path}`)
    // Asked whether the old worker has changed, the site would say no.
    const { 'if-none-match': _, 'if-modified-since': __, ...unconditional } = headers
    const onward = request(new URL(path, site), { method, headers: unconditional }, async (answer) => {
      if (losing && path.endsWith(losing.ending)) {
        const { lost } = losing
        losing = null
        answer.resume()
        await once(answer, 'end')
        await cut()
        return lost()
      }
      const isWorker = isUpdated && path === '/sw.js'
      const { 'content-length': length, ...rest } = answer.headers
      reply.writeHead(answer.statusCode ?? 502, isWorker ? rest : answer.headers)
      reply.flushHeaders()
      if (!isWorker) return answer.pipe(reply)
      answer.pipe(reply, { end: false })
      answer.on('end', () => reply.end('\n// newer'))
    })
    onward.on('error', () => reply.destroy())
    reply.on('close', () => onward.destroy())
    asked.pipe(onward)
  }
  async function listen(port: number): Promise<number> {
    server = createServer(pass).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  const port = await listen(0)
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: async () => void (await listen(port)),
    loseAnswerTo: (ending) =>
      new Promise((lost) => {
        losing = { ending, lost }
      }),
    update: () => {
      isUpdated = true
    },
    passed,
  }
}
