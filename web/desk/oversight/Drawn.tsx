import { Empty, Spin } from 'antd'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Bars, sumOf } from './bars.ts'

const Chart = lazy(() => import('./Chart.tsx'))
type Props = { title: string; about: string; bars: Bars; head: string; isWide?: boolean; children?: ReactNode }

/** A chart with what it means, and the same as a table for whoever cannot see it or wants the numbers. */
export function Drawn({ title, about, bars, head, isWide = false, children }: Props) {
  const { t } = useTranslation()
  const sum = sumOf(bars)
  const spoken = bars.parts.map(({ name, values }) => `${name} ${values.reduce((a, b) => a + b, 0)}`).join('，')
  return (
    <section className={isWide ? 'figure wide' : 'figure'}>
      <h2>{title}</h2>
      <p className="says">{about}</p>
      {sum === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('cl.ov.none.here')} />
      ) : (
        <>
          <Suspense fallback={<Spin className="loading" />}>
            <Chart bars={bars} label={`${title}：${spoken}`} />
          </Suspense>
          <details>
            <summary>{t('cl.ov.as-table')}</summary>
            <BarTable bars={bars} head={head} title={title} />
          </details>
        </>
      )}
      {children}
    </section>
  )
}

function BarTable({ bars: { names, parts }, head, title }: { bars: Bars; head: string; title: string }) {
  return (
    <Numbers
      title={title}
      heads={[head, ...parts.map(({ name }) => name)]}
      rows={names.map((name, i) => [name, ...parts.map(({ values }) => values[i] ?? 0)])}
    />
  )
}

type Table = { title: string; heads: readonly string[]; rows: readonly (readonly ReactNode[])[] }

/** A plain table of numbers; the first cell of a row says what the others are about. Wider than the page, it is moved by
 *  keyboard too. */
export function Numbers({ title, heads, rows }: Table) {
  const [first, ...others] = heads
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved must be reached by keyboard
    <section className="numbers" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {others.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of figures have no other name, and none of them keeps anything
            <tr key={i}>
              <th scope="row">{name}</th>
              {cells.map((cell, j) => (
                <td key={others[j]}>{typeof cell === 'number' ? cell.toLocaleString() : cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
