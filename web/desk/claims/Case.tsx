import { useTranslation } from 'react-i18next'
import { useViewed } from '../../kit/viewed.ts'
import { CaseHead } from './CaseHead.tsx'
import type { Claim } from './claim.ts'
import { Findings } from './Findings.tsx'
import { MerchantSide } from './MerchantSide.tsx'
import { Part } from './Part.tsx'
import { ReviewSide } from './ReviewSide.tsx'
import { Said } from './Said.tsx'
import { StaffParts } from './StaffParts.tsx'
import { Steps } from './Steps.tsx'
import { Thumbs } from './Thumbs.tsx'
import { Viewer } from './Viewer.tsx'
import { useViewing } from './viewing.ts'

/** One claim on one screen: pictures, findings, what was said, and what the reader may do. */
export function Case({ claim, roles }: { claim: Claim; roles: readonly string[] }) {
  const { t } = useTranslation()
  const view = useViewing(claim)
  useViewed(claim.id)
  const isReviewing = roles.includes('reviewer') || roles.includes('operator')
  return (
    <>
      <CaseHead claim={claim} />
      <div className="case-grid">
        <div className="case-view">
          <Viewer view={view} />
          <Thumbs view={view} />
        </div>
        <section className="case-found" aria-labelledby="cl-found">
          <h2 className="part" id="cl-found">
            {t('cl.findings')}
          </h2>
          <Findings view={view} />
        </section>
        <section className="case-do" aria-labelledby="cl-do">
          <h2 className="part" id="cl-do">
            {t(isReviewing ? 'cl.review' : 'cl.yours')}
          </h2>
          {isReviewing ? (
            <ReviewSide claim={claim} isReviewer={roles.includes('reviewer')} />
          ) : (
            <MerchantSide claim={claim} />
          )}
        </section>
      </div>
      <div className="case-below">
        <Part title={t('cl.said')}>
          <Said claim={claim} />
        </Part>
        <Part title={t('timeline')}>
          <Steps id={claim.id} />
        </Part>
        {isReviewing && <StaffParts claim={claim} mayHold={roles.includes('operator')} />}
      </div>
    </>
  )
}
