import { z } from 'zod'
import { routes, streams } from '../capabilities.ts'
import type { Route, StreamRoute } from '../http/route.ts'
import type { World } from '../testing.ts'

/** Every text that a request can bring, found in the declarations of the routes: whoever adds one need not remember to
 *  have it looked for after an erasure, and cannot forget to. */

type Any = Pick<Route | StreamRoute, 'method' | 'path' | 'body'>
type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  format?: string
  pattern?: string
  maxLength?: number
  items?: Schema
  properties?: Record<string, Schema>
}

const schemaOf = (shape: z.ZodType): Schema => z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Schema // the parts that our shapes use

/** What is no choice, no code and no moment: somebody wrote it. */
const isWritten = ({ type, enum: choices, const: only, format, pattern }: Schema): boolean =>
  type === 'string' && !choices && only === undefined && (format === 'email' || (!format && !pattern))

const choicesOf = ({ anyOf = [], oneOf = [] }: Schema): Schema[] => [...anyOf, ...oneOf]

function textsIn(schema: Schema, at: readonly string[] = []): string[] {
  return [
    ...(isWritten(schema) ? [at.join('.')] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => textsIn(inner, [...at, name])),
    ...(schema.items ? textsIn(schema.items, [...at, '[]']) : []),
    ...choicesOf(schema).flatMap((choice) => textsIn(choice, at)),
  ]
}

/** All texts that these routes take: `POST /visits/:id/quote lines.[].what`. */
export const textsOf = (list: readonly Any[]): string[] =>
  list.flatMap(({ method, path, body }) =>
    body ? textsIn(schemaOf(body)).map((field) => `${method} ${path} ${field}`) : [],
  )

type Marking = {
  /** The text that takes the place of an unmarked one; `text` names it. */
  mark(text: string, longest: number): string
  isMarked(said: string): boolean
  /** Texts that stay as they are given, which may have the mark in them already. */
  asGiven: (text: string) => boolean
}

/** Fills in a body: wherever its shape takes a text, optional ones too, a marked one. Tells which texts are marked now. */
function filled(schema: Schema, value: unknown, at: { text: string; how: Marking; marked: Set<string> }): unknown {
  const { text, how, marked } = at
  const written = [schema, ...choicesOf(schema)].find(isWritten)
  const said = typeof value === 'string' ? value : ''
  if (written && (value === undefined || value === null || said)) {
    const isKept = how.isMarked(said) || how.asGiven(text)
    const put = isKept ? value : how.mark(text, written.maxLength ?? 200)
    if (how.isMarked(String(put))) marked.add(text)
    return put
  }
  const inner = (schema: Schema, value: unknown, name: string) =>
    filled(schema, value, { ...at, text: `${text}${text.endsWith(' ') ? '' : '.'}${name}` })
  const shape = [schema, ...choicesOf(schema)].find(({ items, properties }) => items ?? properties)
  if (Array.isArray(value)) return value.map((one) => inner(shape?.items ?? {}, one, '[]'))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(shape?.properties ?? {}).map(([name, field]) => [
    name,
    inner(field, (value as Record<string, unknown>)[name], name),
  ])
  return { ...value, ...Object.fromEntries(fields.filter(([, put]) => put !== undefined)) }
}

type Asked = { method: string; url: string; payload?: unknown }
const patterns = [...routes, ...streams].map((route) => ({
  route,
  pattern: new RegExp(`^/api/v1${route.path.replace(/:\w+/g, '[^/]+')}$`),
}))

/** From now on every request that this installation gets says only what is marked. Answers with the texts that were
 *  marked in a request that succeeded, and how to end it. */
export function markEverything({ anxin }: World, how: Marking): { said: ReadonlySet<string>; stop(): void } {
  const { app } = anxin
  const real = app.inject.bind(app) as unknown as (asked: Asked) => Promise<{ statusCode: number }> // as the visitors call it
  const said = new Set<string>()
  const inject = async (asked: Asked) => {
    const found = patterns.find(({ route, pattern }) => route.method === asked.method && pattern.test(asked.url))
    const shape = found?.route.body
    if (!found || !shape || typeof asked.payload !== 'string') return real(asked)
    const marked = new Set<string>()
    const text = `${found.route.method} ${found.route.path} `
    const body = filled(schemaOf(shape), JSON.parse(asked.payload), { text, how, marked })
    const answer = await real({ ...asked, payload: JSON.stringify(body) })
    if (answer.statusCode < 300) for (const one of marked) said.add(one)
    return answer
  }
  Object.assign(app, { inject })
  return { said, stop: () => Object.assign(app, { inject: real }) }
}
