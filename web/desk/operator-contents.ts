import { Audit } from './Audit.tsx'
import { Errands } from './Errands.tsx'
import { Hotlines } from './hotlines/Hotlines.tsx'
import { Keys } from './Keys.tsx'
import { Roles } from './Roles.tsx'
import { Rules } from './rules/Rules.tsx'
import { Webhooks } from './Webhooks.tsx'

const leads = ['supervisor', 'operator'] as const
const operators = ['operator'] as const

/** The pages of whoever runs the installation; `contents.ts` holds them all. */
export const operatorPages = {
  hotlines: { title: 'd.hotlines', letter: 'z', who: ['operator', 'reviewer'], Page: Hotlines },
  rules: { title: 'd.rules', letter: 'u', who: operators, Page: Rules },
  audit: { title: 'd.audit', letter: 'a', who: leads, Page: Audit },
  errands: { title: 'd.errands', letter: 'e', who: operators, Page: Errands },
  roles: { title: 'd.roles', letter: 'r', who: operators, Page: Roles },
  keys: { title: 'd.keys', letter: 'k', who: operators, Page: Keys },
  webhooks: { title: 'd.webhooks', letter: 'w', who: operators, Page: Webhooks },
} as const
