/** Every way in which the directory of hotlines says no. */
export const hotlineRefusals = {
  'hotline.nothing_to_check': {
    status: 422,
    zh: '没有找到电话号码、网址或已登记的品牌，请再核对一下输入',
    en: 'There is no telephone number, web address or listed brand in it; please look at it again',
  },
  'hotline.not_a_number': {
    status: 422,
    zh: '这不是 400/800、95/96 开头的服务号码或带区号的固定电话；手机号不能登记为服务热线',
    en: 'This is no 400, 800, 95 or 96 number and no landline with its area code; a mobile number is no hotline',
  },
  'hotline.not_a_domain': {
    status: 422,
    zh: '请填写品牌自己的域名，例如 brand.example.cn',
    en: "Please give the brand's own domain, such as brand.example.cn",
  },
  'hotline.listed': { status: 409, zh: '该品牌已登记过这个号码', en: 'This number is listed for the brand already' },
  'hotline.other_company': {
    status: 409,
    zh: '这个号码已登记在另一家公司名下，请先核实并撤下那一条',
    en: 'This number is listed for another company; look into it and withdraw that entry first',
  },
  'hotline.no_code': { status: 409, zh: '没有有效的回拨验证码', en: 'No call-back code is on its way' },
  'hotline.code_wrong': { status: 422, zh: '回拨验证码不正确', en: 'The call-back code is not right' },
  'hotline.code_locked': {
    status: 409,
    zh: '回拨验证码输错次数过多，请重新回拨',
    en: 'Too many wrong codes; the call has to be made again',
  },
  'hotline.own_call': {
    status: 403,
    zh: '登记号码的人不能自己回拨验证，请由另一位同事拨打',
    en: 'Who entered the number does not make the call: a colleague has to',
  },
  'hotline.credit_code': {
    status: 422,
    zh: '统一社会信用代码不正确：18 位，最后一位为校验码',
    en: 'Not the number of a licence: 18 characters, the last of which checks the others',
  },
  'hotline.no_licence': { status: 409, zh: '没有待审核的营业执照', en: 'No licence waits for a decision' },
  'hotline.own_licence': {
    status: 403,
    zh: '提交营业执照的人不能自己审核，请由另一位同事审核',
    en: 'Who brought the licence cannot judge it: a colleague has to',
  },
  'hotline.still_proved': { status: 409, zh: '这项验证仍在有效期内', en: 'This proof still stands' },
  'hotline_report.waits': {
    status: 409,
    zh: '您已举报过，我们正在核实',
    en: 'You have reported this already; we are looking into it',
  },
  'hotline_report.too_many': {
    status: 429,
    zh: '今天举报次数已达上限，请明天再试',
    en: 'That is as many reports as one person can make in a day; please go on tomorrow',
  },
  'hotline_report.not_readable': {
    status: 422,
    zh: '请填写要举报的一个电话号码或一个网址',
    en: 'Please give the one number or web address that the report is about',
  },
  'hotline_report.ground': {
    status: 422,
    zh: '所选依据与结论不符',
    en: 'This ground does not go with the decision',
  },
  'hotline_report.proved': {
    status: 409,
    zh: '该号码或网址有有效验证，不能直接认定为假冒；如验证有误，请先撤下登记',
    en: "A proof says that it is the brand's: withdraw the entry first if that is wrong",
  },
} as const
