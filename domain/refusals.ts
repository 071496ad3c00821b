import { claimRefusals } from './claims/refusals.ts'
import { hotlineRefusals } from './hotlines/refusals.ts'

/** Every way to say no. `status` is HTTP; the sentences are shown to people as they stand. */
export const refusals = {
  'case.absent': { status: 404, zh: '没有找到', en: 'Not found' },
  'case.wrong_step': { status: 409, zh: '当前步骤不能进行此操作', en: 'This step is not possible now' },
  'case.not_yours_to_move': { status: 403, zh: '您的角色不能进行此操作', en: 'Your role cannot take this step' },
  'case.stale': {
    status: 412,
    zh: '页面已过期：有人刚刚修改过，请刷新后再试',
    en: 'Somebody else has just changed this; reload and try again',
  },
  'order.other_visit': { status: 409, zh: '该订单已有另一次上门', en: 'The order already has another visit' },
  'order.window_past': { status: 422, zh: '预约时间已过', en: 'The wanted time is in the past' },
  'order.window_shape': {
    status: 422,
    zh: '预约时间段须在 1 小时到 24 小时之间，且在 60 天以内',
    en: 'The wanted time must span 1 to 24 hours and start within 60 days',
  },
  'order.warranty_over': {
    status: 409,
    zh: '已超出维修保障期，请重新报修',
    en: 'The warranty of this repair is over; please report the fault anew',
  },
  'order.still_warranted': { status: 409, zh: '仍在维修保障期内', en: 'The warranty still runs' },
  'visit.handed_over': {
    status: 409,
    zh: '这一单已改派给另一位师傅；如果您已经上门，请马上联系调度',
    en: 'This visit was given to another technician; if you have been there already, tell the dispatcher at once',
  },
  'visit.same_technician': {
    status: 409,
    zh: '这一单已经由该师傅负责',
    en: 'This technician has the visit already',
  },
  'visit.quote_first': {
    status: 409,
    zh: '付费维修须先报价并经用户同意',
    en: 'Paid work needs a quote that the consumer has accepted',
  },
  'visit.quote_empty': { status: 422, zh: '报价至少要有一项', en: 'A quote needs at least one line' },
  'visit.free_of_charge': { status: 409, zh: '保障期内返修不得收费', en: 'Work under warranty is free of charge' },
  'visit.photo_needed': {
    status: 422,
    zh: '请至少上传一张完工照片',
    en: 'At least one photo of the finished work is needed',
  },
  'visit.consent_needed': {
    status: 422,
    zh: '需要用户的验收码或签名',
    en: "The consumer's code or signature is needed",
  },
  'visit.code_wrong': { status: 422, zh: '验收码不正确', en: 'The code is not right' },
  'visit.code_locked': {
    status: 409,
    zh: '验收码输错次数过多，已停用',
    en: 'Too many wrong codes: this one is no longer taken',
  },
  'visit.code_alive': { status: 409, zh: '验收码仍然有效，无需更换', en: 'The code still works' },
  'badge.not_ours': {
    status: 404,
    zh: '这不是本平台的工牌，请不要让对方进门；如有疑问请联系客服',
    en: 'This is no badge of ours: do not let them in, and ask the service desk if in doubt',
  },
  'search.not_yours': { status: 404, zh: '没有派给您的这一单', en: 'No such offer to you' },
  'search.too_late': { status: 409, zh: '抢单时间已过', en: 'The offer has lapsed' },
  'search.still_open': { status: 409, zh: '派单等待时间未到', en: 'The offer still stands' },
  'search.cannot_serve': {
    status: 422,
    zh: '这位师傅没有维修该类电器的资质',
    en: 'This technician lacks the skill for this appliance',
  },
  'plan.too_long': {
    status: 503,
    zh: '排班计算超时，请稍后重试',
    en: 'The plan was not ready in time; please try again',
  },
  'person.held': { status: 409, zh: '相关证据正在保全，不能删除', en: 'Evidence of theirs is under a legal hold' },
  'person.nothing_asked': { status: 422, zh: '请说明要查看哪些信息', en: 'Say which fields you need to see' },
  'technician.hours_shape': {
    status: 422,
    zh: '工作时间须从早到晚，1 至 16 小时',
    en: 'Working hours go from earlier to later, for 1 to 16 hours',
  },
  'technician.needs_work': {
    status: 422,
    zh: '请至少填写一项技能和一个服务区域',
    en: 'At least one skill and one territory are needed',
  },
  'technician.position_time': {
    status: 422,
    zh: '位置共享最长两小时',
    en: 'A position can be shared for two hours at the most',
  },
  'rating.given': { status: 409, zh: '这次服务已经评价过了', en: 'This visit has been rated' },
  'rating.stars': { status: 422, zh: '评分须为 1 到 5 星', en: 'A rating has 1 to 5 stars' },
  'appliance.no_such_part': { status: 404, zh: '没有登记这个配件', en: 'No such part is registered' },
  'appliance.nothing_due': { status: 409, zh: '没有新的到期提醒', en: 'Nothing new is due' },
  'promise.not_due': { status: 409, zh: '尚未到提醒时间', en: 'Nothing is due yet' },
  ...claimRefusals,
  ...hotlineRefusals,
  'calendar.day_there': { status: 409, zh: '这一天已经登记过了', en: 'This day is there already' },
  'view.name_taken': { status: 409, zh: '您已有同名的视图', en: 'You already have a view of this name' },
  'view.too_many': { status: 409, zh: '最多保存 100 个视图', en: 'At most 100 views can be kept' },
  'role.last_operator': {
    status: 409,
    zh: '这是最后一位运营，不能收回该角色',
    en: 'This is the last operator: the role cannot be taken away',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>

export type RefusalCode = keyof typeof refusals
export type Refusal = { refusal: RefusalCode; isKept?: true }
export const refuse = (refusal: RefusalCode): Refusal => ({ refusal })
/** A no that is remembered: what was kept in the same transaction (that a code was wrong, say) stays kept. */
export const refuseAndKeep = (refusal: RefusalCode): Refusal => ({ refusal, isKept: true })
/** Whether what came with a refusal is kept. */
export const isKept = ({ isKept }: Refusal): boolean => isKept === true
/** Whether an answer is a refusal. */
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refusal' in answer
