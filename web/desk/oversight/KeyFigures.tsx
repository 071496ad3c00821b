import { type Rate, rate } from '@anxin/domain/oversight/rate.ts'
import { useTranslation } from 'react-i18next'
import type { Figures } from './figures.ts'
import { sayRate } from './rates.ts'

/** Hours as people say them. */
const hours = (value: number | null) =>
  value === null ? '—' : value.toLocaleString(undefined, { maximumFractionDigits: 1 })

/** The figures that are asked for first, each with what it means. */
export function KeyFigures({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const { totals, agreement, appeals, clocks, instructions, labels, times } = figures
  const total = times.find(({ stage }) => stage === 'total')
  const clock = (name: string) => clocks.find((one) => one.clock === name)
  const answers = clock('hearing.merchant')
  const silence: Rate | undefined = answers && silent(answers.share)
  const removed = labels.kinds.find(({ kind }) => kind === 'removed')
  const also = ({ n, of }: Rate) => (of === 0 ? '' : t('cl.ov.also', { n, of }))
  return (
    <dl className="key-figures">
      <Figure name={t('cl.ov.claims')} main={totals.claims.toLocaleString()} says={t('cl.ov.claims.text', totals)} />
      <Figure
        name={t('cl.ov.time')}
        main={total?.claims ? t('cl.ov.hours', { hours: hours(total.p50Hours) }) : '—'}
        says={
          total?.claims ? t('cl.ov.time.text', { p90: hours(total.p90Hours), n: total.claims }) : t('cl.ov.nothing')
        }
      />
      <OfRate name={t('cl.ov.review')} rate={clock('review.first')?.share} says={t('cl.ov.review.text')} />
      <OfRate name={t('cl.ov.silence')} rate={silence} says={t('cl.ov.silence.text')} />
      <OfRate name={t('cl.ov.overturned')} rate={appeals.overturned} says={t('cl.ov.overturned.text')} />
      <OfRate
        name={t('cl.ov.false-alarms')}
        rate={agreement.final.falseAlarms}
        says={`${t('cl.ov.false-alarms.text')} ${also(agreement.appealable.falseAlarms)}`}
      />
      <OfRate
        name={t('cl.ov.misses')}
        rate={agreement.final.misses}
        says={`${t('cl.ov.misses.text')} ${also(agreement.appealable.misses)}`}
      />
      <OfRate
        name={t('cl.ov.paid')}
        rate={instructions.paid}
        says={
          instructions.paid.n === 0
            ? t('cl.ov.paid.none')
            : t('cl.ov.paid.text', {
                ...{ sampled: instructions.sampled.n, paid: instructions.sampled.of },
                ...{ disagreed: instructions.disagreed.n, looked: instructions.disagreed.of },
              })
        }
      />
      <Figure
        name={t('cl.ov.labels')}
        main={t('cl.ov.photos', { n: (removed?.photos ?? 0).toLocaleString() })}
        says={t('cl.ov.labels.text', { photos: labels.photos.toLocaleString() })}
      />
    </dl>
  )
}

/** The other side of the share that was answered. */
const silent = ({ n, of }: Rate): Rate => rate(of - n, of)

function OfRate({ name, rate: told, says }: { name: string; rate: Rate | undefined; says: string }) {
  const { t } = useTranslation()
  if (!told || told.of === 0) return <Figure name={name} main="—" says={`${t('cl.ov.nothing')} ${says}`} />
  const { main, counts, interval } = sayRate(told)
  const beside = [counts, t('cl.ov.interval', { interval })].filter((text) => text !== '').join(' · ')
  return <Figure name={name} main={main} beside={beside} says={says} />
}

function Figure({ name, main, beside, says }: { name: string; main: string; beside?: string; says: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{main}</b> {beside && <span className="line">{beside}</span>}
      </dd>
      <dd className="says">{says}</dd>
    </div>
  )
}
