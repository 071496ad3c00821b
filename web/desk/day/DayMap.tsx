import { useTranslation } from 'react-i18next'
import { centreOf, framed, type Point } from './frame.ts'
import { type Plan, shortly } from './plan.ts'

const size = { width: 720, height: 420, edge: 28 }

/** Where today's work lies, to about a kilometre: technicians, what each visits in what order, what nobody has. A schema in
 *  true proportion, no map: north is up, and a bar says how long ten kilometres are. */
export function DayMap({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const placed = plan.technicians.flatMap(({ roughly, now, stops }) => [
    roughly,
    ...[...now, ...stops].map((one) => one.roughly),
  ])
  const frame = framed(
    [...placed, ...plan.unserved.map(({ roughly }) => roughly)].filter((place) => place !== null),
    size,
  )
  if (!frame) return <p>{t('day.map.none')}</p>
  const works = plan.technicians.flatMap(({ now, stops }) => [...now, ...stops])
  const missing = [...works, ...plan.unserved].filter(({ roughly }) => roughly === null).length
  return (
    <figure className="day-map">
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        className={works.length + plan.unserved.length > 80 ? 'many' : ''}
        role="img"
        aria-label={t('day.map.about')}
      >
        {plan.technicians.map((lane, i) => (
          <Tour key={lane.id} {...{ lane, colour: colours[i % colours.length] ?? '', at: frame.at }} />
        ))}
        {plan.unserved.map(
          (work) =>
            work.roughly && (
              <Dot key={work.order} {...{ ...frame.at(work.roughly), says: work.number }} kind="nobody" />
            ),
        )}
        <Names plan={plan} at={frame.at} />
        <line x1="12" x2={12 + frame.tenKilometres} y1={size.height - 10} y2={size.height - 10} className="scale" />
        <text x="12" y={size.height - 16}>
          10 km
        </text>
      </svg>
      <figcaption>
        {t('day.map.legend')} {missing > 0 && t('day.map.missing', { n: missing })}
      </figcaption>
    </figure>
  )
}

const colours = ['#0b6e4f', '#1668dc', '#8a3ffc', '#b8590b', '#a8205a', '#00707a', '#5b6b00', '#6b4a3a']

type At = (place: { latitude: number; longitude: number }) => Point

function Tour({ lane, colour, at }: { lane: Plan['technicians'][number]; colour: string; at: At }) {
  const from = lane.roughly && at(lane.roughly)
  const stops = lane.stops.flatMap((stop) => (stop.roughly ? [{ stop, ...at(stop.roughly) }] : []))
  const points = [...(from ? [from] : []), ...stops].map(({ x, y }) => `${x},${y}`).join(' ')
  return (
    <g style={{ color: colour }}>
      <polyline points={points} className="tour" />
      {stops.map(({ stop, x, y }) => (
        <Dot
          key={stop.order}
          {...{ x, y, says: `${lane.name ?? '—'} · ${stop.number}` }}
          kind={stop.late > 0 ? 'late' : stop.isNew || stop.from ? 'proposed' : ''}
        />
      ))}
      {from && (
        <g transform={`translate(${from.x} ${from.y})`}>
          <rect x="-6" y="-6" width="12" height="12" rx="2" className="technician" />
          <title>{lane.name ?? '—'}</title>
        </g>
      )}
    </g>
  )
}

function Dot({ x, y, says, kind }: Point & { says: string; kind: string }) {
  return (
    <circle cx={x} cy={y} r="5" className={`dot ${kind}`}>
      <title>{says}</title>
    </circle>
  )
}

/** Each county's name in the middle of what lies there today. */
function Names({ plan, at }: { plan: Plan; at: At }) {
  const works = [...plan.technicians.flatMap(({ now, stops }) => [...now, ...stops]), ...plan.unserved]
  const counties = Map.groupBy(works, ({ county }) => county ?? '')
  return [...counties].map(([county, all]) => {
    const centre = centreOf(all.flatMap(({ roughly }) => roughly ?? []))
    if (!centre || !county) return null
    const { x, y } = at(centre)
    return (
      <text key={county} x={x} y={y - 12} textAnchor="middle" className="county">
        {shortly(county)}
      </text>
    )
  })
}
