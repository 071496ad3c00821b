import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Main, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'

/** Where whoever answers a brand's number types the code that they were just told over it. */
export function HotlineCode() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { id } = useParams({ strict: false })
  const doing = useDoing()
  const [code, setCode] = useState('')
  const [isProved, setProved] = useState(false)
  const send = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/hotlines/code', { body: { hotline: id ?? '', code } }))
      setProved(true)
    })
  return (
    <>
      <Top title={t('h.code.title')} back={() => void navigate({ to: '/' })} />
      <section className="card">
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
    </>
  )
}
