import assert from 'node:assert/strict'
import { z } from 'zod'
import { usual } from '../rules/rules.ts'
import { report } from '../testing.ts'

type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  format?: string
  pattern?: string
  minimum?: number
  minItems?: number
  minLength?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

/** What no schema can know: fields that a rule outside it reads. */
const known: Record<string, string> = { phone: '19900000599', address: report.address, query: 'status=waiting' }
/** Tables of rules, as they are shipped. */
const whole: Record<string, unknown> = { model: JSON.parse(usual.model) }
const texts = ['623024', '123456', '样例', 'sample', 'a'.repeat(64)]

/** A body that the shape accepts, made from the shape itself; throws when it does not accept it after all. */
export function sampleOf(shape: z.ZodType, now: number): unknown {
  const schema: Schema = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Schema // the parts that our shapes use
  const sample = sampleFor(schema, '', now)
  const parsed = shape.safeParse(sample)
  assert.ok(parsed.success, `${JSON.stringify(sample)} is no sample: ${parsed.error?.message}`)
  return sample
}

function sampleFor(schema: Schema, name: string, now: number): unknown {
  if (schema.type === 'object' && name in whole) return whole[name]
  const choice = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== 'null')
  if (choice) return sampleFor(choice, name, now)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([field]) => schema.required?.includes(field))
          .map(([field, inner]) => [field, sampleFor(inner, field, now)]),
      )
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleFor(schema.items ?? {}, name, now))
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 1)
    case 'boolean':
      return true
    default:
      return textOf(schema, name, now)
  }
}

function textOf({ format, pattern }: Schema, name: string, now: number): string {
  if (format === 'uuid') return '0193a1b2-0000-7000-8000-000000000001'
  if (format === 'email') return 'sample@anxin.test'
  if (format === 'date') return new Date(now).toISOString().slice(0, 10)
  if (format === 'date-time') return new Date(now + (name === 'to' ? 30 : 26) * 3_600_000).toISOString()
  return known[name] ?? texts.find((text) => !pattern || new RegExp(pattern, 'u').test(text)) ?? ''
}
