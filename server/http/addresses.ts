import ipaddr from 'ipaddr.js'
import { DoorProblem } from './problems.ts'

/** At most `most` in `seconds`, counted from the first. */
export type Window = { seconds: number; most: number }

/** Whose line an address is: IPv4 whole, of IPv6 the /64 that one household has to itself. Null for an address of this
 *  very machine: whoever runs it, or a proxy that does not say for whom it asks, whose limit would be everybody's. */
export function lineOf(ip: string): string | null {
  if (ip === '127.0.0.1') return null
  if (!ipaddr.isValid(ip)) return ip
  const address = ipaddr.process(ip)
  if (address.range() === 'loopback') return null
  return address.kind() === 'ipv4' ? address.toString() : Buffer.from(address.toByteArray().slice(0, 8)).toString('hex')
}

/** Addresses that are remembered at a time; beyond, the one counted first is forgotten. */
const mostRemembered = 50_000

/** How often something was asked for from each address, in this process: a flood is turned away before it costs anything,
 *  the database least of all. */
export type Addresses = {
  /** Counts one more. Throws the problem, with the seconds to wait, when a window is full. */
  admit(what: string, ip: string, windows: readonly Window[]): void
}

export function openAddresses(now: () => number): Addresses {
  const counts = new Map<string, { since: number; count: number }>()
  const countOf = (key: string, { seconds }: Window) => {
    const known = counts.get(key)
    if (known && now() < known.since + seconds * 1_000) return known
    const fresh = { since: now(), count: 0 }
    counts.delete(key)
    counts.set(key, fresh)
    const [oldest = ''] = counts.keys()
    if (counts.size > mostRemembered) counts.delete(oldest)
    return fresh
  }
  return {
    admit(what, ip, windows) {
      const line = lineOf(ip)
      if (line === null) return
      const all = windows.map((window) => ({ window, counted: countOf(`${line}/${window.seconds}/${what}`, window) }))
      const full = all.filter(({ window, counted }) => counted.count >= window.most)
      const waits = full.map(({ window, counted }) => Math.ceil((counted.since - now()) / 1_000) + window.seconds)
      if (full.length > 0)
        throw new DoorProblem('http.too_many', { headers: { 'Retry-After': `${Math.max(...waits)}` } })
      for (const { counted } of all) counted.count++
    },
  }
}
