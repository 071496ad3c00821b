/** One figure for each square of so many pixels of the picture as it is stored (not turned upright). */
export type Heat = { columns: number; rows: number; side: number; values: Float32Array }

export const emptyHeat = (columns: number, rows: number, side: number): Heat => ({
  columns,
  rows,
  side,
  values: new Float32Array(columns * rows),
})

/** The sum over the square of 2 × radius + 1 cells around each cell; beyond the edge there is nothing. */
export function summed({ columns, rows, side, values }: Heat, radius: number): Heat {
  const across = emptyHeat(columns, rows, side)
  for (let y = 0; y < rows; y++) {
    let sum = 0
    for (let x = -radius; x < columns; x++) {
      if (x + radius < columns) sum += values[y * columns + x + radius] ?? 0
      if (x - radius - 1 >= 0) sum -= values[y * columns + x - radius - 1] ?? 0
      if (x >= 0) across.values[y * columns + x] = sum
    }
  }
  const out = emptyHeat(columns, rows, side)
  const sums = new Float64Array(columns)
  for (let y = -radius; y < rows; y++) {
    if (y + radius < rows) addRow(sums, across, { row: y + radius, sign: 1 })
    if (y - radius - 1 >= 0) addRow(sums, across, { row: y - radius - 1, sign: -1 })
    if (y >= 0) for (let x = 0; x < columns; x++) out.values[y * columns + x] = sums[x] ?? 0
  }
  return out
}

function addRow(sums: Float64Array, { columns, values }: Heat, { row, sign }: { row: number; sign: number }): void {
  for (let x = 0; x < columns; x++) sums[x] = (sums[x] ?? 0) + sign * (values[row * columns + x] ?? 0)
}
