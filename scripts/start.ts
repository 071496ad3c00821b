/** `npm start`: the pages are built if they changed, then `anxin start` runs in this very process. */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { buildWeb } from './web.ts'

await buildWeb()
process.argv.splice(2, process.argv.length, 'start', ...process.argv.slice(2))
// The second start need not compile what the first did.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
await import('../cli/anxin.ts')
