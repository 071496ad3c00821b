import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Route, StreamRoute } from './route.ts'

const jsonSchema = (shape: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return schema
}

const Problem = z.object({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

type Operation = Record<string, unknown>

/** One operation of the OpenAPI 3.1 document, from the declaration of its route. */
function operation(route: Route | StreamRoute): Operation {
  const answer = 'answer' in route ? { 'application/json': { schema: jsonSchema(route.answer, 'output') } } : undefined
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^a-z0-9]+/gi, '_')}`,
    summary: route.summary,
    tags: [route.tag],
    'x-who': route.who,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query'), ...headers(route)],
    ...(route.body
      ? {
          requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
        }
      : {}),
    responses: {
      [route.status ?? 200]: { description: 'OK', ...(answer ? { content: answer } : {}) },
      default: {
        description: 'RFC 9457',
        content: { 'application/problem+json': { schema: jsonSchema(Problem, 'output') } },
      },
    },
  }
}

function parameters(shape: z.ZodType | undefined, place: 'path' | 'query') {
  if (!(shape instanceof z.ZodObject)) return []
  const schema = jsonSchema(shape, 'input') as { properties?: Record<string, unknown>; required?: string[] } // an object's schema
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || (schema.required ?? []).includes(name),
    schema: field,
  }))
}

/** What answers with a stream keeps no answer for a repetition: sign-in codes and sessions are for once, and tables know
 *  each of their rows again. */
const headers = (route: Route | StreamRoute) =>
  route.method === 'GET' || 'streams' in route
    ? []
    : [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } }]

type Paths = Record<string, Record<string, Operation>>

function pathsOf(routes: readonly (Route | StreamRoute)[]): Paths {
  const paths: Paths = {}
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return paths
}

/** The OpenAPI 3.1 document of all declared routes. Their shapes are described when somebody reads them: a start need not
 *  wait for it. */
export function openApi(routes: readonly (Route | StreamRoute)[]) {
  let paths: Paths | undefined
  return {
    openapi: '3.1.0',
    info: {
      title: 'Anxin 安心',
      version: '1',
      description:
        'Repairs and refund claims. Errors are RFC 9457 problems. Somebody with several roles may name the one in which they come: `Acting-As: merchant`.',
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'anxin.session_token' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
    get paths(): Paths {
      paths ??= pathsOf(routes)
      return paths
    },
  }
}

/** Serves the document at /api/v1/openapi.json and a page to browse it at /api/docs. */
export async function documented(
  app: FastifyInstance,
  routes: readonly Route[],
  streams: readonly StreamRoute[],
): Promise<void> {
  const document = openApi([...routes, ...streams])
  await app.register(swagger, { mode: 'static', specification: { document: document as never } }) // the plugin's type knows 3.1 only loosely
  await app.register(swaggerUi, { routePrefix: '/api/docs' })
  app.get('/api/v1/openapi.json', async () => document)
}
