/** One line on stderr that is written over as the work goes on; nothing when nobody looks at a terminal. */
export function progress(): { say(what: string): void; end(): void } {
  const { stderr } = process
  if (!stderr.isTTY) return { say: () => {}, end: () => {} }
  return {
    say: (what) => void stderr.write(`\r\x1b[K${what} …`),
    end: () => void stderr.write('\r\x1b[K'),
  }
}
