/** Writes the OpenAPI document's types for the pages: `node scripts/openapi.ts`. `npm run check` sees to it that
 *  generating again changes nothing. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { routes, streams } from '../server/capabilities.ts'
import { openApi } from '../server/http/openapi.ts'

const target = new URL('../web/api.generated.ts', import.meta.url)
const web = new URL('../web/', import.meta.url)
// The generator brings a TypeScript of its own and lives with the pages that use its types.
const text = execFileSync(process.execPath, ['node_modules/openapi-typescript/bin/cli.js'], {
  cwd: web,
  input: JSON.stringify(openApi([...routes, ...streams])),
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
if (process.argv.includes('--verify')) process.exit(readFileSync(target, 'utf8') === text ? 0 : 1)
writeFileSync(target, text)
