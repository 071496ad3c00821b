import { lookup as resolve } from 'node:dns/promises'
import { type IncomingMessage, request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { BlockList, isIP } from 'node:net'

/** Requests to addresses that somebody typed: they reach the internet, never this machine or the network around it. */

const inward = new BlockList()
// IANA special-purpose registry: whatever is not globally reachable, and the ways to write one of those as another.
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inward.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inward.addSubnet(net, bits, 'ipv6')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

/** Whether an address lies in the internet. Of IPv6 only 2000::/3 does, which leaves out every mapped and local form. */
export function isOutside(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !inward.check(address, 'ipv4')
  return family === 6 && global6.check(address, 'ipv6') && !inward.check(address, 'ipv6')
}

/** Names of this kind of failure are shown to operators; they hold nothing of what was sent or answered. */
export class Unreached extends Error {}

type Address = { address: string; family: number }
type Lookup = (host: string) => Promise<Address[]>
type Sent = { headers: Record<string, string>; body: string | null }
export type Reply = { status: number; retryAfter: string | undefined }
/** With what was answered; null where it is longer than `mostRead`, or no text. */
export type Spoken = Reply & { body: string | null }
export type Outside = {
  /** Throws `Unreached` when the address can be refused by the looks of it. */
  check(url: string): URL
  /** POSTs once and follows nothing. Throws `Unreached`. */
  post(url: string, sent: Sent): Promise<Reply>
  /** The same, and reads what is answered. */
  ask(url: string, sent: Sent): Promise<Spoken>
  /** GETs once, follows nothing, and reads what is answered. */
  read(url: string): Promise<Spoken>
}

const patience = 15_000
/** Bytes of an answer. */
const mostRead = 64 * 1024

/** `allowsPrivate`: installations whose other systems stand in the same network; then plain http is taken, too. */
export function openOutside({
  allowsPrivate,
  lookup = (host) => resolve(host, { all: true }),
}: {
  allowsPrivate: boolean
  lookup?: Lookup
}): Outside {
  const permits = (address: string) => allowsPrivate || isOutside(address)
  const check = (text: string): URL => {
    const url = URL.canParse(text) ? new URL(text) : null
    if (!url || !['https:', ...(allowsPrivate ? ['http:'] : [])].includes(url.protocol))
      throw new Unreached('not an https address')
    if (url.username || url.password) throw new Unreached('an address with a password')
    const host = hostOf(url)
    if (isIP(host) && !permits(host)) throw new Unreached('an address inside')
    return url
  }
  /** Resolved once; the connection goes to just this address, whatever the name says a moment later. */
  const addressOf = async (url: URL): Promise<Address> => {
    const host = hostOf(url)
    if (isIP(host)) return { address: host, family: isIP(host) }
    const found = await lookup(host).catch(() => {
      throw new Unreached('the name is not known')
    })
    const [first] = found
    if (!first || !found.every(({ address }) => permits(address))) throw new Unreached('an address inside')
    return first
  }
  const send = async (text: string, sent: Sent): Promise<[Reply, IncomingMessage]> => {
    const url = check(text)
    return exchange(url, await addressOf(url), sent)
  }
  return {
    check,
    async post(text, sent) {
      const [reply, response] = await send(text, sent)
      response.destroy() // nobody reads what it says
      return reply
    },
    async ask(text, sent) {
      const [reply, response] = await send(text, sent)
      return { ...reply, body: await readAll(response) }
    },
    async read(text) {
      const [reply, response] = await send(text, { headers: { accept: 'application/json' }, body: null })
      return { ...reply, body: await readAll(response) }
    },
  }
}

/** Throws `Unreached` when the line breaks half-way. */
async function readAll(response: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of response) {
      length += piece.length
      if (length > mostRead) return null
      pieces.push(piece)
    }
  } catch {
    throw new Unreached('the answer broke off')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
  } catch {
    return null
  }
}

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '')

function exchange(url: URL, { address, family }: Address, { headers, body }: Sent): Promise<[Reply, IncomingMessage]> {
  return new Promise((done, fail) => {
    const failed = (error: Error) =>
      fail(new Unreached(error.name === 'AbortError' ? 'no answer within 15 s' : `no connection (${codeOf(error)})`))
    const request = (url.protocol === 'https:' ? secure : plain)(url, {
      method: body === null ? 'GET' : 'POST',
      headers: body === null ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      signal: AbortSignal.timeout(patience),
      // Node asks with `all` or without, by version and setting.
      lookup: (_host, { all }, tell) => (all ? tell(null, [{ address, family }]) : tell(null, address, family)),
    })
    request.once('error', failed)
    request.once('response', (response) => {
      done([{ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }, response])
    })
    request.end(body ?? undefined)
  })
}

const codeOf = (error: Error) => ('code' in error ? String(error.code) : error.name)
