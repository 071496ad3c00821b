import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, holdLink, told } from '../kit/api.ts'
import { LanguageButton, LargeButton, Main, Row, Text, Top, Trouble, useDoing } from '../kit/phone.tsx'
import { SignIn } from '../kit/SignIn.tsx'

/** Account and privacy: what is held, how to have it, how to have it gone. */
export function Me() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const doing = useDoing()
  const [name, setName] = useState('')
  const [isSure, setSure] = useState(false)
  holdLink(null)
  const { data } = useQuery({ queryKey: ['me'], queryFn: () => told(api.GET('/api/v1/me', {})) })
  const after = (work: () => Promise<unknown>) =>
    doing.run(async () => {
      await work()
      await queries.resetQueries()
    })
  const exportData = () =>
    doing.run(async () => {
      const all = await told(api.GET('/api/v1/me/data', {}))
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }))
      link.download = 'anxin-my-data.json'
      link.click()
      URL.revokeObjectURL(link.href)
    })
  return (
    <>
      <Top title={t('me')} back={() => void navigate({ to: '/' })}>
        <LargeButton />
        <LanguageButton />
      </Top>
      {!data && <SignIn done={() => void queries.resetQueries()} />}
      {data && (
        <section className="card">
          <Row name={t('f.name')}>{data.name ?? '—'}</Row>
          <Row name={t('f.phone')}>{data.phone}</Row>
          <Text id="name" label={t('me.name')} value={name} set={setName} />
          <Trouble doing={doing} />
          <div className="actions">
            <Main doing={doing} onClick={() => after(() => told(api.POST('/api/v1/me/name', { body: { name } })))}>
              {t('save')}
            </Main>
            <Button block onClick={exportData}>
              {t('me.data')}
            </Button>
            <Button block onClick={() => after(() => told(api.DELETE('/api/v1/session', {})))}>
              {t('sign.out')}
            </Button>
            {isSure && <p>{t('me.erase.text')}</p>}
            {isSure && data.evidenceIsKept && <p>{t('me.erase.kept')}</p>}
            <Button
              block
              color="danger"
              fill="outline"
              onClick={() =>
                isSure ? after(() => told(api.POST('/api/v1/me/erase', { body: { confirm: 'erase' } }))) : setSure(true)
              }
            >
              {t('me.erase')}
            </Button>
          </div>
        </section>
      )}
      {data?.mailIsOffered && <Mail known={data.mail} after={after} />}
    </>
  )
}

type MailProps = { known: string | null; after: (work: () => Promise<unknown>) => void }

/** An e-mail address for notices: given, then confirmed by the code that came to it. */
function Mail({ known, after }: MailProps) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [address, setAddress] = useState('')
  const [code, setCode] = useState('')
  const [asked, setAsked] = useState<{ demoCode?: string | undefined } | null>(null)
  const [isWrong, setWrong] = useState(false)
  const ask = () => doing.run(async () => setAsked(await told(api.POST('/api/v1/me/mail', { body: { address } }))))
  const confirm = () =>
    doing.run(async () => {
      const { confirmed } = await told(api.POST('/api/v1/me/mail/confirm', { body: { code } }))
      setWrong(!confirmed)
      if (confirmed) after(async () => setAsked(null))
    })
  if (known)
    return (
      <section className="card">
        <Row name={t('me.mail')}>{known}</Row>
        <Button block onClick={() => after(() => told(api.DELETE('/api/v1/me/mail', {})))}>
          {t('me.mail.drop')}
        </Button>
      </section>
    )
  return (
    <section className="card">
      <Text
        id="mail"
        label={t('me.mail')}
        value={address}
        set={setAddress}
        error={doing.fieldError('address')}
        autoComplete="email"
      />
      {asked && (
        <Text
          id="mail-code"
          label={t('me.mail.code')}
          kind="tel"
          value={code}
          set={setCode}
          error={isWrong ? t('me.mail.wrong') : undefined}
          autoComplete="one-time-code"
        />
      )}
      {asked?.demoCode && <p className="muted">{t('sign.demo', { code: asked.demoCode })}</p>}
      <Trouble doing={doing} />
      <div className="actions">
        <Main doing={doing} onClick={asked ? confirm : ask}>
          {t(asked ? 'me.mail.confirm' : 'me.mail.get')}
        </Main>
      </div>
    </section>
  )
}
