import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Top } from '../kit/phone.tsx'

/** No page lives at this address. */
export function Missing() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <>
      <Top title={t('app')} back={() => void navigate({ to: '/' })} />
      <section className="card">
        <p className="status">{t('missing')}</p>
        <p className="muted">{t('missing.text')}</p>
        <div className="actions">
          <Link to="/" className="plain-button main">
            {t('home')}
          </Link>
        </div>
      </section>
    </>
  )
}
