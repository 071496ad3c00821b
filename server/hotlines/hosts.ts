import { domainToASCII, domainToUnicode } from 'node:url'
import type { Host } from '@anxin/domain/hotlines/look-alike.ts'
import { parse } from 'tldts'

/** Web addresses in whatever somebody pasted, and the domains of brands. What is registered of a name, and what of it is
 *  everybody's, is as in the Public Suffix List. */

/** Services that give any address a short name of their own, under which nobody sees where it leads. 2026-11, from their own
 *  pages. */
const shorteners = new Set([
  ...['t.cn', 'url.cn', 'dwz.cn', 'suo.im', 'suo.nz', 'u.nu', 'mrw.so', '985.so', 'dwz.win', 'sourl.cn', 'urlc.cn'],
  ...['bit.ly', 'tinyurl.com', 'goo.gl', 't.co', 'is.gd', 'ow.ly', 'rb.gy', 'cutt.ly', 's.id', 'reurl.cc', 'v.gd'],
  ...['shorturl.at', 'buff.ly', 'rebrand.ly', 't.ly', 'lnkd.in', 'w.url.cn', 'dwz.date', 'c1n.cn', '0rz.tw'],
])

/** `domain`: what of it was registered. */
export type Address = Host & { domain: string; isShortened: boolean }

const asHost = (hostname: string): (Address & { isKnown: boolean }) | null => {
  const { domain, domainWithoutSuffix: chosen, hostname: whole, isIcann, isIp } = parse(hostname)
  if (isIp || !domain || !chosen || !whole) return null
  const host = domainToUnicode(whole) || whole
  const isShortened = shorteners.has(domain) || shorteners.has(whole)
  const own = { chosen: domainToUnicode(chosen) || chosen, domain: domainToUnicode(domain) || domain }
  return { host, ...own, isShortened, isKnown: isIcann === true }
}

const written = /https?:\/\/[^\s，。、；（）【】「」"'<>,;(){}[\]|\\^`]+/giu
const label = String.raw`[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{N}-]{1,63}`
const bare = new RegExp(
  String.raw`(?<![\p{Script=Latin}\p{N}@.-])(?:${label}\.){1,8}\p{Script=Latin}{2,24}(?![\p{Script=Latin}\p{N}])`,
  'giu',
)

/** 官网 may stand right after it, without a mark between. */
const glued = /^((?:[^.]+\.)+[a-z]{2,24})\p{Script=Han}+$/iu

function hostOf(text: string): string {
  if (!URL.canParse(text)) return ''
  const { hostname } = new URL(text)
  const [, before] = glued.exec(domainToUnicode(hostname)) ?? []
  return before ? domainToASCII(before) : hostname
}

/** Every address in a text, each host once. */
export function addressesIn(text: string): Address[] {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  const withScheme = [...plain.matchAll(written)].flatMap(([url]) => asHost(hostOf(url)) ?? [])
  const rest = plain.replace(written, ' ')
  const whole = rest.trim()
  const alone = whole.length <= 253 && whole.includes('.') && !/\s/.test(whole) ? [whole] : []
  const without = [...alone, ...[...rest.matchAll(bare)].map(([name]) => name)].flatMap((name) => {
    const host = asHost(hostOf(`https://${name}`))
    return host?.isKnown ? [host] : []
  })
  const found = new Map([...withScheme, ...without].map(({ isKnown: _, ...address }) => [address.host, address]))
  return [...found.values()]
}

/** The domain of a brand as it is kept: as it was typed, in letters; a shop below somebody else's domain is not that domain.
 *  Null where that is no name. */
export function domainIn(text: string): string | null {
  const plain = text.normalize('NFKC').trim().toLowerCase()
  const { domain, hostname, isIp } = parse(plain, { allowPrivateDomains: true })
  if (isIp || !domain || !hostname || hostname !== plain) return null
  const kept = hostname.replace(/^www\./, '')
  return domainToUnicode(kept) || kept
}

/** A domain that was kept, as it is compared. */
export const hostOfDomain = (domain: string): Host => ({
  host: domain,
  chosen: domainToUnicode(parse(domain, { allowPrivateDomains: true }).domainWithoutSuffix ?? '') || domain,
})
