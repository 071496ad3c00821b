import { type RefusalCode, refusals } from '@anxin/domain/refusals.ts'
import type { FastifyReply } from 'fastify'
import { adviceOn } from './advice.ts'

export type Language = 'zh' | 'en'
export type FieldProblem = { path: string; message: string }
type Problem = { code: string; status: number; title: string; detail?: string; errors?: FieldProblem[] }

/** Chinese unless the caller prefers English (RFC 9110 §12.5.4, the first of the two that is named). */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const q = rest.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find(Boolean)
      return { tag: tag.toLowerCase(), q: q ? Number(q) : 1 }
    })
    .filter(({ tag, q }) => q > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.q - a.q)
  return wanted[0]?.tag.startsWith('en') ? 'en' : 'zh'
}

/** Ways to say no that belong to the door, not to the domain. */
const atTheDoor = {
  'http.not_found': { status: 404, zh: '没有这个地址', en: 'There is nothing here' },
  'http.sign_in': { status: 401, zh: '请先登录', en: 'Please sign in' },
  'http.second_factor': { status: 401, zh: '请完成第二重验证', en: 'Please complete the second factor' },
  'http.link_expired': {
    status: 410,
    zh: '链接已过期，请用订单号和手机号查询',
    en: 'This link has expired; look the order up by number and phone',
  },
  'http.forbidden': { status: 403, zh: '没有权限', en: 'Not allowed for your role' },
  'http.foreign_origin': {
    status: 403,
    zh: '请求来自其他网站，已拒绝',
    en: 'Refused: this request came from another site',
  },
  'http.code_wrong': { status: 422, zh: '验证码不正确或已失效', en: 'The code is wrong or no longer valid' },
  'mail.not_offered': { status: 409, zh: '本系统未开通邮件通知', en: 'Notices by e-mail are not offered here' },
  'media.not_a_photo': {
    status: 422,
    zh: '这不是可以打开的照片或视频（支持 JPEG、PNG、WebP、AVIF、HEIC、MP4）',
    en: 'This is no photo or video that can be opened (JPEG, PNG, WebP, AVIF, HEIC, MP4)',
  },
  'media.too_many_pixels': {
    status: 422,
    zh: '照片太大（最多 5000 万像素）',
    en: 'The photo is too large (50 megapixels at most)',
  },
  'sheet.unreadable': {
    status: 422,
    zh: '这不是可以读取的表格（支持 CSV：UTF-8 或 GB18030；XLSX）',
    en: 'This is no table that can be read (CSV in UTF-8 or GB18030; XLSX)',
  },
  'sheet.empty': { status: 422, zh: '表格里没有数据行', en: 'The table has no rows' },
  'sheet.columns': { status: 422, zh: '表头不正确', en: 'The columns are not the expected ones' },
  'sheet.too_large': {
    status: 413,
    zh: '表格太大：最多 5000 行、5 MB，解压后最多 20 MB',
    en: 'The table is too large: 5,000 rows, 5 MB, and 20 MB unpacked at the most',
  },
  'sheet.too_many_rows': {
    status: 422,
    zh: '符合条件的超过 50000 行，请缩小筛选范围后再导出',
    en: 'More than 50,000 rows match; please narrow the filter and export again',
  },
  'media.too_heavy': {
    status: 422,
    zh: '这张照片无法在限定的时间和内存内打开，请换一张或截图后上传',
    en: 'This photo cannot be opened within the limits of time and memory; please send another, or a screenshot of it',
  },
  'media.unknown': {
    status: 422,
    zh: '照片或视频不存在，或已用于其他报修，请重新上传',
    en: 'A photo or video is not there, or belongs to another report; please upload it again',
  },
  'media.lost': {
    status: 410,
    zh: '这个文件已经丢失，无法恢复',
    en: 'This file was lost and cannot be brought back',
  },
  'media.wrong_offset': {
    status: 409,
    zh: '上传位置不符，请先查询已上传到哪里',
    en: 'The upload has got to another place; ask first how far it is',
  },
  'media.upload_gone': {
    status: 410,
    zh: '这次上传已不存在，请重新上传',
    en: 'This upload is gone; please start again',
  },
  'media.upload_busy': {
    status: 423,
    zh: '这次上传正由另一个请求写入，请稍后再试',
    en: 'Another request is writing this upload; please try again soon',
  },
  'media.tus_version': {
    status: 412,
    zh: '上传协议版本不符（Tus-Resumable 应为 1.0.0）',
    en: 'The upload protocol does not fit (Tus-Resumable must be 1.0.0)',
  },
  'rules.nonsense': {
    status: 422,
    zh: '规则表不成立，没有保存',
    en: 'These tables make no sense: nothing was kept',
  },
  'rules.too_heavy': {
    status: 422,
    zh: '规则表计算超出了时间或内存限制，没有保存',
    en: 'These tables take more time or memory than there is for them: nothing was kept',
  },
  'http.invalid': { status: 422, zh: '提交的内容有误', en: 'The request is not valid' },
  'http.malformed': { status: 400, zh: '请求格式无法识别', en: 'The request cannot be read' },
  'http.headers_too_large': { status: 431, zh: '请求头太大', en: 'The headers of the request are too large' },
  'http.slow': { status: 408, zh: '请求未在规定时间内发完', en: 'The request did not arrive in time' },
  'http.too_large': { status: 413, zh: '内容太大', en: 'The request is too large' },
  'http.media_type': { status: 415, zh: '不支持的内容类型', en: 'This content type is not supported' },
  'http.too_many': { status: 429, zh: '操作太频繁，请稍后再试', en: 'Too many requests; please wait a moment' },
  'http.key_reused': {
    status: 422,
    zh: '同一个 Idempotency-Key 已用于内容不同的请求',
    en: 'This Idempotency-Key was used for a different request',
  },
  'http.key_in_flight': {
    status: 409,
    zh: '相同的请求正在处理中',
    en: 'The same request is being worked on',
  },
  'http.unavailable': {
    status: 503,
    zh: '服务暂时不可用，请稍后再试',
    en: 'Temporarily unavailable; please try again soon',
  },
  'http.full': {
    status: 507,
    zh: '存储空间不足，暂时不能保存',
    en: 'Out of storage: nothing can be saved at the moment',
  },
  'http.broken': { status: 500, zh: '服务器出错了，已记录', en: 'Something broke on our side; it has been recorded' },
} as const
export type DoorCode = keyof typeof atTheDoor
export type ProblemCode = RefusalCode | DoorCode

