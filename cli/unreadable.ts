/** The sentence for a file that could not be read: its name, why, and what was expected there. */
export function whyNotRead(file: string, error: unknown, expected: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const why =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'does not exist'
      : code === 'EISDIR'
        ? 'is a directory'
        : code === 'EACCES' || code === 'EPERM'
          ? 'may not be read'
          : 'cannot be read'
  return `${file} ${why}: ${expected} was expected.`
}
