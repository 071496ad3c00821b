import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Main, Row, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'

/** Where whoever answers a brand's number types the code that they were just told over it. */
export function HotlineCode() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { token: page = '' } = useParams({ strict: false })
  const doing = useDoing()
  const [code, setCode] = useState('')
  const [isProved, setProved] = useState(false)
  const asked = useQuery({
    queryKey: ['hotline-code', page],
    queryFn: () => told(api.GET('/api/v1/hotlines/code/{token}', { params: { path: { token: page } } })),
  })
  const send = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/hotlines/code', { body: { page, code } }))
      setProved(true)
    })
  return (
    <>
      <Top title={t('h.code.title')} back={() => void navigate({ to: '/' })} />
      {asked.isPending && <p className="card muted">{t('loading')}</p>}
      {asked.error && (
        <p className="card error" role="alert">
          {asked.error.message || t('failed')}
        </p>
      )}
      {asked.data && (
        <section className="card">
          <Row name={t('f.brand')}>{asked.data.brand}</Row>
          <Row name={t('h.code.company')}>{asked.data.company}</Row>
          <Row name={t('h.code.number')}>{asked.data.shown}</Row>
          {isProved ? (
            <p role="status">{t('h.code.done')}</p>
          ) : (
            <>
              <p className="muted">{t('h.code.text')}</p>
              <Text
                id="code"
                label={t('h.code.label')}
                kind="tel"
                value={code}
                set={setCode}
                autoComplete="one-time-code"
              />
              <Trouble doing={doing} />
              <div className="actions">
                <Main doing={doing} onClick={send}>
                  {t('h.code.send')}
                </Main>
              </div>
            </>
          )}
        </section>
      )}
    </>
  )
}
