import { cpus, loadavg, totalmem } from 'node:os'

/** The machine a figure was taken on, with its load at that moment. */
export const machine = (): string =>
  `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, load ${(loadavg()[0] ?? 0).toFixed(1)}`
