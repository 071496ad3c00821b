import { grades } from '@anxin/domain/claims/terms.ts'
import { results } from '@anxin/domain/oversight/results.ts'
import { useTranslation } from 'react-i18next'
import { gradeMeans } from '../claims/Marks.tsx'
import type { Figures } from './figures.ts'

/** Never so deep that the number on it is hard to read, on light and on dark. */
const heat = (claims: number, sum: number) =>
  claims === 0 ? 'none' : `rgb(31 111 180 / ${8 + Math.round((claims / sum) * 42)}%)`

/** What became of claims of each grade: the deeper the colour, the larger the share of its row. */
export function Grades({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const count = (grade: string | null, result: string) =>
    figures.grades.find((one) => one.grade === grade && one.result === result)?.claims ?? 0
  const rows = [...grades, null].map((grade) => {
    const cells = results.map((result) => ({ result, claims: count(grade, result) }))
    return { grade, cells, sum: cells.reduce((n, { claims }) => n + claims, 0) }
  })
  return (
    <section className="figure wide">
      <h2>{t('cl.ov.grades')}</h2>
      <p className="says">{t('cl.ov.grades.text')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved must be reached by keyboard */}
      <section className="numbers" aria-label={t('cl.ov.grades')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('cl.grade')}</th>
              {results.map((result) => (
                <th scope="col" key={result}>
                  {t(`cl.ov.result.${result}`)}
                </th>
              ))}
              <th scope="col">{t('cl.ov.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ grade, cells, sum }) => (
              <tr key={grade}>
                <th scope="row" title={gradeMeans(grade)}>
                  {grade ?? t('cl.ov.no-grade')}
                </th>
                {cells.map(({ result, claims }) => (
                  <td key={result} style={{ background: heat(claims, sum) }}>
                    {claims.toLocaleString()}
                  </td>
                ))}
                <td>{sum.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
