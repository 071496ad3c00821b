/** Upper end of the one-sided 95 % interval of a share (Clopper and Pearson 1934), by halving. `count` at least 1. */
export function bound(hits: number, count: number): number {
  let [low, high] = [hits / count, 1]
  for (let i = 0; i < 40; i++) {
    const p = (low + high) / 2
    let [term, sum] = [(1 - p) ** count, 0]
    for (let k = 0; k <= hits; k++) {
      sum += term
      term *= ((count - k) / (k + 1)) * (p / (1 - p))
    }
    if (sum > 0.05) low = p
    else high = p
  }
  return high
}
