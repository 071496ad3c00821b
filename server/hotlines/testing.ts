/** A name server and a web server of a brand, on this machine, that say what the test wants. */
import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type Answer, decode, encode } from 'dns-packet'

/** What the name server says of a name: texts, that there is no such name, that it cannot say, or nothing. */
export type Names = { [name: string]: readonly string[] | 'none' | 'failure' | 'silence' }
const noSuchName = 3
const failed = 2

/** Opens a name server (RFC 1035, UDP) until the test file ends; returns `address:port`. Every name has this machine's address. */
export async function nameServer(names: Names): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const { id, questions: [question] = [] } = decode(message)
    if (!question) return
    const said = names[question.name] ?? 'none'
    if (said === 'silence') return
    const texts: Answer[] =
      typeof said === 'string' ? [] : said.map((data) => ({ type: 'TXT', name: question.name, data }))
    const here: Answer[] = [{ type: 'A', name: question.name, data: '127.0.0.1' }]
    const answers = question.type === 'TXT' ? texts : question.type === 'A' ? here : []
    const code = question.type !== 'TXT' || typeof said !== 'string' ? 0 : said === 'none' ? noSuchName : failed
    const ours = { id: id ?? 0, questions: [question], answers }
    socket.send(encode({ type: 'response', flags: 0x0180 | code, ...ours }), from.port, from.address)
  })
  await new Promise<void>((ready) => socket.bind(0, '127.0.0.1', ready))
  after(() => void socket.close())
  return `127.0.0.1:${socket.address().port}`
}

/** Opens a web server for a host until the test file ends; `certificate` is what it is known by. */
export async function webServer(host: string, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const dir = mkdtempSync(join(tmpdir(), 'anxin-brand-'))
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  const files = [
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-subj',
    `/CN=${host}`,
    '-addext',
    `subjectAltName=DNS:${host}`,
  ]
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...key, ...files], { cwd: dir, encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  const [cert, secret] = ['cert.pem', 'key.pem'].map((file) => readFileSync(join(dir, file), 'utf8'))
  const server = createServer({ cert, key: secret }, answer)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(dir, { recursive: true, force: true })
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  return { port, certificate: cert ?? '' }
}
