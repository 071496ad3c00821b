import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePageKeys } from '../shortcuts.ts'
import { Case } from './Case.tsx'
import { claimQuery } from './claim.ts'

type Props = { id: string; roles: readonly string[]; close: () => void }

/** The page of one claim, with the way back to where it was opened. */
export function CasePage({ id, roles, close }: Props) {
  const { t } = useTranslation()
  const claim = useQuery(claimQuery(id))
  const leave = () => {
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body)
      return document.activeElement.blur()
    close()
  }
  usePageKeys([{ keys: ['Escape'], does: t('close'), act: leave }])
  return (
    <div className="case">
      <Button type="text" onClick={close}>
        ‹ {t('cl.back')}
      </Button>
      {claim.error && <Alert type="error" showIcon role="alert" title={claim.error.message || t('failed')} />}
      {claim.isLoading && <p className="about loading">{t('loading')}</p>}
      {claim.data && <Case claim={claim.data} roles={roles} />}
    </div>
  )
}
