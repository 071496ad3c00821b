import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, api, Problem, told } from '../kit/api.ts'
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
      {error && <Unread error={error} />}
      {data && !error && <Standing badge={data} />}
      {data?.standing === 'genuine' && !error && data.isMine !== true && <Mine ask={setMine} />}
    </>
  )
}

/** That it is no badge of ours is said only where the server said so: a network that fails accuses nobody. */
function Unread({ error }: { error: Error }) {
  const { t } = useTranslation()
  const isForged = error instanceof Problem && error.code === 'badge.not_ours'
  return (
    <section className={`card verdict ${isForged ? 'reported' : 'unknown'}`}>
      <p className="status">
        <span aria-hidden>{isForged ? '×' : '?'}</span> {t(isForged ? 'b.bad' : 'b.unread')}
      </p>
      <p role="alert">{error.message || t('failed')}</p>
    </section>
  )
}

/** What is said of it: nothing good before it is known whose order it is for, since a copy is as genuine. */
const saidOf = ({ standing, isMine }: Badge) => {
  if (standing !== 'genuine') return standing
  return isMine === null ? 'ask' : isMine ? 'mine' : 'other'
}
const looks = { mine: ['verified', '✓'], ask: ['unknown', '?'] } as const

function Standing({ badge }: { badge: Badge }) {
  const { t } = useTranslation()
  const said = saidOf(badge)
  const [colour, sign] = said === 'mine' || said === 'ask' ? looks[said] : ['reported', '×']
  return (
    <section className={`card verdict ${colour}`} aria-live="polite">
      <p className="status">
        <span aria-hidden>{sign}</span> {t(`b.${said}`)}
      </p>
      <p>{t(`b.${said}.text`)}</p>
      {badge.technician && <Row name={t('technician')}>{badge.technician}</Row>}
      {badge.appliance && (
        <Row name={t('f.appliance')}>
          {badge.brand} {applianceName(badge.appliance)}
        </Row>
      )}
      {badge.region && <Row name={t('b.region')}>{badge.region}</Row>}
      {badge.standing === 'genuine' && <Row name={t('window')}>{span(badge.window)}</Row>}
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
