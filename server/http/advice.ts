import type { Language } from './problems.ts'

/** What to do next, where the title alone does not say it. Keyed by the codes of refusals and of the door. */
const advice: Record<string, { zh: string; en: string }> = {
  'case.absent': {
    zh: '它可能不存在，也可能不属于您；请核对链接或编号',
    en: 'It may not exist or may not be yours; check the link or number',
  },
  'case.wrong_step': {
    zh: '状态可能已经变化，请刷新后查看现在可以进行的操作',
    en: 'The state may have changed: reload to see which steps are possible now',
  },
  'case.not_yours_to_move': {
    zh: '请由有此权限的角色操作；可用的步骤见 moves',
    en: 'Ask somebody in a role that may; `moves` lists the steps open to you',
  },
  'case.stale': {
    zh: '重新读取后，用新的版本号作为 If-Match 再提交',
    en: 'Read it again and send its new version as If-Match',
  },
  'order.window_past': { zh: '请选择晚于现在的时间段', en: 'Choose a time later than now' },
  'visit.quote_first': {
    zh: '请先提交报价，等用户同意后再继续',
    en: 'Send a quote and wait until the consumer has accepted it',
  },
  'visit.code_wrong': {
    zh: '请向用户核对其页面上的 6 位验收码，或改用签名',
    en: "Check the six digits on the consumer's page, or take a signature instead",
  },
  'visit.code_locked': {
    zh: '请用户在您的手机上签名，或由用户在其进度页上更换新的验收码',
    en: 'Take a signature instead, or have the consumer ask for a new code on their page',
  },
  'search.too_late': { zh: '请等待下一单', en: 'Wait for the next offer' },
  'http.not_found': {
    zh: '请核对网址；接口列表见 /api/docs',
    en: 'Check the address; /api/docs lists all routes',
  },
  'http.sign_in': {
    zh: '用手机验证码登录，或在 Authorization 中提供 API 密钥',
    en: 'Sign in with a phone code, or send an API key as Authorization: Bearer',
  },
  'http.second_factor': {
    zh: '登录后请输入验证器上的 6 位数字',
    en: 'Enter the six digits of your authenticator',
  },
  'http.forbidden': {
    zh: '需要此权限请联系管理员',
    en: 'Ask your operator for the role that may',
  },
  'http.foreign_origin': {
    zh: '请在本站页面上操作；程序请使用 API 密钥',
    en: 'Use the pages of this site; programs use an API key',
  },
  'http.code_wrong': {
    zh: '请核对短信中的数字；超过 5 分钟或输错 5 次后需重新获取',
    en: 'Check the digits; after five minutes or five tries ask for a new code',
  },
  'http.invalid': { zh: '请按接口说明 /api/docs 修改后再提交', en: 'Correct it as /api/docs describes' },
  'http.malformed': {
    zh: '应为符合 HTTP 规范的请求，正文为 JSON（UTF-8）',
    en: 'Expected a well-formed HTTP request; bodies are JSON in UTF-8',
  },
  'http.headers_too_large': {
    zh: '请求头合计不得超过 16 KiB；清除本站 Cookie 后再试',
    en: 'All headers together may take 16 KiB; clear the cookies of this site and try again',
  },
  'http.slow': { zh: '请检查网络后重新发送', en: 'Check the network and send it again' },
  'http.too_large': {
    zh: 'JSON 正文不得超过 256 KiB；照片和视频请用 /api/v1/uploads 上传',
    en: 'A JSON body may take 256 KiB; send photos and videos to /api/v1/uploads',
  },
  'http.media_type': { zh: '应为 application/json，UTF-8 编码', en: 'Expected application/json in UTF-8' },
  'http.too_many': {
    zh: '请等待 Retry-After 所示的秒数',
    en: 'Wait as many seconds as Retry-After says',
  },
  'http.key_reused': {
    zh: '每个新请求请使用新的 Idempotency-Key',
    en: 'Use a new Idempotency-Key for each new request',
  },
  'http.key_in_flight': {
    zh: '请稍后用同一个 Idempotency-Key 重试，以取得结果',
    en: 'Retry with the same key in a moment to get its answer',
  },
  'http.full': {
    zh: '已保存的内容不受影响；请管理员清理或扩充磁盘后再试',
    en: 'What is saved is safe; the operator has to free or add disk space',
  },
  'http.broken': { zh: '请稍后再试；若一直如此请告知管理员', en: 'Try again; tell your operator if it stays' },
}

/** The sentence that helps on, if the code has one. */
export const adviceOn = (code: string, language: Language): string | undefined => advice[code]?.[language]

/** The codes that have advice: each must be a code that exists. */
export const advised = Object.keys(advice)
