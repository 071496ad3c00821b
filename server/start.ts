import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { requireSound } from '@anxin/domain/machine.ts'
import { machines } from '@anxin/domain/machines.ts'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { openAuth } from './access/auth.ts'
import { openCallers } from './access/caller.ts'
import { jobs, routes, streams } from './capabilities.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './db/database.ts'
import { openLocks } from './db/locks.ts'
import type { Deps } from './deps.ts'
import { metrics } from './http/metrics.ts'
import { answerProblem } from './http/problems.ts'
import { serve } from './http/serve.ts'
import { openLive } from './live.ts'
import { openDecoder } from './media/decoder.ts'
import { openUploadLocker } from './media/lock.ts'
import { openMedia } from './media/media.ts'
import { uploads } from './media/uploads.ts'
import { gateways } from './notices/gateway.ts'
import { noticeJobs } from './notices/jobs.ts'
import { demoOutbox } from './notices/routes.ts'
import { requireCipher } from './private/cipher.ts'
import { firstKey, privateJobs } from './private/jobs.ts'
import { type Keys, openKeys } from './private/keys.ts'
import { openPrivate } from './private/private.ts'
import { sheetBodies } from './sheets/body.ts'
import { webhookJobs } from './webhooks/jobs.ts'
import { openOutside } from './webhooks/outside.ts'
import { startWorker, type Worker } from './worker.ts'

const webRoot = fileURLToPath(new URL('../web/dist/', import.meta.url))

/** A running Anxin: everything built once, top to bottom. */
export type Anxin = { app: FastifyInstance; deps: Deps; worker: Worker; keys: Keys; stop(): Promise<void> }

type Parts = { config: Config; databaseUrl: string; now?: () => number; lanes?: number; connections?: number }

/** Builds the server on a migrated database; does not listen yet. `now` moves in tests and nowhere else.
 *  `lanes`: how many errands are worked on at a time; none where another process does it. */
export async function build({
  config,
  databaseUrl,
  now = Date.now,
  lanes = 2,
  connections = 12,
}: Parts): Promise<Anxin> {
  for (const machine of machines) requireSound(machine)
  requireCipher(config.CIPHER)
  const log = pino({
    level: config.LOG_LEVEL,
    base: null,
    redact: ['req.headers', 'err.parameters', 'err.detail', 'err.where'],
  })
  const db = openDatabase(databaseUrl, { connections })
  const keys = await readyKeys(config, db)
  const auth = openAuth(databaseUrl, {
    secret: keys.derive('auth').export().toString('base64'),
    publicUrl: config.publicUrl,
  })
  const media = await openMedia(config.STORAGE_URL)
  const decoder = openDecoder()
  const live = await openLive(db)
  const parts = { config, db, log, now, media, decoder, live, auth, private: openPrivate(keys, config.CIPHER) }
  const deps: Deps = { ...parts, callers: openCallers(parts) }
  const app = await serve(deps, routes, streams)
  await app.register(helmet, { contentSecurityPolicy: { directives: contentPolicy }, strictTransportSecurity: false })
  sheetBodies(app)
  const locker = await openUploadLocker(db, openLocks(databaseUrl))
  uploads(app, deps, locker)
  metrics(app, deps)
  if (config.DEMO) demoOutbox(app, deps)
  if (existsSync(webRoot)) await pages(app)
  const outside = openOutside({ allowsPrivate: config.WEBHOOK_PRIVATE })
  const withMore = [...noticeJobs(gateways(config)), ...privateJobs(keys), ...webhookJobs(outside)]
  const worker = startWorker(db, deps, [...jobs, ...withMore], { lanes })
  return {
    app,
    deps,
    worker,
    keys,
    async stop() {
      await app.close()
      await worker.stop()
      await decoder.stop()
      await locker.close()
      await live.stop()
      await keys.close()
      await auth.close()
      await db.close()
    },
  }
}

/** The keys, with a first generation. A start that stops here leaves no connection behind. */
async function readyKeys(config: Config, db: Database): Promise<Keys> {
  try {
    const keys = await openKeys(config, db)
    await firstKey(db, keys)
    return keys
  } catch (error) {
    await db.close()
    throw error
  }
}

const contentPolicy = {
  defaultSrc: ["'self'"],
  // antd writes its styles into the page.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  workerSrc: ["'self'", 'blob:'],
  upgradeInsecureRequests: null,
}

/** The built pages: one entry per role, whichever path below it the page's own router knows. */
async function pages(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, { root: webRoot, index: false, maxAge: '30d', immutable: true, wildcard: false })
  const entries: readonly [string, string][] = [
    ['/tech', 'technician.html'],
    ['/desk', 'desk.html'],
    ['/merchant', 'desk.html'],
    ['/review', 'desk.html'],
    ['/', 'index.html'],
  ]
  for (const [path, file] of entries) {
    const paths =
      path === '/'
        ? [
            '/',
            '/t/:token',
            '/report',
            '/orders',
            '/orders/:id',
            '/track',
            '/appliances',
            '/renew/:id',
            '/a',
            '/me',
            '/sign-in',
          ]
        : [path, `${path}/*`]
    for (const url of paths) app.get(url, (_request, reply) => reply.sendFile(file, { maxAge: 0, immutable: false }))
  }
  // A person who mistyped an address gets a page that says so; a program gets the problem document.
  app.get('/*', (request, reply) =>
    /html/.test(request.headers.accept ?? '') && !request.url.startsWith('/api/')
      ? reply.code(404).sendFile('index.html', { maxAge: 0, immutable: false })
      : answerProblem(reply, 'http.not_found'),
  )
}
