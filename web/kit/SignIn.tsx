import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from './api.ts'
import { Main, Text, Trouble, useDoing } from './phone.tsx'

/** Phone number and code; the demo shows the code. `why`: what for. */
export function SignIn({ done, why }: { done: () => void; why?: string }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [isSent, setSent] = useState(false)
  const [demo, setDemo] = useState<string | null>(null)
  const send = () =>
    doing.run(async () => {
      const answer = await told(api.POST('/api/v1/session/code', { body: { phone } }))
      setSent(true)
      setDemo((answer as { demoCode?: string } | undefined)?.demoCode ?? null) // only the demo tells
    })
  const enter = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/session', { body: { phone, code } }))
      done()
    })
  return (
    <section className="card">
      {why && <p className="muted">{why}</p>}
      <Text
        id="phone"
        label={t('sign.phone')}
        kind="tel"
        value={phone}
        set={setPhone}
        error={doing.fieldError('phone')}
        autoComplete="tel"
      />
      {isSent && (
        <Text id="code" label={t('sign.code')} kind="tel" value={code} set={setCode} autoComplete="one-time-code" />
      )}
      {demo && <p className="muted">{t('sign.demo', { code: demo })}</p>}
      <Trouble doing={doing} />
      <div className="actions">
        {isSent ? (
          <Main doing={doing} onClick={enter}>
            {t('sign.in')}
          </Main>
        ) : (
          <Main doing={doing} onClick={send}>
            {t('sign.get')}
          </Main>
        )}
      </div>
    </section>
  )
}
