import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../web/', import.meta.url))

/** Builds the pages when their sources have changed since the last build. */
export async function buildWeb(): Promise<void> {
  const stamp = `${root}dist/.built-from`
  const hash = createHash('sha256')
  const sources = globSync(['*.{html,ts,tsx,json}', '{kit,consumer,technician,station,desk,public}/**/*'], {
    cwd: root,
  }).sort()
  const rules = globSync('**/*.ts', { cwd: fileURLToPath(new URL('../domain/', import.meta.url)) }).sort()
  for (const file of sources) if (/\.\w+$/.test(file)) hash.update(file).update(readFileSync(root + file))
  for (const file of rules) hash.update(readFileSync(new URL(`../domain/${file}`, import.meta.url)))
  const from = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return
  process.stderr.write('Building the pages …\n')
  await build({ root, logLevel: 'error' })
  writeFileSync(stamp, from)
}
