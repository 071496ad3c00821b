import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Main, Text, Trouble, useDoing } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'

/** That something poses as a brand: whoever says so signs in, so that they can be asked and told. */
export function ReportFake({ what, close }: { what: string; close: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const doing = useDoing()
  const [brand, setBrand] = useState('')
  const [words, setWords] = useState('')
  const [isSent, setSent] = useState(false)
  const me = useQuery({ queryKey: ['me'], queryFn: () => told(api.GET('/api/v1/me', {})), retry: false })
  const send = () =>
    doing.run(async () => {
      const said = { ...(brand.trim() ? { brand } : {}), ...(words.trim() ? { words } : {}) }
      await told(api.POST('/api/v1/hotlines/reports', { body: { what, ...said } }))
      setSent(true)
    })
  if (me.isPending) return <p className="card muted">{t('loading')}</p>
  if (!me.data) return <SignIn done={() => void queries.resetQueries()} why={t('h.report.sign')} />
  if (isSent)
    return (
      <p className="card" role="status">
        {t('h.report.sent')}
      </p>
    )
  return (
    <section className="card">
      <h2>{t('h.report.title', { what })}</h2>
      <Text id="brand" label={t('h.report.brand')} value={brand} set={setBrand} />
      <Text id="words" label={t('h.report.words')} rows={3} value={words} set={setWords} />
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={send}>
          {t('h.report.send')}
        </Main>
        <button type="button" className="plain-button" onClick={close}>
          {t('cancel')}
        </button>
      </div>
    </section>
  )
}
