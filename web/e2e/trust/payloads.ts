/** What somebody writes who wants it to run in the page of whoever reads it. Each calls `x` with the number of the text it
 *  stands in, or asks for an address that only it names. */
const payloads: readonly ((id: string) => string)[] = [
  (id) => `<script>x(${id})</script>`,
  (id) => `<img src=x onerror=x(${id})>`,
  (id) => `<svg onload=x(${id})>`,
  (id) => `"onfocus=x(${id}) autofocus x="`,
  (id) => `javascript:x(${id})`,
  (id) => `{{x(${id})}}$\{x(${id})}$t(x(${id}))`,
  (id) => `<iframe src=//${asked}/x(${id})>`,
  (id) => `\u200f</p><a href=javascript:x(${id})>`,
]
export const payloadCount = payloads.length

/** What makes a cell of a spreadsheet a formula, or nothing at all. */
const beginnings = ['=', '+', '-', '@', '＝', '＠', '']

/** Asked for by no page of ours. */
export const asked = 'asked.test'

/** A text that runs where it is not taken for a text: as much of the above as there is room for. `id`: which text, and which
 *  time it is said. Another `round` puts another payload into the same text. */
export function hostile(id: string, longest: number, round: number): string {
  const field = Math.floor(Number(id)) + round
  const [payload = '', beginning = ''] = [
    payloads[field % payloads.length]?.(id),
    beginnings[field % beginnings.length],
  ]
  const alone = `${beginning}${payload}`
  const all = [alone, ...payloads.map((of) => of(id))].join('\n=')
  return [all, alone, `<svg onload=x(${id})>`].find((text) => text.length <= longest) ?? `<b>${id}`.slice(0, longest)
}

/** The texts whose payload stands on a page, runnable or not: `3.1` is the first time that the third was said. In an address
 *  the sign before it is written as a byte. */
export const idsIn = (text: string): string[] =>
  [...text.matchAll(/(?:\b|%[\dA-F]{2})x\((\d+\.\d+)\)/g)].map(([, id = '']) => id)
