import { dayOf } from '@anxin/domain/china.ts'
import { lastDays, mostDays, type Period } from '@anxin/domain/oversight/period.ts'
import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { categoryName } from '../claims/Marks.tsx'
import { useAsked } from '../url.ts'
import type { Figures } from './figures.ts'

/** Periods by name; the first is what is shown without dates. */
const presets: Record<string, (today: string) => Period> = {
  '30': (today) => lastDays(today, 30),
  '7': (today) => lastDays(today, 7),
  '90': (today) => lastDays(today, 90),
  month: (today) => ({ from: `${today.slice(0, 8)}01`, until: today }),
  'month-before': (today) => {
    const last = lastDays(`${today.slice(0, 8)}01`, 2).from
    return { from: `${last.slice(0, 8)}01`, until: last }
  },
  year: (today) => ({ from: `${today.slice(0, 5)}01-01`, until: today }),
}
const shown = 'YYYY-MM-DD'

/** Which claims the figures are about: by the day on which they were opened, in China, by merchant, by kind of goods. All of
 *  it stands in the address. */
export function Filters({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const [asked, ask] = useAsked()
  const { from, until, choices } = figures
  const today = dayOf(Date.now())
  const isShown = (period: Period) => period.from === from && period.until === until
  const preset = Object.entries(presets).find(([, periodOf]) => isShown(periodOf(today)))?.[0]
  const choose = (name: string) => {
    const period = presets[name]?.(today)
    ask(period && name !== '30' ? period : { from: null, until: null })
  }
  const isTooFar = (other: string) => (day: dayjs.Dayjs) => Math.abs(day.diff(other, 'day')) >= mostDays
  const merchants = choices.merchants.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <Select
        aria-label={t('cl.ov.period')}
        value={preset ?? 'own'}
        style={{ width: 130 }}
        options={[
          ...Object.keys(presets).map((value) => ({ value, label: t(`cl.ov.period.${value}`) })),
          ...(preset ? [] : [{ value: 'own', label: t('cl.ov.period.own') }]),
        ]}
        onChange={choose}
      />
      <DatePicker
        aria-label={t('cl.ov.from')}
        allowClear={false}
        value={dayjs(from)}
        disabledDate={(day) => day.isAfter(until, 'day') || isTooFar(until)(day)}
        onChange={(day) => day && ask({ from: day.format(shown), until })}
      />
      <DatePicker
        aria-label={t('cl.ov.until')}
        allowClear={false}
        value={dayjs(until)}
        disabledDate={(day) => day.isBefore(from, 'day') || isTooFar(from)(day)}
        onChange={(day) => day && ask({ until: day.format(shown), from })}
      />
      {(merchants.length > 1 || asked.merchant) && (
        <Select
          aria-label={t('cl.merchant')}
          placeholder={t('cl.merchant')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          style={{ minWidth: 150 }}
          value={asked.merchant}
          options={merchants}
          onChange={(merchant: string | undefined) => ask({ merchant: merchant ?? null })}
        />
      )}
      {(choices.categories.length > 1 || asked.category) && (
        <Select
          aria-label={t('cl.ov.category')}
          placeholder={t('cl.ov.category')}
          allowClear
          style={{ minWidth: 130 }}
          value={asked.category}
          options={choices.categories.map((value) => ({ value, label: categoryName(value) }))}
          onChange={(category: string | undefined) => ask({ category: category ?? null })}
        />
      )}
    </>
  )
}
