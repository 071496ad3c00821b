import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, holdLink, told } from '../kit/api.ts'
import { Main, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'

/** Number, phone, and the code that proves the phone. */
export function Track() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const doing = useDoing()
  const [number, setNumber] = useState('')
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [isSent, setSent] = useState(false)
  const [demo, setDemo] = useState<string | null>(null)
  holdLink(null)
  const send = () =>
    doing.run(async () => {
      const answer = await told(api.POST('/api/v1/session/code', { body: { phone } }))
      setSent(true)
      setDemo((answer as { demoCode?: string } | undefined)?.demoCode ?? null) // only the demo tells
    })
  const find = () =>
    doing.run(async () => {
      const { tracking } = await told(api.POST('/api/v1/tracking', { body: { number, phone, code } }))
      await navigate({ to: '/t/$token', params: { token: tracking.token } })
    })
  return (
    <>
      <Top title={t('track.title')} back={() => void navigate({ to: '/' })} />
      <section className="card">
        <Text id="number" label={t('order.number')} kind="tel" value={number} set={setNumber} />
        <Text
          id="phone"
          label={t('f.phone')}
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
          <Main doing={doing} onClick={isSent ? find : send}>
            {t(isSent ? 'track.find' : 'sign.get')}
          </Main>
        </div>
      </section>
    </>
  )
}
