/** Bundles are bags: folders, or such folders in a ZIP, in the form of BagIt 1.0 (RFC 8493), which other programs read too
 *  and whose manifests `sha256sum --check` understands. What is handed on lies under `data/`; a seal of the manifest of
 *  the manifest, beside it, seals all of that. Here are names and lists only; bytes are read and hashed by the caller. */

export const declaration = { name: 'bagit.txt', text: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' }
export const manifestName = 'manifest-sha256.txt'
export const tagManifestName = 'tagmanifest-sha256.txt'
export const infoName = 'bag-info.txt'
/** Of the tag manifest, which names the manifest and what else lies beside the payload; it cannot name its own seal. */
export const sealName = `${tagManifestName}.seal.json`
export const payload = 'data/'

/** A file of a bag by its path, with its SHA-256 in hex. */
export type Listed = { path: string; sha256: string }

/** Section 2.1.3: CR, LF and % are written as in URLs. */
const encoded = (path: string): string =>
  path.replace(/[%\r\n]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`)
const decoded = (path: string): string =>
  path.replace(/%(0A|0D|25)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

export const manifestText = (files: readonly Listed[]): string =>
  files.map(({ path, sha256 }) => `${sha256}  ${encoded(path)}\n`).join('')

/** Section 2.2.2: what somebody who opens it should know. A value is one line. */
export const infoText = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([label, value]) => `${label}: ${value.replace(/\s+/g, ' ')}\n`)
    .join('')

/** The files that a manifest lists, hashes in small letters; the first line that is none of a manifest, as its number. Looks at
 *  each byte a few times at the most, whatever stands there. */
export function manifestOf(text: string): Listed[] | { badLine: number } {
  const files: Listed[] = []
  for (let from = 0, line = 1; from < text.length; line++) {
    const end = text.indexOf('\n', from)
    const until = end < 0 ? text.length : end
    const file = lineOf(text.slice(from, text[until - 1] === '\r' ? until - 1 : until))
    if (!file) return { badLine: line }
    files.push(file)
    from = until + 1
  }
  return files
}

/** A hash, spaces or tabs (one of `sha256sum`'s stars may follow), a path. */
function lineOf(line: string): Listed | null {
  const sha256 = line.slice(0, 64)
  if (!/^[0-9a-fA-F]{64}$/.test(sha256)) return null
  let at = 64
  while (line[at] === ' ' || line[at] === '\t') at++
  if (at === 64) return null
  if (line[at] === '*') at++
  const path = line.slice(at)
  return path === '' || path.length > longestPath * 3 ? null : { path: decoded(path), sha256: sha256.toLowerCase() }
}
const longestPath = 1_024

/** Whether a path stays in the bag whatever system it is unpacked on: no root, no drive, no backslash, no step up, no
 *  control character, nothing empty. */
export const isSafePath = (path: string): boolean =>
  path.length > 0 &&
  path.length <= longestPath &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in a name
  !/[\u0000-\u001f\u007f\\:]/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/** What can be wrong with a bag as such. */
export type BagWrong =
  | 'bag.path'
  | 'bag.twice'
  | 'bag.none'
  | 'bag.manifest'
  | 'bag.unlisted'
  | 'bag.missing'
  | 'bag.changed'
export type BadBag = { wrong: BagWrong; file: string }

/** Compares what is there with what the manifest lists: nothing missing, nothing more. */
export function differenceOf(
  there: readonly string[],
  listed: readonly Listed[],
  which: (path: string) => boolean,
): BadBag | null {
  const names = new Set(there.filter(which))
  const known = new Set<string>()
  for (const { path } of listed) {
    if (!isSafePath(path) || !which(path)) return { wrong: 'bag.path', file: path }
    if (known.has(path)) return { wrong: 'bag.twice', file: path }
    if (!names.has(path)) return { wrong: 'bag.missing', file: path }
    known.add(path)
  }
  const more = [...names].find((name) => !known.has(name))
  return more === undefined ? null : { wrong: 'bag.unlisted', file: more }
}
