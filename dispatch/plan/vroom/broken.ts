/** Where a text stops being JSON: the path to that place and what stands there; null where it is JSON. */
export function whereBroken(text: string): { path: string; found: string } | null {
  const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d[-+.eE\d]*|true|false|null))/y
  const path: (string | number)[] = []
  const isObject: boolean[] = []
  let isKey = false
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at
    const [, mark, string, word] = token.exec(text) ?? []
    if (mark === undefined && string === undefined && word === undefined) {
      const rest = text.slice(at).trimStart()
      return rest === '' ? null : { path: pathOf(path), found: (/^[^\s,\]}]+/.exec(rest)?.[0] ?? rest).slice(0, 40) }
    }
    if (word !== undefined && !isJson(word)) return { path: pathOf(path), found: word.slice(0, 40) }
    if (mark === '{' || mark === '[') {
      isObject.push(mark === '{')
      isKey = mark === '{'
      path.push(mark === '{' ? '' : 0)
    } else if (mark === '}' || mark === ']') {
      isObject.pop()
      path.pop()
    } else if (mark === ',') {
      isKey = isObject.at(-1) ?? false
      const last = path.pop()
      path.push(typeof last === 'number' ? last + 1 : '')
    } else if (mark === ':') isKey = false
    else if (string !== undefined && isKey) path[path.length - 1] = string.slice(1, -1)
  }
  return isObject.length > 0 ? { path: pathOf(path), found: 'the end' } : null
}

const isJson = (word: string) => /^(-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|true|false|null)$/.test(word)

const pathOf = (path: readonly (string | number)[]): string =>
  path
    .map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`))
    .join('')
    .replace(/^\./, '')
