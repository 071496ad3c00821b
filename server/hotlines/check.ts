import { type Instant, instant } from '@anxin/domain/basics.ts'
import { brandsIn } from '@anxin/domain/hotlines/brands.ts'
import { type Dialled, numbersIn } from '@anxin/domain/hotlines/numbers.ts'
import { judgeAddress, judgeNumber, type Listing, type Reported } from '@anxin/domain/hotlines/verdict.ts'
import { type Refusal, refuse } from '@anxin/domain/refusals.ts'
import { placesIn } from '@anxin/regions/named.ts'
import type { Call } from '../http/route.ts'
import { parsePhone } from '../private/phone.ts'
import { type Address, addressesIn } from './hosts.ts'
import { lapsedFor, listingsAt, reportedOf } from './store.ts'

/** So many of one text are looked at; a page with more is judged by its first ones. */
const mostOfEach = 20
const nothing: Reported = { confirmed: 0, open: 0, brands: [], confirmedAs: [] }

type Here = Pick<Call<unknown, unknown, unknown>, 'tx' | 'deps' | 'now'>

/** By what reports about a number are looked up: a mobile number by the person whose it is, if anybody reported it. */
export async function keyOfNumber({ tx, deps }: Pick<Here, 'tx' | 'deps'>, { number, kind }: Dialled) {
  if (kind !== 'mobile') return number
  const phone = parsePhone(number)
  return (phone && (await deps.private.find(tx, phone))) ?? ''
}

/** A report of a site is about it with and without its `www`. */
export const keyOfAddress = ({ host }: Address): string => host.replace(/^www\./, '')
/** What lies below a reported domain was reported with it. */
const keysOfAddress = (address: Address): string[] => [...new Set([keyOfAddress(address), address.domain])]

/** What can be said of a text: of each number and each address in it, and which verified numbers the brands in it have. Nothing
 *  of the text is kept. */
export async function check(call: Here, text: string) {
  const { tx, now } = call
  const at: Instant = instant(now)
  const numbers = numbersIn(text).slice(0, mostOfEach)
  const addresses = addressesIn(text).slice(0, mostOfEach)
  const listings = await listingsAt(tx, at)
  const { counties, without } = placesIn(text)
  const brands = brandsIn({ text, without }, [...new Set(listings.map(({ brand }) => brand))])
  const keys = await Promise.all(numbers.map((dialled) => keyOfNumber(call, dialled)))
  const reported = await reportedOf(tx, [...keys.filter(Boolean), ...addresses.flatMap(keysOfAddress)])
  const lapsed = await lapsedFor(
    tx,
    numbers.map(({ number }) => number),
    at,
  )
  // Decoys: neither somebody's mobile nor a public number is one that a service has.
  const services = numbers.filter(({ kind }) => kind === 'service' || kind === 'landline')
  const page = { numbers: services.length, brands, counties }
  const of = (key: string, number = '') => ({
    ...{ listings, lapsed: lapsed.get(number) ?? [], reported: reported.get(key) ?? nothing },
  })
  return {
    numbers: numbers.map((dialled, i) => ({
      dialled,
      ...judgeNumber(dialled, page, of(keys[i] ?? '', dialled.number)),
    })),
    addresses: addresses.map((address) => {
      const key = keysOfAddress(address).find((one) => reported.get(one)?.confirmed) ?? keyOfAddress(address)
      return { host: address.host, ...judgeAddress(address, of(key)) }
    }),
    brands: namedIn(brands, listings),
  }
}

/** The listings of those brands, brand by brand. */
const namedIn = (brands: readonly string[], listings: readonly Listing[]) =>
  brands.flatMap((brand) => {
    const own = listings.filter((one) => one.brand === brand)
    return own.length > 0 ? [{ brand, listings: own }] : []
  })

export type Checked = Awaited<ReturnType<typeof check>>
/** Whether there was anything to be said. */
export const orNothing = (checked: Checked): Checked | Refusal =>
  checked.numbers.length + checked.addresses.length + checked.brands.length > 0
    ? checked
    : refuse('hotline.nothing_to_check')
