/** Costs row after row; Infinity = not allowed. */
export type Costs = { rows: number; columns: number; of: Float64Array }

/** Larger ones could no longer be added up. */
const mostCost = 1e300
const [space, tab, lineFeed, carriageReturn] = [32, 9, 10, 13]
const [quote, comma, colon, minus, plus, dot] = [34, 44, 58, 45, 43, 46]
const [openBracket, closeBracket, openBrace, closeBrace, small, large, nul] = [91, 93, 123, 125, 101, 69, 110]
const [zero, nine] = [48, 57]
/** Powers of ten that a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
/** Digits that a double holds exactly, whatever they are. */
const exactDigits = 15

/** Reads `{"cost":[[…]]}`: numbers, or null for what is not allowed. By hand, because a table of 5,000 × 5,000 is more
 *  than fits into one string; numbers of up to 15 digits are made without a string (Clinger's fast path, exact). Throws a
 *  sentence that names the place. */
export function readCosts(json: Uint8Array): Costs {
  return new CostsReader(json).read()
}

class CostsReader {
  readonly #json: Uint8Array
  #at = 0
  #of = new Float64Array(1_024)
  #size = 0

  constructor(json: Uint8Array) {
    this.#json = json
  }

  read(): Costs {
    // A mark that some programs put before a text (UTF-8).
    if (this.#json[0] === 0xef && this.#json[1] === 0xbb && this.#json[2] === 0xbf) this.#at = 3
    this.#expect(openBrace, 'an object {"cost":[[…]]}')
    const name = this.#name()
    if (name !== 'cost')
      throw new Error(`${name === '' ? 'cost is missing' : `${name}: unknown field`}; only {"cost":[[…]]} was expected`)
    this.#expect(colon, 'a colon after "cost"')
    const table = this.#table()
    if (this.#next() === comma) {
      this.#at++
      throw new Error(`${this.#name()}: unknown field, or cost given twice; only {"cost":[[…]]} was expected`)
    }
    this.#expect(closeBrace, 'the end of the object')
    if (this.#next() >= 0) throw this.#unexpected('nothing after the object')
    return table
  }

  #table(): Costs {
    this.#expect(openBracket, 'cost: a list of rows')
    let [rows, columns] = [0, 0]
    if (this.#next() === closeBracket) this.#at++
    else
      for (;;) {
        const before = this.#size
        this.#row(rows)
        const wide = this.#size - before
        if (rows === 0) columns = wide
        else if (wide !== columns)
          throw new Error(`cost[${rows}]: ${columns} values were expected, as in cost[0], ${wide} found`)
        rows++
        if (this.#isOver(`cost[${rows}]`)) break
      }
    return { rows, columns, of: this.#of.subarray(0, this.#size) }
  }

  #row(row: number): void {
    this.#expect(openBracket, `cost[${row}]: a list of numbers`)
    if (this.#next() === closeBracket) {
      this.#at++
      return
    }
    for (let column = 0; ; column++) {
      if (this.#size === this.#of.length) this.#grow()
      this.#of[this.#size++] = this.#value(row, column)
      if (this.#isOver(`cost[${row}][${column + 1}]`)) return
    }
  }

  /** After a value: whether the list ends here. */
  #isOver(path: string): boolean {
    const code = this.#next()
    if (code !== comma && code !== closeBracket) throw this.#unexpected(`${path}: a comma or the end of the list`)
    this.#at++
    return code === closeBracket
  }

  #value(row: number, column: number): number {
    const code = this.#next()
    if (code === nul && this.#word() === 'null') {
      this.#at += 4
      return Number.POSITIVE_INFINITY
    }
    const value = code === minus || (code >= zero && code <= nine) ? this.#number() : Number.NaN
    if (Math.abs(value) <= mostCost) return value
    const found = Number.isNaN(value) ? `${this.#word()} found` : 'a larger one found'
    throw new Error(`cost[${row}][${column}]: null or a number up to ${mostCost} was expected, ${found}`)
  }

  /** The number at this place, read to its end; NaN where it is none. */
  #number(): number {
    const json = this.#json
    const begin = this.#at
    let at = begin + (json[begin] === minus ? 1 : 0)
    let [digits, mantissa, after] = [0, 0, -1]
    for (; ; at++) {
      const code = json[at] ?? 0
      if (code === dot && after < 0) after = 0
      else if (code >= zero && code <= nine) {
        mantissa = mantissa * 10 + (code - zero)
        digits++
        if (after >= 0) after++
      } else break
    }
    const code = json[at] ?? 0
    if (digits <= exactDigits && after !== 0 && code !== small && code !== large && !this.#isOdd(begin)) {
      this.#at = at
      const value = after > 0 ? mantissa / (powers[after] ?? 1) : mantissa
      return json[begin] === minus ? -value : value
    }
    return this.#slowly(begin)
  }

  /** A leading zero, which JSON allows before a dot only, or no digit at all. */
  #isOdd(begin: number): boolean {
    const first = begin + (this.#json[begin] === minus ? 1 : 0)
    const [code, following] = [this.#json[first] ?? 0, this.#json[first + 1] ?? 0]
    return code < zero || code > nine || (code === zero && following >= zero && following <= nine)
  }

  #slowly(begin: number): number {
    let at = begin
    const belongs = (code: number) => (code >= zero && code <= nine) || [minus, plus, dot, small, large].includes(code)
    while (belongs(this.#json[at] ?? 0)) at++
    const text = textOf(this.#json.subarray(begin, at))
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return Number.NaN
    this.#at = at
    return Number(text)
  }

  #grow(): void {
    const larger = new Float64Array(this.#of.length * 2)
    larger.set(this.#of)
    this.#of = larger
  }

  /** The next byte that is no white space, where reading goes on; -1 at the end. */
  #next(): number {
    const json = this.#json
    for (;;) {
      const code = json[this.#at] ?? -1
      if (code !== space && code !== lineFeed && code !== carriageReturn && code !== tab) return code
      this.#at++
    }
  }

  #name(): string {
    const code = this.#next()
    if (code === closeBrace) return ''
    this.#expect(quote, 'a field name')
    const begin = this.#at
    while (this.#at < this.#json.length && this.#json[this.#at] !== quote) this.#at++
    return textOf(this.#json.subarray(begin, Math.min(this.#at++, begin + 60)))
  }

  #expect(code: number, what: string): void {
    if (this.#next() !== code) throw this.#unexpected(what)
    this.#at++
  }

  #unexpected(expected: string): Error {
    return new Error(`${expected} was expected, ${this.#word()} found at byte ${this.#at + 1}`)
  }

  /** What stands here, for a sentence. */
  #word(): string {
    if (this.#next() < 0) return 'the end'
    const text = textOf(this.#json.subarray(this.#at, this.#at + 40))
    return /^[^\s,\]}]+/.exec(text)?.[0] ?? text.slice(0, 1)
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