/** A no from inside a handler that is not a machine's refusal: caught once, in `serve.ts`. */
export class DoorProblem extends Error {
  readonly code: ProblemCode
  readonly errors: FieldProblem[]
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, more: { errors?: FieldProblem[]; headers?: Record<string, string> } = {}) {
    super(code)
    this.code = code
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
  }
}

/** Whether there is such a code. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalogue, code)

const catalogue: Record<ProblemCode, { status: number; zh: string; en: string }> = { ...refusals, ...atTheDoor }

/** The RFC 9457 document for a code, in the reader's language. */
export function problem(
  code: ProblemCode,
  language: Language,
  errors: FieldProblem[] = [],
): Problem & { type: string } {
  const { status, [language]: title } = catalogue[code]
  const found = errors.map((error) => (error.path ? `${error.path}: ${error.message}` : error.message)).join('; ')
  const detail = found || adviceOn(code, language)
  return {
    type: `/problems/${code}`,
    code,
    status,
    title,
    ...(detail ? { detail } : {}),
    ...(errors.length ? { errors } : {}),
  }
}

/** Answers with a problem document. */
export function answerProblem(reply: FastifyReply, code: ProblemCode, errors: FieldProblem[] = []): FastifyReply {
  const document = problem(code, languageOf(reply.request.headers['accept-language']), errors)
  return reply.code(document.status).type('application/problem+json').send(JSON.stringify(document))
}
