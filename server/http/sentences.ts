import type { z } from 'zod'
import type { Language } from './problems.ts'

type Issue = z.core.$ZodIssue
type Say = (issue: Record<string, unknown>) => { zh: string; en: string }

const formats: Record<string, { zh: string; en: string }> = {
  uuid: { zh: '应为编号（UUID）', en: 'expected an id (UUID)' },
  email: { zh: '应为电子邮箱', en: 'expected an e-mail address' },
  datetime: { zh: '应为时间，例如 2026-11-24T08:00:00Z', en: 'expected a time such as 2026-11-24T08:00:00Z' },
  date: { zh: '应为日期，例如 2026-11-24', en: 'expected a date such as 2026-11-24' },
  url: { zh: '应为网址', en: 'expected a web address' },
}

/** What is wrong with a field, by the code of the finding. */
const sentences: Record<string, Say> = {
  invalid_type: ({ expected, input }) =>
    input === undefined ? { zh: '必填', en: 'required' } : { zh: `应为 ${expected}`, en: `expected ${expected}` },
  too_small: ({ minimum, origin }) =>
    origin === 'string'
      ? { zh: `至少 ${minimum} 个字`, en: `at least ${minimum} characters` }
      : { zh: origin === 'array' ? `至少 ${minimum} 项` : `不小于 ${minimum}`, en: `at least ${minimum}` },
  too_big: ({ maximum, origin }) =>
    origin === 'string'
      ? { zh: `最多 ${maximum} 个字`, en: `at most ${maximum} characters` }
      : { zh: origin === 'array' ? `最多 ${maximum} 项` : `不大于 ${maximum}`, en: `at most ${maximum}` },
  invalid_value: ({ values }) => ({ zh: `应为其中之一：${list(values)}`, en: `expected one of: ${list(values)}` }),
  unrecognized_keys: ({ keys }) => ({ zh: `不认识的字段：${list(keys)}`, en: `unknown fields: ${list(keys)}` }),
  invalid_format: ({ format }) => formats[String(format)] ?? { zh: '格式不正确', en: 'not in the expected form' },
  'idempotency-key': () => ({ zh: '应为 8 到 200 个可见字符', en: 'expected 8 to 200 visible ASCII characters' }),
}
const list = (values: unknown) => (Array.isArray(values) ? values.join(', ') : String(values))

/** Custom findings bring their own two sentences: `{ params: { zh, en } }`. */
function own(issue: Issue): { zh: string; en: string } | undefined {
  const params = 'params' in issue ? issue.params : undefined
  return typeof params?.zh === 'string' && typeof params.en === 'string' ? { zh: params.zh, en: params.en } : undefined
}

/** One clear sentence for one finding of the parser, in the reader's language. */
export function sayInvalid(issue: Issue | 'idempotency-key', language: Language): string {
  if (issue === 'idempotency-key') return sentences['idempotency-key']?.({})[language] ?? ''
  const said = own(issue) ?? sentences[issue.code]?.(issue as unknown as Record<string, unknown>) // every kind has its own fields
  return (said ?? { zh: '内容有误', en: 'not valid' })[language]
}

/** A refinement that speaks both languages. */
export const saying = (zh: string, en: string) => ({ params: { zh, en } })
