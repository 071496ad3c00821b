/** `node scripts/snapshot.ts`: keeps a used installation at the present version under `server/db/released/<migration>/`,
 *  for the tests that migrate it to every later one. Run once for each release; what is there is never made anew. */
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { backUp } from '../server/backup/backup.ts'
import { livedWorld } from '../server/backup/testing.ts'
import { migrationNames } from '../server/db/migrate.ts'

after(() => process.stderr.write('done\n'))
test('snapshot', async () => {
  const { world } = await livedWorld()
  const version = (await migrationNames()).at(-1)?.replace('.sql', '')
  const dir = fileURLToPath(new URL(`../server/db/released/${version}/`, import.meta.url))
  const folders = { media: `${world.dir}/media`, keys: `${world.dir}/keys`, to: `${dir}data`, keysTo: `${dir}keys` }
  await backUp({ databaseUrl: world.databaseUrl, ...folders, say: () => {} })
})
