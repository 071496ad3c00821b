/** Whether a host's name was made to be taken for a brand's. After UTS #39 (skeletons); of its table only the letters that pass
 *  for Latin small ones or digits in the fonts of phones. */

const passesFor: Record<string, string> = {
  ...{ а: 'a', ɑ: 'a', α: 'a', ь: 'b', с: 'c', ϲ: 'c', ԁ: 'd', е: 'e', ҽ: 'e', ɡ: 'g', һ: 'h', і: 'i', ı: 'i', ι: 'i' },
  ...{ ϳ: 'j', ј: 'j', κ: 'k', к: 'k', ӏ: 'l', ⅼ: 'l', м: 'm', ո: 'n', η: 'n', о: 'o', ο: 'o', օ: 'o', р: 'p', ρ: 'p' },
  ...{ ԛ: 'q', г: 'r', ѕ: 's', т: 't', τ: 't', υ: 'u', ս: 'u', ν: 'v', ѵ: 'v', ѡ: 'w', ԝ: 'w', х: 'x', χ: 'x', у: 'y' },
  ...{ γ: 'y', ᴢ: 'z', '0': 'o', '1': 'l', '5': 's' },
}

/** What a name looks like: letters that pass for each other are written alike. */
export const skeleton = (name: string): string =>
  [...name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()]
    .map((letter) => passesFor[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('i', 'l')

/** A host in letters (not in Punycode), and the part of it that somebody chose and registered: `nuanyang` of
 *  `www.nuanyang.com.cn`. */
export type Host = { host: string; chosen: string }

/** `own`: it, or below it. `look-alike`: written to be taken for it. `named-after`: bears its name. */
export type Likeness = 'own' | 'look-alike' | 'named-after' | 'other'

/** In shorter names one letter more or less makes another word, and another company. */
const longEnough = 7
/** What those who pose as a brand put beside its name. */
const beside =
  'shouhou|weixiu|fuwu|kefu|baoxiu|dianhua|guanfang|guanwang|service|repair|official|support|help|400|cn|china'
/** Letters that look alike are written alike in a skeleton: so are those of the words beside. */
const wordsBeside = new RegExp(`^(?:${beside.split('|').map(skeleton).join('|')})+$`)

/** Whether a name is a part of another by itself: between marks, or with nothing but words of service beside it. */
function bears(label: string, name: string): boolean {
  const at = label.indexOf(name)
  if (at < 0 || name.length < 4) return false
  const rest = [label.slice(0, at), label.slice(at + name.length)].map((part) => part.replace(/^-|-$/g, ''))
  const isApart = (label[at - 1] ?? '-') === '-' && (label[at + name.length] ?? '-') === '-'
  return isApart || rest.every((part) => part === '' || wordsBeside.test(part))
}

export function likeness(typed: Host, domain: Host): Likeness {
  if (typed.host === domain.host || typed.host.endsWith(`.${domain.host}`)) return 'own'
  const [one, other] = [skeleton(typed.chosen), skeleton(domain.chosen)]
  if (one === other) return typed.chosen === domain.chosen ? 'named-after' : 'look-alike'
  if (other.length >= longEnough && isOneSlip(one, other)) return 'look-alike'
  return typed.host.split('.').some((label) => bears(skeleton(label), other)) ? 'named-after' : 'other'
}

/** Whether two names differ by one letter, or by two that changed places. */
function isOneSlip(one: string, other: string): boolean {
  let from = 0
  while (from < one.length && one[from] === other[from]) from++
  const rest = (a: string, b: string) => a.slice(from + 1) === b.slice(from + 1)
  const isSwapped =
    one.length === other.length &&
    one[from] === other[from + 1] &&
    one[from + 1] === other[from] &&
    one.slice(from + 2) === other.slice(from + 2)
  if (one.length === other.length) return isSwapped || rest(one, other)
  const [long, short] = one.length > other.length ? [one, other] : [other, one]
  return long.slice(from + 1) === short.slice(from)
}

const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u]
/** Whether one word of a name mixes alphabets, as no honest name does. */
export const mixesScripts = (host: string): boolean =>
  host.split('.').some((label) => scripts.filter((script) => script.test(label)).length > 1)
