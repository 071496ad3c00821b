import { useTranslation } from 'react-i18next'
import type { Answer } from '../../kit/api.ts'
import { applianceName, clock } from '../../kit/format.ts'
import { useAsked } from '../url.ts'
import { barOf, hoursOf } from './scale.ts'

export type Plan = Answer<'/api/v1/plans/today', 'get'>
type Lane = Plan['technicians'][number]
type Board = ReturnType<typeof hoursOf>

/** Each technician’s day along the hours; a bar opens its order. The lists below the board say the same in words. */
export function Lanes({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const ends = plan.technicians.flatMap(({ stops }) => stops.map((stop) => Date.parse(stop.ends)))
  const board = hoursOf(Date.parse(plan.at), ends)
  return (
    <section className="lanes" aria-label={t('day.board')}>
      <div>
        <div className="lane" aria-hidden="true">
          <span />
          <span className="track" style={hours(board)}>
            {board.marks.map((at, i) => (
              <span key={at} className="mark" style={{ left: `${(100 * i) / board.marks.length}%` }}>
                {clock(new Date(at).toISOString())}
              </span>
            ))}
          </span>
        </div>
        {plan.technicians.map((lane) => (
          <Row key={lane.id} lane={lane} board={board} at={plan.at} />
        ))}
      </div>
    </section>
  )
}

function Row({ lane, board, at }: { lane: Lane; board: Board; at: string }) {
  const { t } = useTranslation()
  const first = lane.stops[0]
  return (
    <div className="lane">
      <span>
        {lane.name ?? '—'}
        {lane.overtime > 0 && <small> · {t('day.overtime', { n: lane.overtime })}</small>}
        {lane.now.length === 0 && !first && <small> · {t('day.free')}</small>}
      </span>
      <span className="track" style={hours(board)}>
        {lane.now.map((work) => (
          <Visit
            key={work.order}
            {...{ work, board, begins: at, ends: later(at, 25) }}
            says={t('day.now')}
            kind="under-way"
          />
        ))}
        {lane.stops.map((stop) => (
          <Visit
            key={stop.order}
            {...{ work: stop, board, begins: stop.begins, ends: stop.ends }}
            says={stop.late > 0 ? t('day.late', { n: stop.late }) : t(stop.isNew ? 'day.new' : 'day.given')}
            kind={stop.late > 0 ? 'late' : stop.isNew ? 'proposed' : ''}
          />
        ))}
      </span>
    </div>
  )
}

const hours = ({ marks }: Board) => ({ backgroundSize: `calc(100% / ${marks.length}) 100%` })
const later = (iso: string, minutes: number) => new Date(Date.parse(iso) + minutes * 60_000).toISOString()

/** `甘肃省甘南藏族自治州迭部县` → `迭部县`: a bar has no room for more. */
const shortly = (county: string | null) => /[^省州市区盟]+[县区市旗]$/.exec(county ?? '')?.[0] ?? county ?? ''

type Shown = {
  work: Lane['now'][number]
  board: Board
  begins: string
  ends: string
  says: string
  kind: string
}

function Visit({ work, board, begins, ends, says, kind }: Shown) {
  const [, ask] = useAsked()
  const bar = barOf(Date.parse(begins), Date.parse(ends), board)
  if (!bar) return null
  const what = `${clock(begins)} ${applianceName(work.appliance)} ${shortly(work.county)}`
  return (
    <button
      type="button"
      className={`visit ${kind}`}
      style={{ left: `${100 * bar.left}%`, width: `${100 * bar.width}%` }}
      title={`${what} · ${work.number} · ${says}`}
      aria-label={`${what} ${work.number} ${says}`}
      onClick={() => ask({ order: work.order })}
    >
      {what}
    </button>
  )
}
