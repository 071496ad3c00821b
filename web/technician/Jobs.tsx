import { Tag } from 'antd-mobile'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import type { Visit } from '../kit/api.ts'
import { applianceName, clock, span } from '../kit/format.ts'
import { type Day, planned } from './fold.ts'
import type { Recorded } from './kept.ts'
import { Refused } from './Refused.tsx'

type Props = {
  visits: readonly Visit[]
  recorded: readonly Recorded[]
  open: (id: string) => void
  changed: () => void
}

/** The jobs by day, the next one on top, and what the server would not take. */
export function Jobs({ visits, recorded, open, changed }: Props) {
  const { t } = useTranslation()
  const headings = planned(visits, (days) => dayjs().startOf('day').add(days, 'day').valueOf())
  const next = headings.find(({ day }) => day !== 'ended')?.visits[0]
  const titleOf = (id: string) => {
    const visit = visits.find((one) => one.id === id)
    return visit ? `${visit.brand} ${applianceName(visit.appliance)} ${visit.number}` : t('t.gone')
  }
  return (
    <section aria-label={t('t.jobs')}>
      {recorded
        .filter((one) => one.refused)
        .map((one) => (
          <Refused key={one.id} one={one} recorded={recorded} title={titleOf(one.visit)} changed={changed} />
        ))}
      {visits.length === 0 && <p className="card muted">{t('t.none')}</p>}
      {headings.map(({ day, visits: jobs }) => (
        <div key={day}>
          <h2 className="day">
            {t(`t.day.${day}`)} <span className="muted">{jobs.length}</span>
          </h2>
          {jobs.map((visit) => (
            <Job
              key={visit.id}
              visit={visit}
              day={day}
              isNext={visit === next}
              waiting={recorded.filter((one) => one.visit === visit.id).length}
              open={() => open(visit.id)}
            />
          ))}
        </div>
      ))}
    </section>
  )
}

type JobProps = { visit: Visit; day: Day; isNext: boolean; waiting: number; open: () => void }
function Job({ visit, day, isNext, waiting, open }: JobProps) {
  const { t } = useTranslation()
  const when = visit.window && day === 'today' ? `${clock(visit.window.from)}–${clock(visit.window.to)}` : null
  return (
    <button
      type="button"
      className={`card job${isNext ? ' next' : ''}${day === 'ended' ? ' over' : ''}`}
      onClick={open}
    >
      <span className="row">
        <b>
          {visit.brand} {applianceName(visit.appliance)}
        </b>
        <span className="when">{when ?? span(visit.window)}</span>
      </span>
      <span className="tags">
        {isNext && <Tag color="#b45309">{t('t.next')}</Tag>}
        <Tag color="#0b6e4f">{t(visit.status === 'quoted' ? 't.visit.quoted' : `visit.${visit.status}`)}</Tag>
        {visit.free && <Tag color="#1d4ed8">{t('t.free')}</Tag>}
        {visit.ordinal > 1 && <Tag color="#6d28d9">{t('t.ordinal', { n: visit.ordinal })}</Tag>}
        {waiting > 0 && <Tag color="#5c4300">{t('t.pending', { n: waiting })}</Tag>}
      </span>
      {day !== 'ended' && <span className="where">{visit.address ?? visit.region?.name}</span>}
      {day !== 'ended' && visit.fault && <span className="where muted">{visit.fault}</span>}
    </button>
  )
}
