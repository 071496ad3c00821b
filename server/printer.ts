import { fileURLToPath } from 'node:url'
import { type OpenApart, openApart } from './apart.ts'
import type { Printed, Printer } from './claims/dossier/printed.ts'

const program = fileURLToPath(new URL('./claims/dossier/printing.ts', import.meta.url))

/** Prints dossiers in a process of its own: a font of ten megabytes and dozens of pictures hold up nobody's page. */
export function openPrinter(open: OpenApart = openApart): Printer {
  const apart = open<Printed, Uint8Array>({ program, lanes: 1, seconds: 120, heap: 512 })
  return { print: (printed) => apart.ask(printed), stop: apart.stop }
}
