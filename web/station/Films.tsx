import { useTranslation } from 'react-i18next'
import { moment } from '../kit/format.ts'
import { type Film, sendAnew } from './kept.ts'

/** The newest films with how far each is; above them, how much has still to be sent. */
export function Films({ films }: { films: Film[] | Error | undefined }) {
  const { t } = useTranslation()
  if (films instanceof Error) return <p className="wrong">{t('st.no_store')}</p>
  const waiting = films?.filter(({ state }) => state === 'ended' || state === 'handed-in').length ?? 0
  return (
    <section aria-label={t('st.films')}>
      <h2>
        {t('st.films')} {waiting > 0 && <small role="status">{t('st.waiting', { n: waiting })}</small>}
      </h2>
      {films?.length === 0 && <p className="muted">{t('st.none')}</p>}
      <ul>
        {films?.map((film) => (
          <li key={film.id} className={film.state}>
            <b>{film.waybill}</b>
            <span className="muted">
              {moment(new Date(film.startedAt).toISOString())}
              {film.length > 0 && ` · ${Math.round(film.length / 1_000)} s`}
            </span>
            <span className="state">
              {film.state === 'ended' && film.progress > 0
                ? t('st.sending', { percent: Math.floor(film.progress * 100) })
                : t(`st.state.${film.state}`)}
              {film.ending === 'cut' && ` · ${t('st.cut')}`}
            </span>
            {film.state === 'ended' && film.progress > 0 && (
              <progress value={film.progress} aria-label={film.waybill} />
            )}
            {film.refusal && (
              <p className="wrong">
                {film.refusal}{' '}
                <button type="button" onClick={() => void sendAnew(film.id)}>
                  {t('retry')}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
