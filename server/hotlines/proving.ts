import { Resolver, lookup as resolve } from 'node:dns/promises'
import { domainToASCII } from 'node:url'
import { numberOf } from '@anxin/domain/hotlines/numbers.ts'
import { type Miss, type RecordMethod, txtName, wellKnownPath } from '@anxin/domain/hotlines/proof.ts'
import { z } from 'zod'
import { openOutside, Unreached } from '../outside.ts'

/** Looks for a brand's record where only the brand can put it: in the domain's name service (a TXT record, RFC 1035), or on
 *  its own web server (RFC 8615). Both answers come from outside: they are read with limits, and believed to the letter. */

type Claimed = { number: string; token: string; domain: string }
export type Found = { seen: string } | { miss: Miss }
export type Proving = { look(method: RecordMethod, claimed: Claimed): Promise<Found> }

type Settings = {
  /** Name servers, `address` or `address:port`; the system's where there are none. */
  servers: readonly string[]
  /** Web servers in the installation's own network count, too. */
  allowsPrivate: boolean
  port?: number
}

const record = /^\s*anxin-hotline\s*=\s*([\d-]{5,20})\s*;\s*token\s*=\s*([\w-]{8,64})\s*$/
const Published = z.object({
  hotlines: z.array(z.object({ number: z.string().max(40), token: z.string().max(64) })).max(500),
})

type Read = { number: string; token: string }
const among = (all: readonly Read[], { number, token }: Claimed): Found => {
  const ours = all.find((one) => one.token === token && numberOf(one.number)?.number === number)
  if (ours) return { seen: `${ours.number}; ${ours.token}` }
  return { miss: all.length > 0 ? 'other' : 'absent' }
}

/** What a name server says where there is no such record; everything else is a failure to say. */
const noRecord = new Set(['ENODATA', 'ENOTFOUND'])
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

export function openProving({ servers, allowsPrivate, port = 443 }: Settings): Proving {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 })
  if (servers.length > 0) resolver.setServers(servers)
  const lookup = async (host: string) => {
    if (servers.length === 0) return resolve(host, { all: true })
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const of = (answer: PromiseSettledResult<string[]>, family: number) =>
      answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
    return [...of(four, 4), ...of(six, 6)]
  }
  const outside = openOutside({ allowsPrivate, lookup })

  const inNames = async (claimed: Claimed): Promise<Found> => {
    try {
      const texts = await resolver.resolveTxt(txtName(domainToASCII(claimed.domain)))
      const read = texts.slice(0, 100).flatMap((pieces) => {
        const [, number, token] = record.exec(pieces.join('').slice(0, 300)) ?? []
        return number && token ? [{ number, token }] : []
      })
      return among(read, claimed)
    } catch (error) {
      return { miss: noRecord.has(codeOf(error)) ? 'absent' : 'unreachable' }
    }
  }

  const onServer = async (claimed: Claimed): Promise<Found> => {
    const at = `https://${domainToASCII(claimed.domain)}${port === 443 ? '' : `:${port}`}${wellKnownPath}`
    try {
      const { status, body } = await outside.read(at)
      if (status === 404 || status === 410) return { miss: 'absent' }
      // A firewall's word, or one that leads elsewhere, is not the brand's.
      if (status !== 200) return { miss: 'unreachable' }
      const published = Published.safeParse(body === null ? null : JSON.parse(body))
      return published.success ? among(published.data.hotlines, claimed) : { miss: 'other' }
    } catch (error) {
      if (error instanceof SyntaxError) return { miss: 'other' }
      if (error instanceof Unreached) return { miss: 'unreachable' }
      throw error
    }
  }

  return { look: (method, claimed) => (method === 'dns' ? inNames(claimed) : onServer(claimed)) }
}
