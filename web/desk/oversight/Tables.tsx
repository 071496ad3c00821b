import type { Rate } from '@anxin/domain/oversight/rate.ts'
import { appealEnds, endings } from '@anxin/domain/oversight/results.ts'
import { useTranslation } from 'react-i18next'
import { categoryName } from '../claims/Marks.tsx'
import { Numbers } from './Drawn.tsx'
import type { Figures } from './figures.ts'
import { sayRate } from './rates.ts'

type Props = { figures: Figures }
const hours = (value: number | null) => (value === null ? '—' : value.toLocaleString())

/** A rate in one cell. */
function sayWhole(rate: Rate): string {
  const { main, counts, interval } = sayRate(rate)
  if (rate.of === 0) return '—'
  return [main, counts, interval && `95%: ${interval}`].filter((text) => text !== '').join(' · ')
}

/** How long each stage took. */
export function Stages({ figures }: Props) {
  const { t } = useTranslation()
  return (
    <Numbers
      title={t('cl.ov.stages')}
      heads={[t('cl.ov.stage'), t('cl.ov.claims'), t('cl.ov.p50'), t('cl.ov.p90')]}
      rows={figures.times.map(({ stage, claims, p50Hours, p90Hours }) => [
        ...[t(`cl.ov.stage.${stage}`), claims, hours(p50Hours), hours(p90Hours)],
      ])}
    />
  )
}

/** The share of windows kept, clock by clock. */
export function Clocks({ figures }: Props) {
  const { t } = useTranslation()
  return (
    <details>
      <summary>{t('cl.ov.shares')}</summary>
      <Numbers
        title={t('cl.ov.shares')}
        heads={[t('cl.ov.clock'), t('cl.ov.share'), t('cl.ov.dropped')]}
        rows={figures.clocks.map(({ clock, share, dropped }) => [t(`cl.ov.clock.${clock}`), sayWhole(share), dropped])}
      />
    </details>
  )
}

/** Every merchant with claims in the period, by how many. */
export function Merchants({ figures }: Props) {
  const { t } = useTranslation()
  return (
    <details>
      <summary>{t('cl.ov.merchants')}</summary>
      <Numbers
        title={t('cl.ov.merchants')}
        heads={[
          ...[t('cl.merchant'), t('cl.ov.claims'), ...endings.map((ending) => t(`cl.ov.ending.${ending}`))],
          ...[t('cl.ov.silent-rate'), t('cl.ov.seen')],
        ]}
        rows={figures.merchants.map(({ name, claims, silence, seen, ...counts }) => [
          ...[name, claims, ...endings.map((ending) => counts[ending])],
          ...[sayWhole(silence), seen],
        ])}
      />
    </details>
  )
}

/** What files say of generated content, and what appeals led to. */
export function Labels({ figures }: Props) {
  const { t } = useTranslation()
  const { labels, appeals } = figures
  return (
    <section className="figure">
      <h2>{t('cl.ov.labels-found')}</h2>
      <p className="says">{t('cl.ov.labels-found.text', { photos: labels.photos, claims: labels.claims })}</p>
      <Numbers
        title={t('cl.ov.labels-found')}
        heads={[t('cl.ov.label'), t('cl.ov.photo'), t('cl.ov.claims')]}
        rows={labels.kinds.map(({ kind, photos, claims }) => [t(`cl.ov.label.${kind}`), photos, claims])}
      />
      <h2>{t('cl.ov.appeals')}</h2>
      <p className="says">{t('cl.ov.appeals.text', { buyer: appeals.byBuyer, merchant: appeals.byMerchant })}</p>
      <Numbers
        title={t('cl.ov.appeals')}
        heads={[t('cl.ov.appeal'), t('cl.ov.claims')]}
        rows={appealEnds.map((end) => [
          ...[t(`cl.ov.appeal.${end}`), appeals.ends.find((one) => one.end === end)?.claims ?? 0],
        ])}
      />
    </section>
  )
}

/** What became of claims about each kind of goods. */
export function Categories({ figures }: Props) {
  const { t } = useTranslation()
  return (
    <section className="figure">
      <h2>{t('cl.ov.categories')}</h2>
      <Numbers
        title={t('cl.ov.categories')}
        heads={[t('cl.ov.category'), t('cl.ov.claims'), ...endings.map((ending) => t(`cl.ov.ending.${ending}`))]}
        rows={figures.categories.map(({ category, claims, ...counts }) => [
          ...[categoryName(category), claims, ...endings.map((ending) => counts[ending])],
        ])}
      />
    </section>
  )
}

/** Who had a part in how many decisions: how work was shared, and no measure of anybody. */
export function Reviewers({ figures: { reviewers } }: Props) {
  const { t } = useTranslation()
  if (!reviewers || reviewers.length === 0) return null
  const parts = ['first', 'appeal', 'goods', 'sample', 'second'] as const
  return (
    <section className="figure">
      <h2>{t('cl.ov.reviewers')}</h2>
      <p className="says">{t('cl.ov.reviewers.text')}</p>
      <Numbers
        title={t('cl.ov.reviewers')}
        heads={[t('cl.ov.reviewer'), ...parts.map((part) => t(`cl.ov.part.${part}`))]}
        rows={reviewers.map(({ name, ...counts }) => [name ?? '—', ...parts.map((part) => counts[part])])}
      />
    </section>
  )
}
