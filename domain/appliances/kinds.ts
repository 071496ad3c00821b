/** Kinds of appliance that can be reported; the code is what is kept, the names are shown. */
export const applianceKinds = {
  'gas-boiler': { zh: '燃气壁挂炉', en: 'Gas boiler' },
  'gas-water-heater': { zh: '燃气热水器', en: 'Gas water heater' },
  'electric-water-heater': { zh: '电热水器', en: 'Electric water heater' },
  'gas-cooker': { zh: '燃气灶', en: 'Gas cooker' },
  'range-hood': { zh: '油烟机', en: 'Range hood' },
  'air-conditioner': { zh: '空调', en: 'Air conditioner' },
  refrigerator: { zh: '冰箱', en: 'Refrigerator' },
  'washing-machine': { zh: '洗衣机', en: 'Washing machine' },
  dishwasher: { zh: '洗碗机', en: 'Dishwasher' },
  television: { zh: '电视', en: 'Television' },
  'water-purifier': { zh: '净水器', en: 'Water purifier' },
  'smart-lock': { zh: '智能门锁', en: 'Smart lock' },
  'heat-pump': { zh: '空气能热泵', en: 'Heat pump' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, { zh: string; en: string }>
export type ApplianceKind = keyof typeof applianceKinds
export const applianceCodes = Object.keys(applianceKinds) as [ApplianceKind, ...ApplianceKind[]] // the keys of the object above

/** The kind that somebody names by its code or by either of its names; undefined when there is none. */
export function applianceNamed(text: string): ApplianceKind | undefined {
  const said = text.trim().toLowerCase()
  return applianceCodes.find((code) => {
    const { zh, en } = applianceKinds[code]
    return [code, zh, en.toLowerCase()].includes(said)
  })
}
