import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../../kit/api.ts'
import { clock } from '../../kit/format.ts'
import { useAct } from '../Act.tsx'
import { usePageKeys } from '../shortcuts.ts'
import { DayMap } from './DayMap.tsx'
import './day.css'
import { Lanes } from './Lanes.tsx'
import { Move } from './Move.tsx'
import { useMoving } from './moving.ts'
import { workAt } from './plan.ts'
import { Proposals, Risks } from './Tables.tsx'
import './words.ts'

/** What is left of today, planned: what cannot be kept first, then who does what when, and what waits for somebody. */
export function Day() {
  const { t } = useTranslation()
  const act = useAct()
  const [isBusy, setBusy] = useState(false)
  const [mayMove, setMayMove] = useState(false)
  const query = mayMove ? { mayMove: 'yes' as const } : {}
  const ask = (more: { anew?: 'yes' }) =>
    told(api.GET('/api/v1/plans/today', { params: { query: { ...query, ...more } } }))
  const plan = useQuery({
    queryKey: ['plan-today', mayMove],
    queryFn: () => ask({}),
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  })
  const moving = useMoving(plan.data, mayMove)
  // What it finds is the plan in force then, which is read anew with everything else.
  const again = async () => {
    if (isBusy) return
    setBusy(true)
    await act(() => ask({ anew: 'yes' }))
    setBusy(false)
  }
  usePageKeys([
    { keys: ['r'], does: t('day.again'), act: again },
    {
      keys: ['m'],
      does: t('day.key.move'),
      act() {
        const work = plan.data && workAt(plan.data, document.activeElement?.getAttribute('data-order') ?? null)
        return work ? moving.ask(work) : false
      },
    },
  ])
  if (plan.error && !plan.data) return <Alert type="error" title={plan.error.message} />
  if (!plan.data) return <p className="about loading">{t('loading')}</p>
  const { technicians, at, aims, ways, isCut } = plan.data
  return (
    <>
      <p className="about">{t('day.about')}</p>
      <div className="bar">
        <Button type="primary" loading={isBusy || plan.isFetching} onClick={() => void again()}>
          {t('day.again')} <kbd>r</kbd>
        </Button>
        <Checkbox checked={mayMove} onChange={(event) => setMayMove(event.target.checked)}>
          {t('day.may_move')}
        </Checkbox>
        <span>{t('day.asof', { at: clock(at), aims, ways: t(`day.ways.${ways}`) })}</span>
      </div>
      {plan.error && <Alert type="warning" showIcon title={t('day.old', { at: clock(at), why: plan.error.message })} />}
      {isCut && <Alert type="warning" showIcon title={t('day.cut')} />}
      <Risks plan={plan.data} moving={moving} />
      {technicians.length === 0 ? <p>{t('day.nobody')}</p> : <Lanes plan={plan.data} moving={moving} />}
      <Proposals plan={plan.data} moving={moving} />
      <h2 style={{ fontSize: 16 }}>{t('day.map')}</h2>
      <DayMap plan={plan.data} />
      <Move moving={moving} />
    </>
  )
}
