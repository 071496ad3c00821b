/** What people are told, by the code of the occasion. `{number}` and `{link}` are filled in; nothing personal is. */
type Text = { zh: string; en: string; channel: 'sms' | 'mail' | 'desk' }
export const texts = {
  'signin.code': {
    channel: 'sms',
    zh: '验证码 {code}，5 分钟内有效。请勿告诉他人。',
    en: 'Your code is {code}, valid for 5 minutes. Tell nobody.',
  },
  'mail.code': {
    channel: 'mail',
    zh: '安心通知邮箱验证码 {code}，10 分钟内有效。如非本人操作请忽略。',
    en: 'Your code to receive notices at this address is {code}, valid for 10 minutes. Ignore it if you did not ask.',
  },
  'order.received': {
    channel: 'sms',
    zh: '报修单 {number} 已受理，正在为您安排师傅。进度：{link}',
    en: 'Report {number} is in; we are finding a technician. Track it: {link}',
  },
  'order.reopened': {
    channel: 'sms',
    zh: '报修单 {number} 已按安心保障免费返修，正在安排师傅。进度：{link}',
    en: 'Report {number} is reopened under warranty, free of charge. Track it: {link}',
  },
  'order.assigned': {
    channel: 'sms',
    zh: '报修单 {number} 已有师傅接单，将尽快致电。进度：{link}',
    en: 'A technician has taken {number} and will phone you. Track it: {link}',
  },
  'order.resumed': {
    channel: 'sms',
    zh: '报修单 {number} 已重新安排上门。进度：{link}',
    en: 'A new visit is arranged for {number}. Track it: {link}',
  },
  'order.waiting.parts': {
    channel: 'sms',
    zh: '报修单 {number} 正在等待配件，到货后会联系您。进度：{link}',
    en: '{number} is waiting for parts; we will be in touch. Track it: {link}',
  },
  'order.waiting.consumer': {
    channel: 'sms',
    zh: '师傅已到场但未能见到您，请为报修单 {number} 另约时间：{link}',
    en: 'The technician came but could not meet you; please choose another time for {number}: {link}',
  },
  'order.waiting.desk': {
    channel: 'sms',
    zh: '报修单 {number} 本次未能完成，客服会尽快与您联系。进度：{link}',
    en: '{number} could not be finished on this visit; we will contact you. Track it: {link}',
  },
  'order.completed': {
    channel: 'sms',
    zh: '报修单 {number} 已完工，请评价本次服务：{link}',
    en: '{number} is done. Please rate the service: {link}',
  },
  'order.cancelled': { channel: 'sms', zh: '报修单 {number} 已取消。', en: 'Report {number} is cancelled.' },
  'order.unresolved': {
    channel: 'sms',
    zh: '很抱歉，报修单 {number} 无法修复，已结束。详情：{link}',
    en: 'Sorry, {number} cannot be repaired and has ended. Details: {link}',
  },
  'visit.rescheduled': {
    channel: 'sms',
    zh: '报修单 {number} 的上门时间已更改。进度：{link}',
    en: 'The visit for {number} has another time. Track it: {link}',
  },
  'visit.handed_over': {
    channel: 'sms',
    zh: '报修单 {number} 改由另一位师傅上门，约定时间不变。进度：{link}',
    en: 'Another technician will come for {number}, at the time agreed. Track it: {link}',
  },
  'visit.departed': {
    channel: 'sms',
    zh: '师傅已出发，请留意来电。进度：{link}',
    en: 'The technician is on the way. Track it: {link}',
  },
  'visit.quoted': {
    channel: 'sms',
    zh: '报修单 {number} 有一份报价等您确认：{link}',
    en: 'A quote for {number} awaits your word: {link}',
  },
  'technician.offer': {
    channel: 'sms',
    zh: '您有新的派单，请在 60 秒内接单：{base}/tech',
    en: 'A new job is offered to you for 60 seconds: {base}/tech',
  },
  'technician.given': {
    channel: 'sms',
    zh: '调度把报修单 {number} 改派给您，请查看：{base}/tech',
    en: '{number} was given to you by the dispatcher: {base}/tech',
  },
  'technician.taken_off': {
    channel: 'sms',
    zh: '报修单 {number} 已改派给其他师傅，您不用再去：{base}/tech',
    en: '{number} was given to somebody else; you need not go: {base}/tech',
  },
  'technician.broadcast': { channel: 'sms', zh: '有一单待抢：{base}/tech', en: 'A job is open to all: {base}/tech' },
  'desk.nobody_found': {
    channel: 'desk',
    zh: '报修单 {number} 没有找到可派的师傅，请人工处理',
    en: 'No technician was found for {number}',
  },
  'desk.visit_failed': {
    channel: 'desk',
    zh: '报修单 {number} 本次上门未能完成，请处理',
    en: 'The visit for {number} failed',
  },
  'desk.promise_at_risk': {
    channel: 'desk',
    zh: '报修单 {number} 的承诺即将超时',
    en: 'A promise on {number} is about to break',
  },
  'desk.promise_broken': { channel: 'desk', zh: '报修单 {number} 的承诺已超时', en: 'A promise on {number} is broken' },
  'rating.low': {
    channel: 'desk',
    zh: '报修单 {number} 收到低分评价，请回访',
    en: '{number} got a low rating; please follow up',
  },
  'claim.opened': {
    channel: 'sms',
    zh: '售后申请 {number} 已受理，请按要求提交照片：{link}',
    en: 'Claim {number} is in; please send the photos that are asked for: {link}',
  },
  'hearing.called': {
    channel: 'sms',
    zh: '售后申请 {number} 等待您的答复，证据和检测结果请见：{link}',
    en: 'Claim {number} waits for your answer; evidence and findings are here: {link}',
  },
  'hearing.called_other': {
    channel: 'sms',
    zh: '售后申请 {number} 已通知对方答复，进度：{link}',
    en: 'The other side of claim {number} has been asked to answer: {link}',
  },
  'hearing.extended': {
    channel: 'sms',
    zh: '售后申请 {number} 的答复期已延长，原因和新的期限见：{link}',
    en: 'The time to answer claim {number} was extended; why, and until when: {link}',
  },
  'claim.heard.answered': {
    channel: 'sms',
    zh: '售后申请 {number} 已收到答复，转入人工审核：{link}',
    en: 'Claim {number} was answered and goes to a reviewer: {link}',
  },
  'claim.heard.not-heard': {
    channel: 'sms',
    zh: '售后申请 {number} 未在期限内收到答复（已记录，不视为同意），转入人工审核：{link}',
    en: 'Nobody answered claim {number} in time (noted; it counts as no consent): it goes to a reviewer: {link}',
  },
  'claim.more_asked': {
    channel: 'sms',
    zh: '售后申请 {number} 需要补充证据，要求和期限见：{link}',
    en: 'More evidence is asked for in claim {number}; what, and until when: {link}',
  },
  'claim.proposed': {
    channel: 'sms',
    zh: '售后申请 {number} 对方提出了协商方案：{link}',
    en: 'The other side of claim {number} offers a settlement: {link}',
  },
  'claim.settled': {
    channel: 'sms',
    zh: '售后申请 {number} 双方已协商一致：{link}',
    en: 'Claim {number} is settled between both sides: {link}',
  },
  'claim.withdrawn': { channel: 'sms', zh: '售后申请 {number} 已由买家撤销。', en: 'Claim {number} was withdrawn.' },
  'claim.granted': {
    channel: 'sms',
    zh: '售后申请 {number} 已作出决定，结果、理由和申诉办法见：{link}',
    en: 'Claim {number} is decided; outcome, reasons and how to appeal: {link}',
  },
  'claim.refused': {
    channel: 'sms',
    zh: '售后申请 {number} 已作出决定，结果、理由和申诉办法见：{link}',
    en: 'Claim {number} is decided; outcome, reasons and how to appeal: {link}',
  },
  'claim.appealed': {
    channel: 'sms',
    zh: '售后申请 {number} 已提出申诉，将由另一位审核员处理：{link}',
    en: 'Claim {number} is under appeal, before another reviewer: {link}',
  },
  'decision.second_needed': {
    channel: 'desk',
    zh: '售后申请 {number} 等待第二位审核员复核',
    en: 'Claim {number} waits for a second reviewer',
  },
  'decision.overdue': { channel: 'desk', zh: '售后申请 {number} 审核已超时', en: 'The review of {number} is overdue' },
  'decision.capped': {
    channel: 'desk',
    zh: '售后申请 {number} 已到 7 个工作日审核上限',
    en: 'The review of {number} has reached its cap of 7 working days',
  },
  'remedy.paid': {
    channel: 'sms',
    zh: '售后申请 {number} 的退款已支付：{link}',
    en: 'The refund of claim {number} is paid: {link}',
  },
  'remedy.goods_sent': {
    channel: 'sms',
    zh: '售后申请 {number} 的商品已寄出，请留意查收并验收：{link}',
    en: 'The goods of claim {number} are on their way; please check them: {link}',
  },
  'remedy.goods_questioned': {
    channel: 'sms',
    zh: '售后申请 {number} 退回的商品转由审核员核验：{link}',
    en: 'A reviewer looks at the goods that came back in claim {number}: {link}',
  },
  'remedy.lapsed': {
    channel: 'sms',
    zh: '售后申请 {number} 未在期限内寄回商品，本次处理已结束：{link}',
    en: 'No goods were sent back in time in claim {number}, so it ends here: {link}',
  },
  'desk.hotline_reported': {
    channel: 'desk',
    zh: '有人举报假冒服务热线，等待核实',
    en: 'A hotline was reported as a fake; somebody has to look into it',
  },
  'desk.hotline_lapsed': {
    channel: 'desk',
    zh: '一条服务热线的验证已失效',
    en: 'A proof of a hotline has ended',
  },
  'hotline.confirmed': {
    channel: 'sms',
    zh: '您举报的假冒热线已经核实，今后查询的人都会看到提醒。谢谢您。',
    en: 'The hotline that you reported is confirmed as a fake; whoever asks is now warned. Thank you.',
  },
  'hotline.dismissed': {
    channel: 'sms',
    zh: '您举报的热线经核实，未能认定为假冒。谢谢您的反馈。',
    en: 'We looked into the hotline that you reported and could not confirm that it is a fake. Thank you.',
  },
  'appliance.part_due': {
    channel: 'sms',
    zh: '您登记的{what}「{part}」{due} 到期，一键预约更换：{base}/renew/{appliance}',
    en: 'The part "{part}" of your {whatEn} is due on {due}; book its replacement: {base}/renew/{appliance}',
  },
} as const satisfies Record<string, Text>

/** Everything of which somebody is told. */
export type Occasion = keyof typeof texts

/** What is said on an occasion; none of what an older version may have left in the outbox. */
export const textOf = (code: string): Text | undefined => Object.entries(texts).find(([one]) => one === code)?.[1]

/** The sentence with its blanks filled in; an unknown blank stays empty. */
export function say(text: string, language: 'zh' | 'en', blanks: Record<string, string>): string {
  const template = textOf(text)?.[language] ?? text
  return template.replace(/\{(\w+)\}/g, (_, name: string) => blanks[name] ?? '')
}
