import { ratingReasons } from '@anxin/domain/ratings/rating.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Step, told } from '../kit/api.ts'
import { Chips, Main, Text, Trouble, useDoing } from '../kit/phone.tsx'

/** Stars, reasons and a word, once per visit. */
export function RatingCard({ visit, steps, changed }: { visit: string; steps: readonly Step[]; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [stars, setStars] = useState(5)
  const [reasons, setReasons] = useState<(typeof ratingReasons)[number][]>([])
  const [comment, setComment] = useState('')
  const isGiven = steps.some((step) => step.type === 'rating.given') || doing.problem?.code === 'rating.given'
  if (isGiven)
    return (
      <section className="card" role="status">
        {t('rate.thanks')}
      </section>
    )
  const send = () =>
    doing.run(async () => {
      const body = { stars, reasons, ...(comment.trim() ? { comment } : {}) }
      await told(api.POST('/api/v1/visits/{id}/rating', { params: { path: { id: visit } }, body }))
      changed()
    })
  const shown = stars > 2 ? ratingReasons.slice(0, 5) : ratingReasons.slice(5)
  return (
    <section className="card">
      <h2>{t('rate')}</h2>
      <div className="stars" role="radiogroup" aria-label={t('rate')}>
        {[1, 2, 3, 4, 5].map((n) => (
          // biome-ignore lint/a11y/useSemanticElements: five buttons that look like stars behave as radio buttons
          <button
            key={n}
            type="button"
            role="radio"
            aria-checked={n <= stars}
            aria-label={t('stars', { n })}
            onClick={() => setStars(n)}
          >
            ★
          </button>
        ))}
      </div>
      <Chips
        label={t('reason')}
        options={shown.map((reason) => ({ value: reason, label: t(`r.${reason}`) }))}
        value={reasons}
        set={(reason) =>
          setReasons(reasons.includes(reason) ? reasons.filter((one) => one !== reason) : [...reasons, reason])
        }
      />
      <Text id="comment" label={t('rate.comment')} rows={2} value={comment} set={setComment} />
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={send}>
          {t('send')}
        </Main>
      </div>
    </section>
  )
}
