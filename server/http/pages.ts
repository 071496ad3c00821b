import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'
import { answerProblem } from './problems.ts'

const webRoot = fileURLToPath(new URL('../../web/dist/', import.meta.url))

const contentPolicy = {
  defaultSrc: ["'self'"],
  // antd writes its styles into the page.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  workerSrc: ["'self'", 'blob:'],
  upgradeInsecureRequests: null,
}

const ofConsumers = [
  '/',
  '/t/:token',
  '/report',
  '/orders',
  '/orders/:id',
  '/track',
  '/appliances',
  '/renew/:id',
  '/a',
  '/buys',
  '/claim',
  '/claims',
  '/claims/:id',
  '/me',
  '/check',
  '/b/:token',
  '/hotline/:token',
  '/sign-in',
]
/** One entry per role, for whichever path below it the page's own router knows. */
const entries: Record<string, readonly string[]> = {
  'technician.html': ['/tech', '/tech/*'],
  'desk.html': ['/desk', '/desk/*', '/merchant', '/merchant/*', '/review', '/review/*'],
  'station.html': ['/station'],
  'index.html': ofConsumers,
}
/** Built once: `@fastify/helmet` builds it anew for each request. */
const protect = helmet({ contentSecurityPolicy: { directives: contentPolicy }, strictTransportSecurity: false })
const fresh = { maxAge: 0, immutable: false }

/** The built pages, if they were built, and what a browser is told about all that comes from here. */
export async function pages(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', (request, reply, next) => protect(request.raw, reply.raw, () => next()))
  if (!existsSync(webRoot)) return
  await app.register(fastifyStatic, {
    root: webRoot,
    index: false,
    maxAge: '30d',
    immutable: true,
    wildcard: false,
    setHeaders: (reply, path) => {
      // The service worker keeps its name from one build to the next.
      if (path.endsWith('sw.js')) reply.header('Cache-Control', 'no-cache')
      // So does what brands put on their own pages, which other sites may load.
      if (path.endsWith('embed.js')) {
        reply.header('Cache-Control', 'public, max-age=3600')
        reply.header('Cross-Origin-Resource-Policy', 'cross-origin')
      }
    },
  })
  for (const [file, paths] of Object.entries(entries))
    for (const path of paths) app.get(path, (_request, reply) => reply.sendFile(file, fresh))
  // A person who mistyped an address gets a page that says so; a program gets the problem document.
  app.get('/*', (request, reply) =>
    /html/.test(request.headers.accept ?? '') && !request.url.startsWith('/api/')
      ? reply.code(404).sendFile('index.html', fresh)
      : answerProblem(reply, 'http.not_found'),
  )
}
