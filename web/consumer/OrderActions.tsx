import { Button } from 'antd-mobile'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Order, told } from '../kit/api.ts'
import { Main, Text, Trouble, useDoing } from '../kit/phone.tsx'

type Asked = 'cancel' | 'reschedule' | 'resume' | 'reopen'

/** The buttons that the order's own table allows its consumer. */
export function OrderActions({ order, changed }: { order: Order; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [text, setText] = useState('')
  const [day, setDay] = useState(dayjs().add(1, 'day').format('YYYY-MM-DD'))
  const visit = order.visits.at(-1)
  const may: Record<Asked, boolean> = {
    reopen: order.moves.includes('order.reopen'),
    resume: order.moves.includes('order.resume') && order.waitingFor === 'consumer',
    reschedule: visit ? visit.moves.includes('visit.reschedule') : order.moves.includes('order.reschedule'),
    cancel: order.moves.includes('order.cancel'),
  }
  const params = { params: { path: { id: order.id } } }
  const window = { from: dayjs(`${day}T09:00`).toISOString(), to: dayjs(`${day}T18:00`).toISOString() }
  const work: Record<Asked, () => Promise<unknown>> = {
    cancel: () =>
      told(api.POST('/api/v1/orders/{id}/cancel', { ...params, body: { reason: text || t('reason.own') } })),
    resume: () => told(api.POST('/api/v1/orders/{id}/resume', { ...params, body: { window } })),
    reopen: () => told(api.POST('/api/v1/orders/{id}/reopen', { ...params, body: { fault: text } })),
    reschedule: () =>
      visit
        ? told(api.POST('/api/v1/visits/{id}/reschedule', { params: { path: { id: visit.id } }, body: { window } }))
        : told(api.POST('/api/v1/orders/{id}/reschedule', { ...params, body: { window } })),
  }
  const send = (what: Asked) =>
    doing.run(async () => {
      await work[what]()
      setAsked(null)
      setText('')
      changed()
    })
  const labels: Record<Asked, string> = {
    cancel: 'cancel.order',
    reschedule: 'reschedule',
    resume: 'resume',
    reopen: 'reopen',
  }
  const all: Asked[] = ['reopen', 'resume', 'reschedule', 'cancel']
  if (!all.some((one) => may[one])) return null
  return (
    <section className="card">
      {asked === 'reopen' && (
        <Text
          id="again"
          label={t('reopen.text')}
          rows={2}
          value={text}
          set={setText}
          error={doing.fieldError('fault')}
        />
      )}
      {asked === 'cancel' && <Text id="why" label={t('reason')} hint={t('reason.own')} value={text} set={setText} />}
      {(asked === 'resume' || asked === 'reschedule') && (
        <Text id="day" label={t('f.window')} kind="date" value={day} set={setDay} />
      )}
      <Trouble doing={doing} />
      <div className="actions">
        {asked && (
          <Main doing={doing} onClick={() => send(asked)}>
            {t(asked === 'reopen' ? 'reopen.send' : 'confirm')}
          </Main>
        )}
        {asked && (
          <Button block onClick={() => setAsked(null)}>
            {t('back')}
          </Button>
        )}
        {!asked &&
          all
            .filter((one) => may[one])
            .map((one) => (
              <Button key={one} block onClick={() => setAsked(one)}>
                {t(labels[one])}
              </Button>
            ))}
      </div>
    </section>
  )
}
