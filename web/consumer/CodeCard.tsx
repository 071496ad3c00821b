import { useTranslation } from 'react-i18next'
import { api, type Order, told } from '../kit/api.ts'
import { Main, Trouble, useDoing } from '../kit/phone.tsx'

/** The code that the technician asks for at the end; another one, once it was given wrongly too often. */
export function CodeCard({ visit, changed }: { visit: Order['visits'][number]; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const renew = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/visits/{id}/renew-code', { params: { path: { id: visit.id } }, body: {} }))
      changed()
    })
  return (
    <section className="card">
      <h2>{t('code.title')}</h2>
      {!visit.isCodeLocked && <p className="code">{visit.code}</p>}
      <p className="muted" style={{ textAlign: 'center', margin: 0 }}>
        {t(visit.isCodeLocked ? 'code.locked' : 'code.text')}
      </p>
      <Trouble doing={doing} />
      {visit.moves.includes('visit.renew-code') && (
        <div className="actions">
          <Main doing={doing} onClick={renew}>
            {t('code.renew')}
          </Main>
        </div>
      )}
    </section>
  )
}
