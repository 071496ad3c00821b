import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { Main, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'
import { Scan } from '../kit/Scan.tsx'
import { badgeIn } from './badge-in.ts'
import { ReportFake } from './ReportFake.tsx'
import { Verdict } from './Verdict.tsx'

export type Verdicts = Answer<'/api/v1/hotlines/check', 'post'>

/** Whether a number, an address, a page or a badge is what it says. */
export function Check() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const doing = useDoing()
  // From a page of the brand's own: what was typed there stands behind the #, where no server sees it.
  const [text, setText] = useState(() => new URLSearchParams(location.hash.slice(1)).get('text') ?? '')
  const [found, setFound] = useState<Verdicts | null>(null)
  const [isScanning, setScanning] = useState(false)
  const [reporting, setReporting] = useState<string | null>(null)
  const check = (what: string) =>
    doing.run(async () => {
      const badge = badgeIn(what)
      if (badge) return navigate({ to: '/b/$token', params: { token: badge } })
      setFound(null)
      setFound(await told(api.POST('/api/v1/hotlines/check', { body: { text: what } })))
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with what the page was opened with
  useEffect(() => {
    if (text) void check(text)
  }, [])
  const scanned = (what: string) => {
    setScanning(false)
    setText(what)
    void check(what)
  }
  return (
    <>
      <Top title={t('h.title')} back={() => void navigate({ to: '/' })} />
      <section className="card">
        <Text id="text" label={t('h.text')} rows={4} value={text} set={setText} hint={t('h.text.hint')} />
        <Trouble doing={doing} />
        <div className="actions">
          <Main doing={doing} onClick={() => check(text)}>
            {t('h.check')}
          </Main>
          {!isScanning && (
            <button type="button" className="plain-button" onClick={() => setScanning(true)}>
              {t('h.scan')}
            </button>
          )}
        </div>
        {isScanning && <Scan found={scanned} trouble={null} close={() => setScanning(false)} />}
      </section>
      <div aria-live="polite">
        {found?.numbers.map(({ number, shown, extension, verdict, reasons }) => (
          <Verdict
            key={number}
            what={extension ? `${shown} ${t('h.extension', { extension })}` : shown}
            {...{ verdict, reasons }}
          >
            <Doing verdict={verdict} report={() => setReporting(number)} />
          </Verdict>
        ))}
        {found?.addresses.map(({ host, verdict, reasons }) => (
          <Verdict key={host} what={host} {...{ verdict, reasons }}>
            <Doing verdict={verdict} report={() => setReporting(`https://${host}`)} />
          </Verdict>
        ))}
        {found && <Official brands={found.brands} />}
      </div>
      {reporting && <ReportFake key={reporting} what={reporting} close={() => setReporting(null)} />}
      {!found && <p className="card muted">{t('h.explain')}</p>}
    </>
  )
}

function Doing({ verdict, report }: { verdict: string; report: () => void }) {
  const { t } = useTranslation()
  if (verdict === 'verified') return null
  return (
    <button type="button" className="plain-button" onClick={report}>
      {t('h.report')}
    </button>
  )
}

/** The verified numbers of the brands that the text names, one tap from a call. */
function Official({ brands }: { brands: Verdicts['brands'] }) {
  const { t } = useTranslation()
  return brands.map(({ brand, company, numbers }) => (
    <section className="card" key={brand}>
      <h2>{t('h.official', { brand })}</h2>
      <p className="muted">{company}</p>
      <div className="actions">
        {numbers.map(({ number, shown }) => (
          <a key={number} className="plain-button main" href={`tel:${number}`}>
            {t('h.dial', { number: shown })}
          </a>
        ))}
      </div>
    </section>
  ))
}
