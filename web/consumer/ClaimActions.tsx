import { Link } from '@tanstack/react-router'
import { Button } from 'antd-mobile'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, told } from '../kit/api.ts'
import { moment, yuan } from '../kit/format.ts'
import { Main, Text, Trouble, useDoing } from '../kit/phone.tsx'
import { UploadList, useUploads } from '../kit/Uploads.tsx'
import type { Claim, Part } from './ClaimPage.tsx'

/** What the buyer may do now, by the claim's own table. */
export function ClaimActions({ claim, changed }: Part) {
  const hearing = claim.hearings.find(({ moves }) => moves.includes('hearing.answer'))
  return (
    <>
      {claim.proposal && claim.moves.includes('claim.accept') && <Offer claim={claim} changed={changed} />}
      {hearing && <Answer id={hearing.id} changed={changed} />}
      {claim.remedy && claim.remedy.moves.length > 0 && <Goods claim={claim} changed={changed} />}
      {claim.remedy?.status === 'repairing' && <Repair claim={claim} />}
      {claim.moves.includes('claim.appeal') && <AppealCard claim={claim} changed={changed} />}
      {claim.moves.includes('claim.withdraw') && <Withdraw claim={claim} changed={changed} />}
    </>
  )
}

const pathOf = ({ id }: Claim) => ({ params: { path: { id } } })

function Offer({ claim, changed }: Part) {
  const { t } = useTranslation()
  const doing = useDoing()
  const accept = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/claims/{id}/accept', pathOf(claim)))
      changed()
    })
  const { remedy, amount, words } = claim.proposal ?? { remedy: '', amount: 0, words: null }
  const what = `${t(`c.outcome.${remedy}`)} ${amount > 0 ? yuan(amount) : ''}`
  return (
    <section className="card offer">
      <h2>{t('c.proposal.merchant', { what })}</h2>
      {words && <p>{words}</p>}
      <Trouble doing={doing} />
      <Main doing={doing} onClick={accept}>
        {t('c.accept')}
      </Main>
    </section>
  )
}

function Answer({ id, changed }: { id: string; changed: () => void }) {
  const { t } = useTranslation()
  const doing = useDoing()
  const uploads = useUploads([])
  const [statement, setStatement] = useState('')
  const send = () =>
    doing.run(async () => {
      const media = await uploads.settled()
      if (!media) return
      const pieces = media.map((one) => ({ media: one, slot: 'other' as const }))
      await told(api.POST('/api/v1/hearings/{id}/answer', { params: { path: { id } }, body: { statement, pieces } }))
      changed()
    })
  return (
    <section className="card offer">
      <h2>{t('c.answer')}</h2>
      <p>{t('c.answer.text')}</p>
      <Text
        id="statement"
        label={t('c.answer')}
        rows={3}
        value={statement}
        set={setStatement}
        error={doing.fieldError('statement')}
      />
      <UploadList label={t('c.appeal.new')} uploads={uploads} />
      <Trouble doing={doing} />
      <Main doing={doing} onClick={send}>
        {t('c.answer.send')}
      </Main>
    </section>
  )
}

function Goods({ claim, changed }: Part) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [waybill, setWaybill] = useState('')
  const path = pathOf(claim)
  const act = (work: () => Promise<unknown>) => () =>
    doing.run(async () => {
      await work()
      changed()
    })
  return (
    <section className="card">
      <Trouble doing={doing} />
      {claim.remedy?.moves.includes('remedy.send') && (
        <>
          <Text
            id="waybill"
            label={t('c.waybill')}
            value={waybill}
            set={setWaybill}
            error={doing.fieldError('waybill')}
          />
          <p className="muted small">{moment(claim.remedy.until)}</p>
          <Main
            doing={doing}
            onClick={act(() => told(api.POST('/api/v1/claims/{id}/goods/send', { ...path, body: { waybill } })))}
          >
            {t('c.waybill.send')}
          </Main>
        </>
      )}
      {claim.remedy?.moves.includes('remedy.accept-goods') && (
        <Main doing={doing} onClick={act(() => told(api.POST('/api/v1/claims/{id}/goods/accept', path)))}>
          {t('c.received')}
        </Main>
      )}
    </section>
  )
}

/** The repair is a repair order like any other, free of charge. */
function Repair({ claim }: { claim: Claim }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      {claim.remedy?.order ? (
        <Link className="plain-button main" to="/orders/$id" params={{ id: claim.remedy.order }}>
          {t('c.order')}
        </Link>
      ) : (
        <Link className="plain-button main" to="/report" search={{ claim: claim.id, fault: claim.words ?? '' }}>
          {t('c.book')}
        </Link>
      )}
    </section>
  )
}

function AppealCard({ claim, changed }: Part) {
  const { t } = useTranslation()
  const doing = useDoing()
  const uploads = useUploads([])
  const [isOpen, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const send = () =>
    doing.run(async () => {
      const media = await uploads.settled()
      if (!media) return
      const pieces = media.map((one) => ({ media: one, slot: 'damage' as const }))
      await told(api.POST('/api/v1/claims/{id}/appeal', { ...pathOf(claim), body: { words, pieces } }))
      changed()
    })
  const { until, withNewEvidenceUntil } = claim.appealable ?? { until: null, withNewEvidenceUntil: null }
  return (
    <section className="card">
      <h2>{t('c.appeal')}</h2>
      <p className="muted">{t('c.appeal.text', { until: moment(until), late: moment(withNewEvidenceUntil) })}</p>
      {isOpen && (
        <>
          <Text
            id="appeal"
            label={t('c.appeal.words')}
            rows={3}
            value={words}
            set={setWords}
            error={doing.fieldError('words')}
          />
          <UploadList label={t('c.appeal.new')} uploads={uploads} />
        </>
      )}
      <Trouble doing={doing} />
      {isOpen ? (
        <Main doing={doing} onClick={send}>
          {t('c.appeal.send')}
        </Main>
      ) : (
        <Button block onClick={() => setOpen(true)}>
          {t('c.appeal')}
        </Button>
      )}
    </section>
  )
}

function Withdraw({ claim, changed }: Part) {
  const { t } = useTranslation()
  const doing = useDoing()
  const [isSure, setSure] = useState(false)
  const send = () =>
    doing.run(async () => {
      await told(api.POST('/api/v1/claims/{id}/withdraw', { ...pathOf(claim), body: {} }))
      changed()
    })
  return (
    <section className="card">
      {isSure && <p>{t('c.withdraw.sure')}</p>}
      <Trouble doing={doing} />
      <Button block fill="outline" disabled={doing.busy} onClick={() => (isSure ? send() : setSure(true))}>
        {t('c.withdraw')}
      </Button>
    </section>
  )
}
