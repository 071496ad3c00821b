import { useTranslation } from 'react-i18next'
import { Inquiries } from '../inquiries/Inquiries.tsx'
import { Custody } from './Custody.tsx'
import type { Claim } from './claim.ts'
import { Dossiers } from './Dossiers.tsx'
import { History } from './History.tsx'
import { Liability } from './Liability.tsx'
import { Part } from './Part.tsx'

/** What reviewers and operators alone have of a case. */
export function StaffParts({ claim, mayHold }: { claim: Claim; mayHold: boolean }) {
  const { t } = useTranslation()
  const { id, status } = claim
  const isSubmitted = status !== 'collecting'
  return (
    <>
      <Part title={t('cl.history')}>
        <History id={id} />
      </Part>
      {isSubmitted && (
        <Part title={t('iq.title')}>
          <Inquiries claim={claim} />
        </Part>
      )}
      <Part title={t('cl.custody')}>
        <Custody id={id} mayHold={mayHold} />
      </Part>
      {isSubmitted && (
        <Part title={t('cl.dossier')}>
          <Dossiers claim={claim} />
        </Part>
      )}
      {(status === 'decided' || status === 'closed') && <Liability claim={claim} />}
    </>
  )
}
