import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { sql } from '../db/database.ts'
import type { Deps } from '../deps.ts'

/** `/healthz` (this process lives), `/readyz` (it can serve), `/metrics` (Prometheus). */
export function metrics(app: FastifyInstance, deps: Deps): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'anxin_http_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const waiting = new Gauge({ name: 'anxin_outbox_due', help: 'Errands that are due', registers: [registry] })
  const dead = new Gauge({ name: 'anxin_outbox_dead', help: 'Errands that were given up', registers: [registry] })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
  })
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const isReady = await deps.db.ping().then(
      () => true,
      () => false,
    )
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'the database does not answer' })
  })
  app.get('/metrics', async (_request, reply) => {
    const counts = await deps.db.transaction('worker', (tx) =>
      tx.first<{ due: number; dead: number }>(sql`
        select (select count(*) from outbox where dead_at is null and due_at <= now()) as due,
          (select count(*) from outbox where dead_at is not null) as dead`),
    )
    waiting.set(counts?.due ?? 0)
    dead.set(counts?.dead ?? 0)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
