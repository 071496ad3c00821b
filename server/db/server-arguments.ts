import { release } from 'node:os'

type Cluster = { dir: string; throwaway: boolean }

/** What the embedded server is started with. */
export function serverArguments(
  { dir, throwaway }: Cluster,
  { port, major }: { port: number; major: number },
): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and row values can hold names and phone numbers: they stay out of the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(throwaway ? { fsync: 'off', full_page_writes: 'off' } : { fsync: 'on', full_page_writes: 'on' }),
    synchronous_commit: throwaway ? 'off' : 'on',
    ...(throwaway && { autovacuum: 'off', max_connections: 300 }),
    ...(throwaway && major >= 16 && { scram_iterations: 1 }),
    // Before it recovers from a crash, PostgreSQL makes sure that what it finds is on disk. One by one its 1,500 files
    // take seconds, many times what the recovery itself takes.
    ...(major >= 14 && flushesWhole() && { recovery_init_sync_method: 'syncfs' }),
  }
  return ['-D', dir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Whether the whole file system can be flushed at once, and what could not be written is told (Linux 5.8). */
function flushesWhole(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return process.platform === 'linux' && (major > 5 || (major === 5 && minor >= 8))
}
