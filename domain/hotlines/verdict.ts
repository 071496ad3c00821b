import type { Instant } from '../basics.ts'
import { type Host, likeness, mixesScripts } from './look-alike.ts'
import type { Dialled } from './numbers.ts'
import { isRecord, type Method } from './proof.ts'

/** What is said of a number or a web address, and why. *Verified* only by a proof that stands; *reported as fake* only when a
 *  person confirmed it; whatever a rule notices besides is said with its grounds, and is no verdict. */

export const verdicts = ['verified', 'unknown', 'reported'] as const
export type Verdict = (typeof verdicts)[number]

/** A number of a brand whose proof stands. */
export type Listing = {
  number: string
  brand: string
  company: string
  domain: Host
  methods: readonly Method[]
  provedAt: Instant
  until: Instant
}
/** What was reported of one number or address. Brands are listed ones only: what somebody typed is not said to others.
 *  `confirmedAs`: those of the reports that a person confirmed. */
export type Reported = {
  confirmed: number
  open: number
  brands: readonly string[]
  confirmedAs: readonly string[]
}

export type Reason =
  | {
      code: 'proved'
      brand: string
      domain: string | null
      methods: readonly Method[]
      provedAt: Instant
      until: Instant
    }
  | { code: 'own-address'; brand: string; domain: string }
  | { code: 'reported'; count: number; brands: readonly string[] }
  | { code: 'reports-open'; count: number }
  | { code: 'lapsed'; brand: string }
  | { code: 'not-of-brand'; brand: string; numbers: readonly string[] }
  | { code: 'many-brands'; brands: readonly string[]; fromReports: boolean }
  | { code: 'many-counties'; count: number; names: readonly string[] }
  | { code: 'look-alike' | 'named-after'; brand: string; domain: string }
  | { code: 'mixed-scripts' | 'shortened' | 'mobile' | 'foreign' | 'not-listed' }

export type Judgement = { verdict: Verdict; reasons: readonly Reason[] }

/** What the text says around them. `numbers`: how many there are that a service could have; `brands`: that it claims to serve. */
export type Page = { numbers: number; brands: readonly string[]; counties: readonly string[] }
export type Known = { listings: readonly Listing[]; lapsed: readonly string[]; reported: Reported }

/** A page for one number that names so many brands of different companies, or so many counties, was made to be found by
 *  whoever looks for any of them. */
export const tooManyBrands = 3
export const tooManyCounties = 24

/** One brand of each company: those that belong together count once. */
function unrelated(brands: readonly string[], listings: readonly Listing[]): string[] {
  const companyOf = new Map(listings.map(({ brand, company }) => [brand, company]))
  const seen = new Map(brands.map((brand) => [companyOf.get(brand) ?? brand, brand]))
  return [...seen.values()]
}

function noticed(page: Page, { listings, reported }: Known): Reason[] {
  const numbers = Math.max(1, page.numbers)
  const named = unrelated(page.brands, listings)
  const claimed = unrelated(reported.brands, listings)
  const isCrowd = named.length >= tooManyBrands * numbers
  return [
    ...(isCrowd ? [{ code: 'many-brands' as const, brands: named, fromReports: false }] : []),
    ...(!isCrowd && claimed.length >= tooManyBrands
      ? [{ code: 'many-brands' as const, brands: claimed, fromReports: true }]
      : []),
    ...(page.counties.length >= tooManyCounties * numbers
      ? [{ code: 'many-counties' as const, count: page.counties.length, names: page.counties.slice(0, 5) }]
      : []),
  ]
}

const ofReports = ({ confirmed, open, confirmedAs: brands }: Reported): Reason[] => [
  ...(confirmed > 0 ? [{ code: 'reported' as const, count: confirmed, brands }] : []),
  ...(confirmed === 0 && open > 0 ? [{ code: 'reports-open' as const, count: open }] : []),
]

/** Whether the brand showed that the domain is its own: a call, or a licence, says nothing of it. */
export const hasDomain = ({ methods }: Listing): boolean => methods.some(isRecord)
const proved = (listing: Listing): Reason => {
  const { brand, domain, methods, provedAt, until } = listing
  return { code: 'proved', brand, domain: hasDomain(listing) ? domain.host : null, methods, provedAt, until }
}

/** The brands that the text names and that have other numbers. */
const others = (number: string, { brands }: Page, listings: readonly Listing[]): Reason[] =>
  brands.flatMap((brand) => {
    const numbers = listings.filter((one) => one.brand === brand).map((one) => one.number)
    return numbers.length === 0 || numbers.includes(number) ? [] : [{ code: 'not-of-brand' as const, brand, numbers }]
  })

export function judgeNumber({ number, kind }: Dialled, page: Page, known: Known): Judgement {
  const mine = known.listings.filter((one) => one.number === number)
  const ofOthers = mine.length > 0 ? [] : others(number, page, known.listings)
  const reasons = [...ofReports(known.reported), ...mine.map(proved), ...ofOthers]
  if (known.reported.confirmed > 0) return { verdict: 'reported', reasons: [...reasons, ...noticed(page, known)] }
  if (mine.length > 0) return { verdict: 'verified', reasons }
  const doubts: Reason[] = [
    ...known.lapsed.map((brand) => ({ code: 'lapsed' as const, brand })),
    ...noticed(page, known),
    ...(kind === 'mobile' || kind === 'foreign' ? [{ code: kind }] : []),
  ]
  return { verdict: 'unknown', reasons: [...reasons, ...doubts, { code: 'not-listed' }] }
}

/** `isShortened`: the address hides where it leads. */
export function judgeAddress(typed: Host & { isShortened: boolean }, { listings, reported }: Known): Judgement {
  const alike = listings.map((listing) => ({ listing, how: likeness(typed, listing.domain) }))
  const below = alike.filter(({ how }) => how === 'own').map(({ listing }) => listing)
  const own = below.find(hasDomain)
  const reasons = ofReports(reported)
  if (own) reasons.push({ code: 'own-address', brand: own.brand, domain: own.domain.host })
  if (reported.confirmed > 0) return { verdict: 'reported', reasons }
  if (own) return { verdict: 'verified', reasons }
  if (typed.isShortened) reasons.push({ code: 'shortened' })
  if (below.length > 0) return { verdict: 'unknown', reasons: [...reasons, { code: 'not-listed' }] }
  if (mixesScripts(typed.host)) reasons.push({ code: 'mixed-scripts' })
  const copied = alike.find(({ how }) => how === 'look-alike') ?? alike.find(({ how }) => how === 'named-after')
  if (copied && copied.how !== 'own' && copied.how !== 'other')
    reasons.push({ code: copied.how, brand: copied.listing.brand, domain: copied.listing.domain.host })
  return { verdict: 'unknown', reasons: [...reasons, { code: 'not-listed' }] }
}
