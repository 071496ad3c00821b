/** `npm run bench <name>`: one benchmark of bench/, by name. */
import { globSync } from 'node:fs'

const names = globSync('bench/*.ts').map((file) => file.replace(/^bench\/|\.ts$/g, ''))
const [name] = process.argv.slice(2)
if (!name || !names.includes(name)) {
  process.stderr.write(`npm run bench <name>, where name is one of: ${names.join(', ')}\n`)
  process.exit(2)
}
await import(`../bench/${name}.ts`)
