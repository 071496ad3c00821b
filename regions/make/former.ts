/** One row of the table: a division as it was from `start` to `end` (empty: still so). */
type Row = {
  code: string
  province: string
  prefecture: string
  name: string
  start: number
  end: number
  next: string
}

const never = 9999
const isPrefecture = ({ code }: Row) => code.endsWith('00')
const stem = (name: string) => name.replace(/(地区|林区|新区|省|市|区|县|旗|盟|州)$/, '')

function rowsOf(csv: string): Row[] {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .slice(1)
  return lines.filter(Boolean).map((line) => {
    const [code = '', province = '', prefecture = '', name = '', , , start = '', end = '', next = ''] = line.split(',')
    const above = prefecture === '直辖' || prefecture === name ? '' : prefecture
    return { code, province, prefecture: above, name, start: Number(start), end: end ? Number(end) : never, next }
  })
}

/** Former names, each `name|province|prefecture|last year|codes now` (several codes where it was divided, the main one
 *  alone where one of them keeps the name). */
export function formerDivisions(csv: string): string[] {
  const rows = rowsOf(csv)
  const byCode = Map.groupBy(rows, ({ code }) => code)
  const inForce = (code: string, year: number) =>
    byCode.get(code)?.find(({ start, end }) => start <= year && year < end)
  const known = new Map<Row, Set<string>>()

  /** Which divisions of now hold the land of this one. */
  function heirs(row: Row): Set<string> {
    const before = known.get(row)
    if (before) return before
    const found = new Set<string>(row.end === never ? [row.code] : [])
    known.set(row, found)
    if (row.end === never) return found
    for (const part of row.next.split(';').filter(Boolean)) {
      const [code = '', year] = part.replace(']', '').split('[')
      if (year && Number(year) !== row.end) continue // a piece of land that left earlier
      const heir = inForce(code, row.end)
      if (heir && heir !== row) for (const one of heirs(heir)) found.add(one)
    }
    const same = found.size === 0 ? inForce(row.code, row.end) : undefined
    if (same && same !== row) for (const one of heirs(same)) found.add(one)
    return found
  }

  const current = rows.filter(({ end }) => end === never)
  const nameOf = new Map(current.map(({ code, name }) => [code, name]))
  const now = new Set(current.map(({ province, prefecture, name }) => `${name}|${province}|${prefecture}`))

  /** A prefecture was dissolved into counties that mostly went one way, or it goes on under the same name. */
  function heirsOfPrefecture(row: Row): string[] {
    const renamed = inForce(row.code, row.end)
    if (renamed?.end === never) return [row.code]
    const namesake = current.find(
      (one) =>
        isPrefecture(one) &&
        !one.code.endsWith('0000') &&
        one.province === row.province &&
        stem(one.name) === stem(row.name),
    )
    if (namesake) return [namesake.code]
    const counties = rows.filter(
      (one) => one.prefecture === row.name && one.province === row.province && one.end >= row.end,
    )
    const codes = [...new Set(counties.flatMap((county) => [...heirs(county)]))]
    const [most] = [...Map.groupBy(codes, (code) => `${code.slice(0, 4)}00`)].sort((a, b) => b[1].length - a[1].length)
    if (most && nameOf.has(most[0]) && counties.length >= 4 && most[1].length * 2 >= codes.length) return [most[0]]
    return keepingTheName(row.name, codes)
  }

  const keepingTheName = (name: string, codes: readonly string[]): string[] => {
    const keeper = codes.find((code) => stem(nameOf.get(code) ?? '') === stem(name))
    return keeper ? [keeper] : [...codes].sort()
  }

  const lines = new Map<string, { end: number; codes: string }>()
  for (const row of rows) {
    if (row.end === never || row.code.endsWith('0000')) continue
    const key = `${row.name}|${row.province}|${row.prefecture}`
    const codes = isPrefecture(row) ? heirsOfPrefecture(row) : keepingTheName(row.name, [...heirs(row)])
    const latest = (lines.get(key)?.end ?? 0) <= row.end
    if (!now.has(key) && latest) lines.set(key, { end: row.end, codes: codes.length > 6 ? '' : codes.join(' ') })
  }
  return [...lines].map(([key, { end, codes }]) => `${key}|${end}|${codes}`).sort()
}
