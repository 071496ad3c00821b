/** What may be shown of personal data to somebody who has no reason to see it whole. */

/** `张小明` → `张**`: the first character, and a star for each of the others, at most three. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name.trim()]
  return first + '*'.repeat(Math.min(3, Math.max(1, rest.length)))
}

/** `+8619900001234` → `199****1234`; other countries keep their code and the last two digits. */
export function maskPhone(phone: string): string {
  const mainland = /^\+86(1\d{2})\d{4}(\d{4})$/.exec(phone)
  if (mainland) return `${mainland[1]}****${mainland[2]}`
  return phone.length > 7 ? `${phone.slice(0, 3)}****${phone.slice(-2)}` : '****'
}

/** Keeps what the region tells anyway, the first six characters at most, and hides the rest. */
export function maskAddress(address: string): string {
  const all = [...address.trim()]
  return `${all.slice(0, Math.min(6, Math.floor(all.length / 2))).join('')}****`
}
