import vendors from './data/vendors.json' with { type: 'json' }

/** A service behind a label: its name if the code is known, else what the label says. */
type Vendor = { zh: string; en: string; isKnown: boolean }

/** The layout of TC260-PG-20252A: 001, a digit, 18 characters of the credit code, five of the service. */
const layout = /^001\d([0-9A-Z]{18})\d{5}$/

/** Names the service behind a producer or propagator code; null for none. */
export function vendorOf(code: string): Vendor | null {
  if (code === '') return null
  const credit = layout.exec(code)?.[1]
  const known =
    vendors.codes.find((vendor) => vendor.code === (credit ?? code)) ??
    vendors.names.find(({ name }) => name === code.toLowerCase())
  return known ? { zh: known.zh, en: known.en, isKnown: true } : { zh: code, en: code, isKnown: false }
}
