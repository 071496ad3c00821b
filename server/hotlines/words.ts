import { dayOf } from '@anxin/domain/china.ts'
import { numberShown } from '@anxin/domain/hotlines/numbers.ts'
import type { Method } from '@anxin/domain/hotlines/proof.ts'
import type { Reason } from '@anxin/domain/hotlines/verdict.ts'

/** What is said to whoever asks, in sentences. */
type Said = { zh: string; en: string }
type Say = { readonly [C in Reason['code']]: (reason: Extract<Reason, { code: C }>) => Said }

const methodWords: { readonly [M in Method]: Said } = {
  dns: { zh: '品牌域名的 DNS 记录', en: "a DNS record of the brand's domain" },
  'well-known': { zh: '品牌网站上的声明文件', en: "a file on the brand's web site" },
  'call-back': { zh: '回拨验证码', en: 'a code told over this number' },
  licence: { zh: '人工审核的营业执照', en: 'a business licence that a person reviewed' },
}
const both = (methods: readonly Method[]): Said => ({
  zh: methods.map((method) => methodWords[method].zh).join('、'),
  en: methods.map((method) => methodWords[method].en).join(', '),
})
const list = (names: readonly string[]) => ({ zh: names.join('、'), en: names.join(', ') })

const say: Say = {
  proved: ({ brand, domain, methods, provedAt, until }) => ({
    zh: `这是「${brand}」${domain ? `（${domain}）` : ''}的服务热线，依据${both(methods).zh}，${dayOf(provedAt)} 验证，有效至 ${dayOf(until)}`,
    en: `A hotline of ${brand}${domain ? ` (${domain})` : ''}, by ${both(methods).en}; checked on ${dayOf(provedAt)}, valid until ${dayOf(until)}`,
  }),
  'own-address': ({ brand, domain }) => ({
    zh: `这是「${brand}」自己的域名 ${domain} 下的网址`,
    en: `An address under ${domain}, the domain of ${brand}`,
  }),
  reported: ({ count, brands }) => ({
    zh: `已被举报${count > 1 ? ` ${count} 次` : ''}并经人工核实为假冒${brands.length > 0 ? `「${list(brands).zh}」` : ''}`,
    en: `Reported${count > 1 ? ` ${count} times` : ''}, and a person confirmed that it is a fake${brands.length > 0 ? ` of ${list(brands).en}` : ''}`,
  }),
  'reports-open': ({ count }) => ({
    zh: `有 ${count} 条举报正在核实`,
    en: `${count} ${count === 1 ? 'report is' : 'reports are'} being looked into`,
  }),
  lapsed: ({ brand }) => ({
    zh: `曾登记为「${brand}」的号码，但验证已失效，暂不能确认`,
    en: `Was once shown to be of ${brand}; that proof has ended, so that it cannot be confirmed now`,
  }),
  'not-of-brand': ({ brand, numbers }) => ({
    zh: `不是「${brand}」已验证的号码；已验证的是 ${numbers.map(numberShown).join('、')}`,
    en: `Not a verified number of ${brand}; those are ${numbers.map(numberShown).join(', ')}`,
  }),
  'many-brands': ({ brands, fromReports }) => ({
    zh: `同一个号码自称为多个互不相关的品牌服务：${list(brands).zh}${fromReports ? '（来自举报）' : ''}`,
    en: `One number poses as that of several unrelated brands: ${list(brands).en}${fromReports ? ' (as reported)' : ''}`,
  }),
  'many-counties': ({ count, names }) => ({
    zh: `页面围绕一个号码堆砌了 ${count} 个区县名（${list(names).zh} 等），这是为了让各地的人都搜到它`,
    en: `The page strings ${count} names of counties together around one number (${list(names).en} …), to be found from everywhere`,
  }),
  'look-alike': ({ brand, domain }) => ({
    zh: `网址写得像「${brand}」的 ${domain}，但不是它`,
    en: `Written to look like ${domain} of ${brand}, and is not it`,
  }),
  'named-after': ({ brand, domain }) => ({
    zh: `网址里带有「${brand}」的名字，但不在其域名 ${domain} 之下`,
    en: `Bears the name of ${brand}, but does not lie under its domain ${domain}`,
  }),
  'mixed-scripts': () => ({
    zh: '网址混用了不同文字中长得一样的字母',
    en: 'Mixes letters of different alphabets that look the same',
  }),
  shortened: () => ({
    zh: '短链接看不出真正的去向，请勿据此付款或填写信息',
    en: 'A shortened link hides where it leads: pay nothing and fill in nothing there',
  }),
  mobile: () => ({ zh: '这是个人手机号，不是服务热线', en: 'A mobile number of somebody, no hotline' }),
  foreign: () => ({ zh: '这是境外号码', en: 'A number from abroad' }),
  'not-listed': () => ({
    zh: '没有任何品牌向我们证明过它属于自己，不能确认真假',
    en: 'No brand has shown us that it is its own: whether it is real cannot be said',
  }),
}

/** The sentence for one reason. */
export const sayReason = <C extends Reason['code']>(
  reason: Extract<Reason, { code: C }>,
  language: 'zh' | 'en',
): string => (say[reason.code] as (reason: Reason) => Said)(reason)[language] // each sentence takes the reason of its own code
