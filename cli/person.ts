import { instant } from '@anxin/domain/basics.ts'
import { isRefusal, type Refusal, refusals } from '@anxin/domain/refusals.ts'
import { sql } from '@anxin/server/db/database.ts'
import { erasePerson } from '@anxin/server/private/erase.ts'
import { rotateKeys } from '@anxin/server/private/jobs.ts'
import { parsePhone } from '@anxin/server/private/phone.ts'
import { build } from '@anxin/server/start.ts'
import type { Command } from 'commander'
import { openInstallation } from './installation.ts'

/** `anxin person erase <id|phone>`: destroys the key of everything held about a person, in every tenant of a phone. */
export function person(program: Command): void {
  program
    .command('person')
    .description('requests of the people whose data is held / 个人信息请求')
    .command('erase')
    .argument('<who>', 'id or phone number')
    .option('--json', 'JSON')
    .action(async (who: string, { json }: { json?: boolean }) => {
      const { config, databaseUrl, close } = await openInstallation()
      const { deps, keys, stop } = await build({ config, databaseUrl, lanes: 0 })
      const { erased, refused } = await eraseEverywhere(deps, who)
      if (erased > 0) await rotateKeys(deps.db, keys)
      await stop()
      await close()
      process.stdout.write(json ? `${JSON.stringify({ erased })}\n` : `${erased} erased\n`)
      if (refused) throw new Error(refusals[refused.refusal].en)
      if (erased === 0) throw new Error(`Nobody is known as ${who}.`)
    })
}

type Erased = { erased: number; refused: Refusal | null }
async function eraseEverywhere(deps: Awaited<ReturnType<typeof build>>['deps'], who: string): Promise<Erased> {
  const tenants = await deps.db.transaction('worker', (tx) => tx.rows<{ id: string }>(sql`select id from tenants`))
  const phone = parsePhone(who)
  let erased = 0
  let refused: Refusal | null = null
  for (const { id: tenant } of tenants) {
    await deps.db.transaction({ tenant }, async (tx) => {
      const id = /^[0-9a-f-]{36}$/.test(who) ? who : phone && (await deps.private.find(tx, phone))
      if (!id) return
      const by = { kind: 'system' as const, id: 'cli' }
      const acted = await erasePerson({ tx, deps, by, at: instant(deps.now()) }, id)
      if (isRefusal(acted)) refused = acted
      else erased++
    })
  }
  return { erased, refused }
}
