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
    </>
  )
}
