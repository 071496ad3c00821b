/** The crowd of `neighbours.ts`: `node crowd.ts URL HOST RATE SECONDS`. */
import { setPriority } from 'node:os'
import { atRate, poster } from './asking.ts'

const [url = '', host = '', rate = '', seconds = ''] = process.argv.slice(2)
setPriority(19)
const post = poster(url)
await atRate(Number(rate), Number(seconds), () => post(host))
process.exit(0)
