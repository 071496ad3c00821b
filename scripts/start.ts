/** `npm start`: the pages are built if they changed, then `anxin start` runs in this very process. */
import { buildWeb } from './web.ts'

await buildWeb()
process.argv.splice(2, process.argv.length, 'start', ...process.argv.slice(2))
await import('../cli/anxin.ts')
