import { codesOf, sayCode } from './fields.ts'

type Words = { t: (key: string) => string; yuan: (fen: number) => string }

/** Fields whose numbers are fen. */
const money = ['amount', 'paid', 'secondAbove']
const signs: Record<string, string> = { '>=': '≥', '<=': '≤', '==': '=', '!=': '≠', '>': '>', '<': '<' }

/** A cell as a reader takes it: codes by their words, amounts in yuan, several values as a list. What is more than values and
 *  comparisons stands as it was written, with the words in it. */
export function sayCell({ t, yuan }: Words, field: string, cell: string): string {
  const text = cell.trim()
  if (text === '') return t('d.rules.any')
  const inside = /^\[([^[\]]*)\]$/.exec(text)?.[1] ?? text
  if (inside.trim() === '') return t('d.rules.none')
  const known = codesOf(field)
  const said = inside.replace(/"([^"]*)"|'([^']*)'/g, (quoted, one?: string, other?: string) => {
    const code = one ?? other ?? ''
    return known.includes(code) ? sayCode(t, field, code) : quoted
  })
  const isList = /^\s*("[^"]*"|'[^']*')(\s*,\s*("[^"]*"|'[^']*'))*\s*$/.test(inside)
  if (isList) return said.split(/\s*,\s*/).join(t('d.rules.and'))
  const compared = said
    .replace(/[<>=!]=|[<>]/g, (sign) => ` ${signs[sign] ?? sign} `)
    .replace(/\s+/g, ' ')
    .trim()
  return money.includes(field) ? compared.replace(/\d+(\.\d+)?/g, (fen) => yuan(Number(fen))) : compared
}
