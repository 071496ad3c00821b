/** A real witness for the tests, over HTTP: it remembers the newest checkpoint of each log and cosigns a later one only with
 *  the proof that it goes on from there (C2SP tlog-witness). It can be made to misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { after } from 'node:test'
import { claimedBy, openedNote, partsOf, signingKey, type Verifier } from '@anxin/record/checkpoint.ts'
import { cosignature, witnessText } from '@anxin/record/cosignature.ts'
import { isConsistent } from '@anxin/record/merkle.ts'

/** What it answers: as it should; another's signature; what no witness says; nothing but an error. */
export type Behaviour = 'honest' | 'stranger' | 'page' | 'error'
export type TestWitness = {
  url: string
  key: string
  /** The logs that it serves. */
  logs: Verifier[]
  behave(how: Behaviour): void
  /** What it was asked and said, the status first. */
  said: { status: number; old: number; size: number }[]
  forget(): void
}

/** Opens one until the test file ends. */
export async function openWitness({ name = 'witness.test', now = Date.now } = {}): Promise<TestWitness> {
  const signer = { name, key: signingKey(Buffer.alloc(32, 7)) }
  const stranger = { name, key: signingKey(Buffer.alloc(32, 8)) }
  const seen = new Map<string, { size: number; root: Uint8Array }>()
  const logs: Verifier[] = []
  const said: TestWitness['said'] = []
  let behaviour: Behaviour = 'honest'

  const judge = (body: string): { status: number; text: string; old: number; size: number } => {
    const [head = '', ...rest] = body.split('\n\n')
    const note = rest.join('\n\n')
    const [first = '', ...proof] = head.split('\n')
    const old = Number(/^old (\d+)$/.exec(first)?.[1] ?? Number.NaN)
    const checkpoint = claimedBy(note)
    const size = checkpoint?.size ?? -1
    const answer = (status: number, text = '') => ({ status, text, old, size })
    if (!checkpoint || !(old <= size)) return answer(400)
    if (!logs.some(({ name: log }) => log === checkpoint.origin)) return answer(404)
    if (openedNote(note, logs) === null) return answer(403)
    const before = seen.get(checkpoint.origin) ?? { size: 0, root: checkpoint.root }
    if (old !== before.size) return answer(409, `${before.size}\n`)
    const hashes = proof.map((line) => Buffer.from(line, 'base64'))
    const goesOn = old === 0 ? hashes.length === 0 : isConsistent(before, checkpoint, hashes)
    if (!goesOn) return answer(422)
    seen.set(checkpoint.origin, checkpoint)
    const text = partsOf(note)?.text ?? ''
    return answer(200, cosignature(text, behaviour === 'stranger' ? stranger : signer, Math.floor(now() / 1_000)))
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part)
    if (behaviour === 'error') return response.writeHead(503).end()
    if (behaviour === 'page') return response.end('<!doctype html><title>busy</title>')
    const { status, text, old, size } = judge(Buffer.concat(parts).toString())
    said.push({ status, old, size })
    const type = status === 409 ? 'text/x.tlog.size' : 'text/plain'
    response.writeHead(request.url === '/add-checkpoint' ? status : 405, { 'content-type': type }).end(text)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    key: witnessText(signer),
    logs,
    said,
    behave: (how) => {
      behaviour = how
    },
    forget: () => seen.clear(),
  }
}
