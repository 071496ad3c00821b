import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd-mobile'
import copyText from 'copy-to-clipboard'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { Main, Trouble, useDoing } from '../kit/phone.tsx'

/** The due days and visits in the person's own calendar, by a link that only they hand out and can take back. */
export function CalendarCard() {
  const { t } = useTranslation()
  const doing = useDoing()
  const queries = useQueryClient()
  const [isCopied, setCopied] = useState(false)
  const { data } = useQuery({ queryKey: ['calendar'], queryFn: () => told(api.GET('/api/v1/me/calendar', {})) })
  const after = (work: () => Promise<unknown>) =>
    doing.run(async () => {
      await work()
      await queries.invalidateQueries({ queryKey: ['calendar'] })
    })
  const copy = (url: string) =>
    doing.run(async () => {
      setCopied(await copyText(url))
    })
  if (!data) return null
  return (
    <section className="card" aria-label={t('cal')}>
      <h2>{t('cal')}</h2>
      <p className="muted">{t('cal.text')}</p>
      <Trouble doing={doing} />
      {data.url ? (
        <div className="actions">
          <a className="plain-button main" href={data.url.replace(/^https?:/, 'webcal:')}>
            {t('cal.subscribe')}
          </a>
          <Button block onClick={() => copy(data.url ?? '')}>
            {t(isCopied ? 'copied' : 'copy')}
          </Button>
          <p className="calendar-link">{data.url}</p>
          <Button
            block
            fill="outline"
            color="danger"
            onClick={() => after(() => told(api.DELETE('/api/v1/me/calendar', {})))}
          >
            {t('cal.revoke')}
          </Button>
          <p className="muted small">{t('cal.secret')}</p>
        </div>
      ) : (
        <Main doing={doing} onClick={() => after(() => told(api.POST('/api/v1/me/calendar', {})))}>
          {t('cal.add')}
        </Main>
      )}
    </section>
  )
}
