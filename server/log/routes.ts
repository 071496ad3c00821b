import type { StreamRoute } from '../http/route.ts'
import { signedHead } from './head.ts'
import { logOf } from './store.ts'

export const logRoutes: StreamRoute[] = [
  {
    method: 'GET',
    path: '/log/checkpoint',
    summary: 'Size and root of the log now, signed: keep it elsewhere (C2SP tlog-checkpoint) / 日志检查点，请另行保存',
    tag: 'log',
    who: ['operator', 'system'],
    async streams({ deps, caller }, { reply }) {
      const { range } = await deps.db.transaction({ tenant: caller.tenant }, logOf)
      return reply
        .type('text/plain; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('X-Content-Type-Options', 'nosniff')
        .send(signedHead(deps.private, caller.tenant, range))
    },
  },
]
