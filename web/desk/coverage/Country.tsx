import { useTranslation } from 'react-i18next'
import type { Answer } from '../../kit/api.ts'
import { columns, rows, shortName, tiles } from './map.ts'

type Item = Answer<'/api/v1/coverage', 'get'>['items'][number]
type Props = { items: readonly Item[]; chosen: string | undefined; choose: (code: string) => void }

/** How much of a province is served, in five steps; red where reports come from a county that nobody serves. */
const stepOf = ({ counties, covered, gaps }: Item): string => {
  if (gaps > 0) return 'gap'
  return covered === 0 ? 'none' : covered < counties / 2 ? 'some' : covered < counties ? 'most' : 'all'
}

/** The country, a tile for each province, where it lies. */
export function Country({ items, chosen, choose }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <fieldset className="country" style={{ gridTemplate: `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)` }}>
        <legend className="about">{t('cv.country')}</legend>
        {items.map((item) => {
          const [column, row] = tiles[item.code.slice(0, 2)] ?? [0, 0]
          const { covered, counties, gaps } = item
          return (
            <button
              key={item.code}
              type="button"
              className={`tile ${stepOf(item)}`}
              aria-pressed={item.code === chosen}
              title={t('cv.province', { name: item.name, covered, counties, gaps })}
              style={{ gridColumn: column + 1, gridRow: row + 1 }}
              onClick={() => choose(item.code)}
            >
              <b>{shortName(item.name)}</b>
              <span>
                {covered}/{counties}
              </span>
              {gaps > 0 && <span>{t('cv.gaps', { n: gaps })}</span>}
            </button>
          )
        })}
      </fieldset>
      <p className="legend">
        {(['all', 'most', 'some', 'none', 'gap'] as const).map((step) => (
          <span key={step}>
            <i className={`tile ${step}`} aria-hidden /> {t(`cv.step.${step}`)}
          </span>
        ))}
      </p>
    </>
  )
}
