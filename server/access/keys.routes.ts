import { createHash, randomBytes } from 'node:crypto'
import { refuse } from '@anxin/domain/refusals.ts'
import { z } from 'zod'
import { note } from '../db/audit.ts'
import { sql, type Tx } from '../db/database.ts'
import { ById, get, post } from '../http/route.ts'
import { words } from '../http/shapes.ts'
import { newId } from '../ids.ts'

const Key = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
})
type Row = { id: string; name: string; created_at: Date; revoked_at: Date | null }
const columns = sql`id, name, created_at, revoked_at`

const show = ({ id, name, created_at, revoked_at }: Row) => ({
  id,
  name,
  createdAt: created_at.toISOString(),
  revokedAt: revoked_at?.toISOString() ?? null,
})

/** `anx_<tenant>_<secret>`: 256 bits that are told once; only their hash is kept. */
function freshKey({ tenant }: Tx) {
  const key = `anx_${tenant.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`
  return { key, hash: createHash('sha256').update(key).digest() }
}

export const keyRoutes = [
  get('/api-keys', {
    summary: 'Keys of other programs, newest first; never the keys themselves / 接口密钥',
    tag: 'api keys',
    who: ['operator'],
    answer: z.object({ items: z.array(Key) }),
    does: async ({ tx }) => ({
      items: (
        await tx.rows<Row>(
          sql`select ${columns} from api_keys where tenant = ${tx.tenant} order by created_at desc, id limit 500`,
        )
      ).map(show),
    }),
  }),
  post('/api-keys', {
    summary: 'Make a key for another program; it is shown this once / 新建接口密钥',
    tag: 'api keys',
    who: ['operator'],
    body: z.strictObject({ name: words(60) }),
    answer: Key.extend({ key: z.string() }),
    status: 201,
    async does({ tx, body, now, by }) {
      const { key, hash } = freshKey(tx)
      const row = await tx.first<Row>(sql`
        insert into api_keys (id, tenant, name, hash, created_at)
        values (${newId()}, ${tx.tenant}, ${body.name}, ${hash}, ${new Date(now)}) returning ${columns}`)
      if (!row) return refuse('case.absent')
      note(tx, { now, by, type: 'key.made', body: { key: row.id, name: row.name } })
      return { ...show(row), key }
    },
  }),
  post('/api-keys/:id/revoke', {
    summary: 'Revoke a key: it opens nothing from this moment on / 停用接口密钥',
    tag: 'api keys',
    who: ['operator'],
    params: ById,
    answer: Key,
    async does({ tx, params, now, by }) {
      const row = await tx.first<Row>(sql`
        update api_keys set revoked_at = ${new Date(now)} where id = ${params.id} and revoked_at is null returning ${columns}`)
      if (!row) return refuse('case.absent')
      note(tx, { now, by, type: 'key.revoked', body: { key: row.id, name: row.name } })
      return show(row)
    },
  }),
]
