const at = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? 0

type How<S> = {
  /** What is measured: each gives the request to time, prepared beforehand. */
  asks: Record<string, (size: S, round: number) => Promise<() => Promise<unknown>>>
  rounds: number
  /** Rounds before those that count. */
  warm: number
  say: (line: string) => void
}

/** Asks installations of several sizes in turn, so that what else the machine does falls on all alike; says median and 90th
 *  percentile in ms, and each median beside that of the first. */
export async function measure<S extends { count: number }>(all: readonly S[], how: How<S>): Promise<void> {
  const { asks, rounds, warm, say } = how
  for (const [what, ask] of Object.entries(asks)) {
    const taken = new Map(all.map(({ count }) => [count, [] satisfies number[] as number[]]))
    for (let round = -warm; round < rounds; round++) {
      for (const size of all) {
        const go = await ask(size, Math.abs(round))
        const began = performance.now()
        await go()
        if (round >= 0) taken.get(size.count)?.push(performance.now() - began)
      }
    }
    const figures = all.map(({ count }) => (taken.get(count) ?? []).toSorted((a, b) => a - b))
    const base = at(figures[0] ?? [], 0.5)
    const told = figures.map((ms) => {
      const [median, high] = [at(ms, 0.5), at(ms, 0.9)]
      return `${median.toFixed(1)} / ${high.toFixed(1)} ms (× ${(median / base).toFixed(2)})`
    })
    say(`${what}: ${told.join(', ')}`)
  }
}
