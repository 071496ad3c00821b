import './oversight.css'
import './words.ts'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Empty, Spin } from 'antd'
import { useTranslation } from 'react-i18next'
import { Problem } from '../../kit/api.ts'
import { moment } from '../../kit/format.ts'
import { ExportMenu } from '../ExportMenu.tsx'
import { useAsked } from '../url.ts'
import { backlog, overTime, silence, toDecision, windows } from './charts.ts'
import { Drawn } from './Drawn.tsx'
import { Filters } from './Filters.tsx'
import { type Figures, figuresQuery, type Query } from './figures.ts'
import { Grades } from './Grades.tsx'
import { KeyFigures } from './KeyFigures.tsx'
import { Categories, Clocks, Labels, Merchants, Reviewers, Stages } from './Tables.tsx'

/** Figures of refund claims for who answers for the platform, and a merchant's own for the merchant. */
export function Oversight() {
  const { t } = useTranslation()
  const [{ from, until, merchant, category }] = useAsked()
  const query: Query = Object.fromEntries(
    Object.entries({ from, until, merchant, category }).filter(([, value]) => value),
  )
  const figures = useQuery(figuresQuery(query))
  const again = () => void figures.refetch()
  if (figures.error) return <Refused error={figures.error} again={again} />
  if (!figures.data) return <Spin className="loading" aria-label={t('loading')} />
  return (
    <>
      <div className="bar">
        <Filters figures={figures.data} />
        <span className="push" />
        <Button type="text" loading={figures.isFetching} onClick={again}>
          {t('cl.ov.as-of', { at: moment(figures.data.asOf) })}
        </Button>
        <ExportMenu url={`/api/v1/oversight/export?${new URLSearchParams(query)}`} />
      </div>
      <p className="about">{t('cl.ov.text')}</p>
      <Shown figures={figures.data} />
    </>
  )
}

/** What is wrong with what the address asks for, and a way out of it; asking again helps with everything else only. */
function Refused({ error, again }: { error: Error; again: () => void }) {
  const { t } = useTranslation()
  const [, ask] = useAsked()
  const wrong = error instanceof Problem ? error.errors : []
  const usual = () => ask({ from: null, until: null, merchant: null, category: null })
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={error.message || t('failed')}
      description={wrong.map(({ path, message }) => <div key={path + message}>{`${path}：${message}`}</div>)}
      action={
        <Button size="small" onClick={wrong.length > 0 ? usual : again}>
          {t(wrong.length > 0 ? 'cl.ov.period.30' : 'retry')}
        </Button>
      }
    />
  )
}

function Shown({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const left = (
    <Drawn
      title={t('cl.ov.backlog')}
      about={t('cl.ov.backlog.text')}
      head={t('cl.ov.age')}
      bars={backlog(figures, t)}
    />
  )
  if (figures.totals.claims === 0)
    return (
      <>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('cl.ov.none')} />
        <div className="figures">{left}</div>
      </>
    )
  return (
    <>
      <KeyFigures figures={figures} />
      <div className="figures">
        <Drawn
          title={t('cl.ov.over-time')}
          about={t(`cl.ov.over-time.${figures.step}`)}
          head={t(`cl.ov.${figures.step}`)}
          bars={overTime(figures, t)}
          isWide
        />
        <Grades figures={figures} />
        <Drawn
          title={t('cl.ov.to-decision')}
          about={t('cl.ov.to-decision.text')}
          head={t('cl.ov.stage.total')}
          bars={toDecision(figures, t)}
        >
          <Stages figures={figures} />
        </Drawn>
        <Drawn
          title={t('cl.ov.windows')}
          about={t('cl.ov.windows.text')}
          head={t('cl.ov.clock')}
          bars={windows(figures, t)}
        >
          <Clocks figures={figures} />
        </Drawn>
        {left}
        <Drawn
          title={t('cl.ov.silence.merchants')}
          about={t('cl.ov.silence.merchants.text')}
          head={t('cl.merchant')}
          bars={silence(figures, t)}
        >
          <Merchants figures={figures} />
        </Drawn>
        <Labels figures={figures} />
        <Categories figures={figures} />
        <Reviewers figures={figures} />
      </div>
    </>
  )
}
