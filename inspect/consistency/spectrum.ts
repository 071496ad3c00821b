/** Power spectrum of a square tile: the fast Fourier transform by powers of two (Cooley and Tukey 1965), in place, rows
 *  then columns.
 *  Cost: O(side² × log side); a tile of 128 about 2 ms. */

/** Logarithm of the power at each frequency of a tile that was multiplied by a Hann window in both directions;
 *  `[v * side + u]`, with negative frequencies behind the middle. `tile` has side² samples, a power of two each way. */
export function logPower(tile: Float32Array, side: number): Float32Array {
  const mean = tile.reduce((sum, value) => sum + value, 0) / tile.length
  const hann = Float32Array.from({ length: side }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / side))
  const re = tile.map((value, i) => (value - mean) * (hann[i % side] ?? 0) * (hann[Math.floor(i / side)] ?? 0))
  const im = new Float32Array(tile.length)
  const turns = turnsOf(side)
  for (let row = 0; row < side; row++) transform({ re, im }, { from: row * side, by: 1, side }, turns)
  for (let column = 0; column < side; column++) transform({ re, im }, { from: column, by: side, side }, turns)
  return re.map((value, i) => Math.log(value * value + (im[i] ?? 0) ** 2 + 1))
}

type Complex = { re: Float32Array; im: Float32Array }

const turnsOf = (side: number): Complex => ({
  re: Float32Array.from({ length: side / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / side)),
  im: Float32Array.from({ length: side / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / side)),
})

type Line = { from: number; by: number; side: number }

function transform(values: Complex, line: Line, turns: Complex): void {
  reorder(values, line)
  for (let half = 1; half < line.side; half *= 2)
    for (let start = 0; start < line.side; start += 2 * half)
      combine(values, { ...line, from: line.from + start * line.by, half }, turns)
}

/** Puts each value at the place whose binary digits are its own in reverse. */
function reorder({ re, im }: Complex, { from, by, side }: Line): void {
  for (let i = 0, j = 0; i < side; i++) {
    if (i < j) {
      const [a, b] = [from + i * by, from + j * by]
      const [real, imaginary] = [re[a] ?? 0, im[a] ?? 0]
      re[a] = re[b] ?? 0
      im[a] = im[b] ?? 0
      re[b] = real
      im[b] = imaginary
    }
    let bit = side >> 1
    for (; bit > 0 && j & bit; bit >>= 1) j ^= bit
    j |= bit
  }
}

function combine({ re, im }: Complex, { from, by, side, half }: Line & { half: number }, turns: Complex): void {
  const step = side / (2 * half)
  for (let k = 0; k < half; k++) {
    const a = from + k * by
    const b = a + half * by
    const cos = turns.re[k * step] ?? 0
    const sin = turns.im[k * step] ?? 0
    const real = (re[b] ?? 0) * cos - (im[b] ?? 0) * sin
    const imaginary = (re[b] ?? 0) * sin + (im[b] ?? 0) * cos
    re[b] = (re[a] ?? 0) - real
    im[b] = (im[a] ?? 0) - imaginary
    re[a] = (re[a] ?? 0) + real
    im[a] = (im[a] ?? 0) + imaginary
  }
}
