/** A migration in a process of its own, to be killed: `node migrating.ts URL FOLDER`. */
import { migrate } from './migrate.ts'

const [url = '', folder = ''] = process.argv.slice(2)
await migrate(url, { folder })
