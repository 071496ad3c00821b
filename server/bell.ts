export type Bell = {
  ring(): void
  /** How often it has rung. */
  count(): number
  /** Waits until it rings, or so long; not at all when it has rung since that count. */
  next(heard: number, ms: number): Promise<void>
}

/** Wakes those who wait for work; one that rings while somebody still looks is not missed. */
export function openBell(): Bell {
  let count = 0
  const sleepers = new Set<() => void>()
  return {
    ring() {
      count++
      for (const wake of sleepers) wake()
    },
    count: () => count,
    next: (heard, ms) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          sleepers.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, ms)
        if (count === heard) sleepers.add(wake)
        else wake()
      }),
  }
}
