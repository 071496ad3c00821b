import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Mark } from '../Mark.tsx'
import type { RuleSetBrief } from './model.ts'

/** `rules/3` → 第 3 版 */
export const sayVersion = (name: string, t: TFunction): string => {
  const [kind, n] = name.split('/')
  return kind === 'rules' ? t('d.rules.nth', { n }) : t('d.rules.usual')
}

const colours = { draft: 'default', tried: 'blue', published: 'green', superseded: 'default', withdrawn: 'default' }

/** Where a version stands: one that was published counts now, or will. */
export function State({ ruleSet }: { ruleSet: RuleSetBrief }) {
  const { t } = useTranslation()
  const { status, isInForce } = ruleSet
  const isComing = status === 'published' && !isInForce
  return (
    <Mark color={isComing ? 'orange' : colours[status]}>
      {t(isComing ? 'd.rules.status.coming' : `d.rules.status.${status}`)}
    </Mark>
  )
}
