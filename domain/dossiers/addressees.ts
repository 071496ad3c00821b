/** Who a dossier of a claim can be made for, what for, and how much each may read of the people in it: no more than the
 *  purpose needs (PIPL, Art. 6 and 23: PIP-13, PIP-23). The reason stands beside, and on the dossier itself. */

/** What tells of people in a dossier. `staff`: names of those who decided and who made it; `others`: what was found in other
 *  claims of the buyer, counted in with this one; `originals`: the files as they were sent, with what a camera wrote into them
 *  about place and device; kept back, a copy without it goes in their place. */
export const personalFields = ['name', 'phone', 'waybill', 'staff', 'others', 'originals'] as const
export type PersonalField = (typeof personalFields)[number]
/** `whole` as it stands, `masked` so that a person who knows it recognises it. */
export type Extent = 'whole' | 'masked'

type Words = { zh: string; en: string }
type Addressee = Words & {
  purposes: readonly Purpose[]
  sees: Record<PersonalField, Extent>
  why: Words
}

export const purposes = {
  complaint: { zh: '投诉、举报', en: 'complaint or report' },
  report: { zh: '报案', en: 'report of a case' },
  lawsuit: { zh: '起诉、应诉', en: 'lawsuit' },
  inquiry: { zh: '答复调取证据', en: 'answer to a demand for evidence' },
  dispute: { zh: '平台争议处理', en: 'dispute on a platform' },
} as const satisfies Record<string, Words>
export type Purpose = keyof typeof purposes

export const addressees = {
  regulator: {
    ...{ zh: '市场监督管理部门', en: 'market regulator' },
    purposes: ['complaint', 'inquiry'],
    sees: { name: 'whole', phone: 'masked', waybill: 'masked', staff: 'whole', others: 'masked', originals: 'whole' },
    why: {
      zh: '投诉、举报须写明真实的当事人和事实（CMP-8）；联系电话不影响受理，需要时由办案人员书面调取。',
      en: 'A complaint names the parties and the facts as they are (CMP-8); phone numbers are handed over when the officer asks in writing.',
    },
  },
  police: {
    ...{ zh: '公安机关', en: 'police' },
    purposes: ['report', 'inquiry'],
    sees: { name: 'whole', phone: 'whole', waybill: 'whole', staff: 'whole', others: 'whole', originals: 'whole' },
    why: {
      zh: '公安机关有权收集、调取证据，提供者应当如实提供（PSP-92）：查明是谁需要姓名和电话。',
      en: 'Police may collect evidence, and those asked supply it truthfully (PSP-92): who it was cannot be found without name and phone.',
    },
  },
  court: {
    ...{ zh: '人民法院', en: 'court' },
    purposes: ['lawsuit', 'inquiry'],
    sees: { name: 'whole', phone: 'whole', waybill: 'whole', staff: 'whole', others: 'whole', originals: 'whole' },
    why: {
      zh: '诉讼须有明确的当事人并能送达，电子数据以原件核对（EVD-CIV-14）。',
      en: 'A suit needs parties who are named and can be served; electronic evidence is compared with its original (EVD-CIV-14).',
    },
  },
  platform: {
    ...{ zh: '电子商务平台', en: 'e-commerce platform' },
    purposes: ['dispute'],
    sees: {
      name: 'masked',
      phone: 'masked',
      waybill: 'masked',
      staff: 'masked',
      others: 'masked',
      originals: 'masked',
    },
    why: {
      zh: '平台自有订单和当事人资料，按订单号即可对应：此处只需事实，照片给出去除位置和设备信息的副本。',
      en: 'The platform knows the parties by its own order number: it needs the facts, and copies of the photos without place and device.',
    },
  },
} as const satisfies Record<string, Addressee>
export type AddresseeName = keyof typeof addressees
export const addresseeNames = Object.keys(addressees) as readonly AddresseeName[] // its own keys
export const purposeNames = Object.keys(purposes) as readonly Purpose[] // its own keys

/** Whether a dossier for this addressee can serve this purpose. */
export const isFor = (addressee: AddresseeName, purpose: Purpose): boolean =>
  addressees[addressee].purposes.some((one) => one === purpose)
