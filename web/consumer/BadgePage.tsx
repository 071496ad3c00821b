import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, told } from '../kit/api.ts'
import { applianceName, moment, span } from '../kit/format.ts'
import { Main, Row, Text, Top, useDoing } from '../kit/phone.tsx'

type Badge = Answer<'/api/v1/badges/{token}', 'get'>
const digits = /^\d{4}$/

/** What somebody at the door shows, checked by whoever opens it: no account is asked for. */
export function BadgePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { token } = useParams({ strict: false })
  const [mine, setMine] = useState<string | null>(null)
  const path = { params: { path: { token: token ?? '' }, query: mine === null ? {} : { mine } } }
  const { data, error, isPending } = useQuery({
    queryKey: ['badge', token, mine],
    queryFn: () => told(api.GET('/api/v1/badges/{token}', path)),
    placeholderData: (before) => before,
  })
  return (
    <>
      <Top title={t('b.title')} back={() => void navigate({ to: '/' })} />
      {isPending && <p className="card muted">{t('loading')}</p>}
      {error && (
        <section className="card verdict reported">
          <p className="status">
            <span aria-hidden>×</span> {t('b.bad')}
          </p>
          <p role="alert">{error.message}</p>
        </section>
      )}
      {data && !error && <Standing badge={data} />}
      {data && !error && data.isMine !== true && <Mine ask={setMine} />}
    </>
  )
}

function Standing({ badge }: { badge: Badge }) {
  const { t } = useTranslation()
  const isGood = badge.standing === 'genuine' && badge.isMine !== false
  const colour = !isGood ? 'reported' : badge.isMine ? 'verified' : 'unknown'
  const said =
    badge.standing !== 'genuine' ? badge.standing : badge.isMine === false ? 'other' : badge.isMine ? 'mine' : 'genuine'
  return (
    <section className={`card verdict ${colour}`} aria-live="polite">
      <p className="status">
        <span aria-hidden>{colour === 'reported' ? '×' : '✓'}</span> {t(`b.${said}`)}
      </p>
      <p>{t(`b.${said}.text`)}</p>
      <Row name={t('technician')}>{badge.technician ?? '—'}</Row>
      <Row name={t('f.appliance')}>
        {badge.brand} {applianceName(badge.appliance)}
      </Row>
      {badge.region && <Row name={t('b.region')}>{badge.region}</Row>}
      <Row name={t('window')}>{span(badge.window)}</Row>
      <Row name={t('b.until')}>{moment(badge.until)}</Row>
    </section>
  )
}

/** A copied badge is a genuine one, for somebody else's visit: four digits tell. */
function Mine({ ask }: { ask: (mine: string) => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [text, setText] = useState('')
  const [isShort, setShort] = useState(false)
  const check = () =>
    doing.run(async () => {
      setShort(!digits.test(text))
      if (digits.test(text)) ask(text)
    })
  return (
    <section className="card">
      <Text
        id="mine"
        label={t('b.mine.label')}
        kind="tel"
        value={text}
        set={setText}
        error={isShort ? t('b.mine.four') : undefined}
      />
      <div className="actions">
        <Main doing={doing} onClick={check}>
          {t('b.mine.check')}
        </Main>
      </div>
    </section>
  )
}
