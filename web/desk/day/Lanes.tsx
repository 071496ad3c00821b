import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { applianceName, clock } from '../../kit/format.ts'
import { useAsked } from '../url.ts'
import { useDraggable, useDropTarget } from './dragging.ts'
import { Tags } from './Move.tsx'
import type { Moving } from './moving.ts'
import { gravity, isMovable, type Lane, type Plan, type Stop, shortly, type Work } from './plan.ts'
import { barOf, hoursOf } from './scale.ts'

type Board = ReturnType<typeof hoursOf>

/** Each technician’s day along the hours. A bar opens its order, and is dragged to somebody else: every lane says then what
 *  that would do. The lists below the board say the same in words, and move by a dialog. */
export function Lanes({ plan, moving }: { plan: Plan; moving: Moving }) {
  const { t } = useTranslation()
  const ends = plan.technicians.flatMap(({ stops }) => stops.map((stop) => Date.parse(stop.ends)))
  const board = hoursOf(Date.parse(plan.at), ends)
  return (
    <section className={moving.isDragged ? 'lanes dragging' : 'lanes'} aria-label={t('day.board')}>
      <div>
        <div className="lane head" aria-hidden="true">
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
          <Row key={lane.id} {...{ lane, board, moving }} at={plan.at} />
        ))}
      </div>
    </section>
  )
}

type RowProps = { lane: Lane; board: Board; at: string; moving: Moving }

function Row({ lane, board, at, moving }: RowProps) {
  const { t } = useTranslation()
  const [target, isOver] = useDropTarget<HTMLDivElement>(() => moving.drop(lane.id))
  const effect = moving.isDragged ? moving.effects?.find(({ technician }) => technician === lane.id) : undefined
  const kind = effect ? gravity(effect) : ''
  return (
    <div ref={target} className={`lane ${kind} ${isOver ? 'over' : ''}`} data-lane={lane.id}>
      <span>
        {lane.name ?? '—'}
        {lane.overtime > 0 && <small> · {t('day.overtime', { n: lane.overtime })}</small>}
        {lane.now.length === 0 && !lane.stops[0] && <small> · {t('day.free')}</small>}
      </span>
      <span className="track" style={hours(board)}>
        {lane.now.map((work) => (
          <Bar
            key={work.order}
            {...{ work, board, moving, begins: at, ends: later(at, 25) }}
            says={t('day.now')}
            kind="under-way"
          />
        ))}
        {lane.stops.map((stop) => (
          <Bar
            key={stop.order}
            {...{ work: stop, board, moving, begins: stop.begins, ends: stop.ends }}
            says={saying(stop, t)}
            kind={stop.late > 0 ? 'late' : stop.isNew ? 'proposed' : stop.from ? 'proposed moved' : ''}
          />
        ))}
        {effect && isOver && (
          <span className="effect">
            <Tags effect={effect} />
          </span>
        )}
      </span>
    </div>
  )
}

function saying({ late, isNew, from }: Stop, t: TFunction): string {
  const what = t(isNew ? 'day.new' : from ? 'day.moved' : 'day.given')
  return late > 0 ? `${what} ${t('day.late', { n: late })}` : what
}

const hours = ({ marks }: Board) => ({ backgroundSize: `calc(100% / ${marks.length}) 100%` })
const later = (iso: string, minutes: number) => new Date(Date.parse(iso) + minutes * 60_000).toISOString()

type Shown = {
  work: Work
  board: Board
  moving: Moving
  begins: string
  ends: string
  says: string
  kind: string
}

function Bar({ work, board, moving, begins, ends, says, kind }: Shown) {
  const { t } = useTranslation()
  const [, ask] = useAsked()
  const mayMove = kind !== 'under-way' && isMovable(work)
  const ref = useDraggable<HTMLButtonElement>(mayMove, { began: () => moving.drag(work), ended: moving.end })
  const bar = barOf(Date.parse(begins), Date.parse(ends), board)
  if (!bar) return null
  const urgent = work.isUrgent ? t('day.urgent') : ''
  const what = `${urgent}${clock(begins)} ${applianceName(work.appliance)} ${shortly(work.county)}`
  return (
    <button
      ref={ref}
      type="button"
      className={`visit ${kind}`}
      style={{ left: `${100 * bar.left}%`, width: `${100 * bar.width}%` }}
      title={`${what} · ${work.number} · ${says}`}
      aria-label={`${what} ${work.number} ${says}`}
      data-order={mayMove ? work.order : undefined}
      onClick={() => ask({ order: work.order })}
    >
      {what}
    </button>
  )
}
